/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.libcontainerd.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The configuration of a container: the {@code config.json} of the OCI runtime
 * specification, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md">config.md</a>.
 * <p>
 * Fields of other platforms ({@code solaris}, {@code vm}, {@code zos}) and of later
 * versions of the specification are kept in {@link #unknown()}.
 *
 * @param ociVersion the version of the specification that the configuration follows
 * @param process the process to run; required before the container is started
 * @param root the root filesystem; containerd's snapshots are mounted there
 * @param hostname the host name in the container's UTS namespace
 * @param domainname the NIS domain name in the container's UTS namespace
 * @param mounts what to mount besides the root, in this order
 * @param hooks commands to run at points of the container's life
 * @param annotations free metadata, some of it read by runtimes
 * @param linux what is particular to Linux
 * @param windows what is particular to Windows
 * @param unknown fields that this model does not know, as parsed JSON
 * @since 0.1.0
 */
public record Spec(String ociVersion, @Nullable Process process, @Nullable Root root, @Nullable String hostname,
		@Nullable String domainname, List<Mount> mounts, @Nullable Hooks hooks, Map<String, String> annotations,
		@Nullable Linux linux, @Nullable Windows windows, @Unknown Map<String, @Nullable Object> unknown) {

	public Spec {
		ociVersion = Copies.required(ociVersion, "ociVersion");
		mounts = Copies.list(mounts, "mounts");
		annotations = Copies.map(annotations, "annotations");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Read a {@code config.json}.
	 * @param json the JSON text in UTF-8
	 * @return the configuration
	 * @throws IllegalArgumentException if the text is not JSON or does not have the types
	 * of the specification; the message names the field
	 */
	public static Spec fromJson(byte[] json) {
		return SpecJson.read(json, Spec.class);
	}

	/**
	 * The hardened default for a Linux container on this host. It has the capabilities,
	 * mounts, masked paths, device rules and seccomp profile that Docker gives, and
	 * {@code noNewPrivileges}. It has no root and no arguments yet.
	 * @return the default
	 */
	public static Spec defaults() {
		return DefaultSpec.ofThisHost();
	}

	/**
	 * An empty configuration to fill; see {@link #defaults()} for one that isolates.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder(null);
	}

	/**
	 * A builder that starts from this configuration. If this configuration has the
	 * default seccomp profile for its capabilities, then the profile follows when the
	 * capabilities are changed.
	 * @return a builder
	 */
	public Builder toBuilder() {
		return new Builder(this);
	}

	/**
	 * Write the {@code config.json}.
	 * @return the JSON text in UTF-8
	 */
	public byte[] toJson() {
		return SpecJson.write(this);
	}

	/**
	 * Builder for a {@link Spec}.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private final @Nullable Spec original;

		private String ociVersion = DefaultSpec.OCI_VERSION;

		private @Nullable Process process;

		private @Nullable Root root;

		private @Nullable String hostname;

		private @Nullable String domainname;

		private final List<Mount> mounts = new ArrayList<>();

		private @Nullable Hooks hooks;

		private final Map<String, String> annotations = new LinkedHashMap<>();

		private @Nullable Linux linux;

		private @Nullable Windows windows;

		private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();

		private Builder(@Nullable Spec spec) {
			this.original = spec;
			if (spec != null) {
				this.ociVersion = spec.ociVersion;
				this.process = spec.process;
				this.root = spec.root;
				this.hostname = spec.hostname;
				this.domainname = spec.domainname;
				this.mounts.addAll(spec.mounts);
				this.hooks = spec.hooks;
				this.annotations.putAll(spec.annotations);
				this.linux = spec.linux;
				this.windows = spec.windows;
				this.unknown.putAll(spec.unknown);
			}
		}

		/**
		 * Set {@code ociVersion}, the version of the specification that the configuration
		 * follows.
		 * @param ociVersion such as {@code 1.2.0}
		 * @return this builder
		 */
		public Builder ociVersion(String ociVersion) {
			this.ociVersion = ociVersion;
			return this;
		}

		/**
		 * Set {@code process}, what runs in the container.
		 * @param process the process; {@code null} for none yet
		 * @return this builder
		 */
		public Builder process(@Nullable Process process) {
			this.process = process;
			return this;
		}

		/**
		 * Change the process, or start with {@link Process#builder()} if there is none.
		 * @param customizer what to change
		 * @return this builder
		 */
		public Builder process(Consumer<Process.Builder> customizer) {
			Process.Builder builder = (this.process != null) ? this.process.toBuilder() : Process.builder();
			customizer.accept(builder);
			this.process = builder.build();
			return this;
		}

		/**
		 * Set {@code root}, the root file system.
		 * @param root the root; {@code null} for none yet
		 * @return this builder
		 */
		public Builder root(@Nullable Root root) {
			this.root = root;
			return this;
		}

		/**
		 * Set the path of the root filesystem and leave it read-only if it was.
		 * @param path absolute, or relative to the bundle
		 * @return this builder
		 */
		public Builder root(String path) {
			this.root = (this.root != null) ? this.root.withPath(path) : Root.of(path);
			return this;
		}

		/**
		 * Set {@code hostname}, in the container's UTS namespace.
		 * @param hostname the name; {@code null} to leave it as it is
		 * @return this builder
		 */
		public Builder hostname(@Nullable String hostname) {
			this.hostname = hostname;
			return this;
		}

		/**
		 * Set {@code domainname}, the NIS domain in the container's UTS namespace.
		 * @param domainname the name; {@code null} to leave it as it is
		 * @return this builder
		 */
		public Builder domainname(@Nullable String domainname) {
			this.domainname = domainname;
			return this;
		}

		/**
		 * Add a mount. A mount with the same destination is replaced in its place.
		 * @param mount the mount
		 * @return this builder
		 */
		public Builder mount(Mount mount) {
			for (int i = 0; i < this.mounts.size(); i++) {
				if (this.mounts.get(i).destination().equals(mount.destination())) {
					this.mounts.set(i, mount);
					return this;
				}
			}
			this.mounts.add(mount);
			return this;
		}

		/**
		 * Remove the mount at a destination, if there is one.
		 * @param destination the path in the container
		 * @return this builder
		 */
		public Builder removeMount(String destination) {
			this.mounts.removeIf((mount) -> mount.destination().equals(destination));
			return this;
		}

		/**
		 * Replace all mounts.
		 * @param mounts the mounts in their order
		 * @return this builder
		 */
		public Builder mounts(List<Mount> mounts) {
			this.mounts.clear();
			this.mounts.addAll(mounts);
			return this;
		}

		/**
		 * Set {@code hooks}, commands that the runtime runs.
		 * @param hooks the hooks; {@code null} for none
		 * @return this builder
		 */
		public Builder hooks(@Nullable Hooks hooks) {
			this.hooks = hooks;
			return this;
		}

		/**
		 * Set an annotation ({@code annotations}), free metadata that some runtimes read.
		 * @param name the name, such as {@code org.example.team}
		 * @param value the value
		 * @return this builder
		 */
		public Builder annotation(String name, String value) {
			this.annotations.put(name, value);
			return this;
		}

		/**
		 * Set annotations, in the place of those with the same names.
		 * @param annotations the values by name
		 * @return this builder
		 */
		public Builder annotations(Map<String, String> annotations) {
			this.annotations.putAll(annotations);
			return this;
		}

		/**
		 * Set {@code linux}, what is particular to Linux.
		 * @param linux the section; {@code null} for none
		 * @return this builder
		 */
		public Builder linux(@Nullable Linux linux) {
			this.linux = linux;
			return this;
		}

		/**
		 * Change the Linux section, or start with {@link Linux#builder()} if there is
		 * none.
		 * @param customizer what to change
		 * @return this builder
		 */
		public Builder linux(Consumer<Linux.Builder> customizer) {
			Linux.Builder builder = (this.linux != null) ? this.linux.toBuilder() : Linux.builder();
			customizer.accept(builder);
			this.linux = builder.build();
			return this;
		}

		/**
		 * Set {@code windows}, what is particular to Windows.
		 * @param windows the section; {@code null} for none
		 * @return this builder
		 */
		public Builder windows(@Nullable Windows windows) {
			this.windows = windows;
			return this;
		}

		/**
		 * Set a field that this model does not know.
		 * @param name the name in JSON
		 * @param value a JSON value: null, string, number, boolean, list or map
		 * @return this builder
		 */
		public Builder unknown(String name, @Nullable Object value) {
			this.unknown.put(name, value);
			return this;
		}

		/**
		 * Return the configuration. The builder can be used again.
		 * @return the configuration
		 */
		public Spec build() {
			Spec spec = new Spec(this.ociVersion, this.process, this.root, this.hostname, this.domainname, this.mounts,
					this.hooks, this.annotations, this.linux, this.windows, this.unknown);
			return (this.original != null) ? DefaultSpec.adaptSeccomp(this.original, spec) : spec;
		}

	}

}

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

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to Linux, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config-linux.md">config-linux.md</a>.
 *
 * @param uidMappings user ids of the user namespace
 * @param gidMappings group ids of the user namespace
 * @param sysctl kernel parameters to set in the container's namespaces
 * @param resources limits of the control group
 * @param cgroupsPath the control group; {@code slice:prefix:name} with the systemd driver
 * @param namespaces the namespaces to create or to join; others are the runtime's own
 * @param devices device nodes to create besides the default ones
 * @param seccomp the system call filter
 * @param rootfsPropagation {@code shared}, {@code slave}, {@code private} or
 * {@code unbindable}
 * @param maskedPaths paths that the container cannot read
 * @param readonlyPaths paths that the container cannot write
 * @param mountLabel the SELinux label of the mounts
 * @param intelRdt Intel resource director technology
 * @param personality the execution domain
 * @param timeOffsets offsets of the time namespace by clock, {@code boottime} or
 * {@code monotonic}
 * @param unknown fields that this model does not know, as parsed JSON
 * @since 0.1.0
 */
public record Linux(List<IdMapping> uidMappings, List<IdMapping> gidMappings, Map<String, String> sysctl,
		@Nullable LinuxResources resources, @Nullable String cgroupsPath, List<Namespace> namespaces,
		List<Device> devices, @Nullable Seccomp seccomp, @Nullable String rootfsPropagation, List<String> maskedPaths,
		List<String> readonlyPaths, @Nullable String mountLabel, @Nullable IntelRdt intelRdt,
		@Nullable Personality personality, Map<String, TimeOffset> timeOffsets,
		@Unknown Map<String, @Nullable Object> unknown) {

	public Linux {
		uidMappings = Copies.list(uidMappings, "uidMappings");
		gidMappings = Copies.list(gidMappings, "gidMappings");
		sysctl = Copies.map(sysctl, "sysctl");
		namespaces = Copies.list(namespaces, "namespaces");
		devices = Copies.list(devices, "devices");
		maskedPaths = Copies.list(maskedPaths, "maskedPaths");
		readonlyPaths = Copies.list(readonlyPaths, "readonlyPaths");
		timeOffsets = Copies.map(timeOffsets, "timeOffsets");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Return an empty section: without namespaces, the container shares all of those of
	 * the runtime.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts from this section.
	 * @return a builder
	 */
	public Builder toBuilder() {
		return new Builder(this);
	}

	/**
	 * A namespace of the container.
	 *
	 * @param type {@code pid}, {@code network}, {@code mount}, {@code ipc}, {@code uts},
	 * {@code user}, {@code cgroup} or {@code time}
	 * @param path the namespace to join; a new one is created if absent
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Namespace(String type, @Nullable String path, @Unknown Map<String, @Nullable Object> unknown) {

		public Namespace {
			type = Copies.required(type, "type");
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Create a new namespace.
		 * @param type such as {@code network}
		 * @return the namespace
		 */
		public static Namespace of(String type) {
			return new Namespace(type, null, Map.of());
		}

		/**
		 * Join a namespace that exists.
		 * @param type such as {@code network}
		 * @param path such as {@code /run/netns/blue}
		 * @return the namespace
		 */
		public static Namespace of(String type, String path) {
			return new Namespace(type, path, Map.of());
		}

	}

	/**
	 * A device node in the container.
	 *
	 * @param type {@code c}, {@code b}, {@code u} or {@code p}
	 * @param path the path in the container
	 * @param major the major number
	 * @param minor the minor number
	 * @param fileMode the mode bits as a decimal, unsigned 32 bits
	 * @param uid the owner, unsigned 32 bits
	 * @param gid the group, unsigned 32 bits
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Device(String type, String path, long major, long minor, @Nullable Long fileMode, @Nullable Long uid,
			@Nullable Long gid, @Unknown Map<String, @Nullable Object> unknown) {

		public Device {
			type = Copies.required(type, "type");
			path = Copies.required(path, "path");
			Copies.uint32(fileMode, "fileMode");
			Copies.uint32(uid, "uid");
			Copies.uint32(gid, "gid");
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Return a device node with the default owner and mode.
		 * @param type {@code c}, {@code b}, {@code u} or {@code p}
		 * @param path the path in the container
		 * @param major the major number
		 * @param minor the minor number
		 * @return the device
		 */
		public static Device of(String type, String path, long major, long minor) {
			return new Device(type, path, major, minor, null, null, null, Map.of());
		}

	}

	/**
	 * Limits of cache and memory bandwidth by Intel RDT.
	 *
	 * @param closId the class of service; {@code closID} in JSON
	 * @param l3CacheSchema the schema of the L3 cache
	 * @param memBwSchema the schema of the memory bandwidth
	 * @param enableCmt whether cache occupancy is monitored; {@code enableCMT} in JSON
	 * @param enableMbm whether bandwidth is monitored; {@code enableMBM} in JSON
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record IntelRdt(@JsonProperty("closID") @Nullable String closId, @Nullable String l3CacheSchema,
			@Nullable String memBwSchema, @JsonProperty("enableCMT") @Nullable Boolean enableCmt,
			@JsonProperty("enableMBM") @Nullable Boolean enableMbm, @Unknown Map<String, @Nullable Object> unknown) {

		public IntelRdt {
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * The execution domain of the container.
	 *
	 * @param domain {@code LINUX} or {@code LINUX32}
	 * @param flags none are defined yet
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Personality(String domain, List<String> flags, @Unknown Map<String, @Nullable Object> unknown) {

		public Personality {
			domain = Copies.required(domain, "domain");
			flags = Copies.list(flags, "flags");
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Return an execution domain without flags.
		 * @param domain {@code LINUX} or {@code LINUX32}
		 * @return the domain
		 */
		public static Personality of(String domain) {
			return new Personality(domain, List.of(), Map.of());
		}

	}

	/**
	 * An offset of a clock in a time namespace.
	 *
	 * @param secs the seconds
	 * @param nanosecs the nanoseconds, unsigned 32 bits
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record TimeOffset(@Nullable Long secs, @Nullable Long nanosecs,
			@Unknown Map<String, @Nullable Object> unknown) {

		public TimeOffset {
			Copies.uint32(nanosecs, "nanosecs");
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * Builder for a {@link Linux}.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private List<IdMapping> uidMappings = List.of();

		private List<IdMapping> gidMappings = List.of();

		private final Map<String, String> sysctl = new LinkedHashMap<>();

		private @Nullable LinuxResources resources;

		private @Nullable String cgroupsPath;

		private final List<Namespace> namespaces = new ArrayList<>();

		private final List<Device> devices = new ArrayList<>();

		private @Nullable Seccomp seccomp;

		private @Nullable String rootfsPropagation;

		private List<String> maskedPaths = List.of();

		private List<String> readonlyPaths = List.of();

		private @Nullable String mountLabel;

		private @Nullable IntelRdt intelRdt;

		private @Nullable Personality personality;

		private final Map<String, TimeOffset> timeOffsets = new LinkedHashMap<>();

		private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();

		private Builder() {
		}

		private Builder(Linux linux) {
			this.uidMappings = linux.uidMappings;
			this.gidMappings = linux.gidMappings;
			this.sysctl.putAll(linux.sysctl);
			this.resources = linux.resources;
			this.cgroupsPath = linux.cgroupsPath;
			this.namespaces.addAll(linux.namespaces);
			this.devices.addAll(linux.devices);
			this.seccomp = linux.seccomp;
			this.rootfsPropagation = linux.rootfsPropagation;
			this.maskedPaths = linux.maskedPaths;
			this.readonlyPaths = linux.readonlyPaths;
			this.mountLabel = linux.mountLabel;
			this.intelRdt = linux.intelRdt;
			this.personality = linux.personality;
			this.timeOffsets.putAll(linux.timeOffsets);
			this.unknown.putAll(linux.unknown);
		}

		/**
		 * Set {@code uidMappings}, the user ids of the user namespace.
		 * @param mappings the ranges
		 * @return this builder
		 */
		public Builder uidMappings(IdMapping... mappings) {
			this.uidMappings = List.of(mappings);
			return this;
		}

		/**
		 * Set {@code gidMappings}, the group ids of the user namespace.
		 * @param mappings the ranges
		 * @return this builder
		 */
		public Builder gidMappings(IdMapping... mappings) {
			this.gidMappings = List.of(mappings);
			return this;
		}

		/**
		 * Set a kernel parameter in the container's namespaces ({@code sysctl}).
		 * @param name such as {@code net.ipv4.ip_forward}
		 * @param value the value
		 * @return this builder
		 */
		public Builder sysctl(String name, String value) {
			this.sysctl.put(name, value);
			return this;
		}

		/**
		 * Set {@code resources}, the limits of the control group.
		 * @param resources the limits; {@code null} for none
		 * @return this builder
		 */
		public Builder resources(@Nullable LinuxResources resources) {
			this.resources = resources;
			return this;
		}

		/**
		 * Change the resources, or start with {@link LinuxResources#builder()} if there
		 * are none.
		 * @param customizer what to change
		 * @return this builder
		 */
		public Builder resources(Consumer<LinuxResources.Builder> customizer) {
			LinuxResources.Builder builder = (this.resources != null) ? this.resources.toBuilder()
					: LinuxResources.builder();
			customizer.accept(builder);
			this.resources = builder.build();
			return this;
		}

		/**
		 * Set {@code cgroupsPath}, the control group of the container.
		 * @param cgroupsPath a path below the root of the hierarchy, or
		 * {@code slice:prefix:name} with the systemd driver; {@code null} to leave it to
		 * the runtime
		 * @return this builder
		 */
		public Builder cgroupsPath(@Nullable String cgroupsPath) {
			this.cgroupsPath = cgroupsPath;
			return this;
		}

		/**
		 * Create a new namespace of a type.
		 * @param type such as {@code network}
		 * @return this builder
		 */
		public Builder namespace(String type) {
			return namespace(Namespace.of(type));
		}

		/**
		 * Join a namespace that exists.
		 * @param type such as {@code network}
		 * @param path such as {@code /run/netns/blue}
		 * @return this builder
		 */
		public Builder namespace(String type, String path) {
			return namespace(Namespace.of(type, path));
		}

		private Builder namespace(Namespace namespace) {
			removeNamespace(namespace.type());
			this.namespaces.add(namespace);
			return this;
		}

		/**
		 * Share the runtime's namespace: {@code removeNamespace("network")} gives the
		 * network of the host.
		 * @param type such as {@code network}
		 * @return this builder
		 */
		public Builder removeNamespace(String type) {
			this.namespaces.removeIf((namespace) -> namespace.type().equals(type));
			return this;
		}

		/**
		 * Create a device node. The control group must allow the device too, see
		 * {@link LinuxResources.Builder#allowDevice}.
		 * @param device the device
		 * @return this builder
		 */
		public Builder device(Device device) {
			this.devices.add(device);
			return this;
		}

		/**
		 * Set {@code seccomp}, the system call filter.
		 * @param seccomp the filter; {@code null} for none
		 * @return this builder
		 */
		public Builder seccomp(@Nullable Seccomp seccomp) {
			this.seccomp = seccomp;
			return this;
		}

		/**
		 * Set {@code rootfsPropagation}, how mounts below the root propagate.
		 * @param rootfsPropagation {@code shared}, {@code slave}, {@code private} or
		 * {@code unbindable}; {@code null} to leave it to the runtime
		 * @return this builder
		 */
		public Builder rootfsPropagation(@Nullable String rootfsPropagation) {
			this.rootfsPropagation = rootfsPropagation;
			return this;
		}

		/**
		 * Replace {@code maskedPaths}, the paths that the container cannot read.
		 * @param maskedPaths absolute paths in the container
		 * @return this builder
		 */
		public Builder maskedPaths(List<String> maskedPaths) {
			this.maskedPaths = List.copyOf(maskedPaths);
			return this;
		}

		/**
		 * Replace {@code readonlyPaths}, the paths that the container cannot write.
		 * @param readonlyPaths absolute paths in the container
		 * @return this builder
		 */
		public Builder readonlyPaths(List<String> readonlyPaths) {
			this.readonlyPaths = List.copyOf(readonlyPaths);
			return this;
		}

		/**
		 * Set {@code mountLabel}, the SELinux label of the mounts.
		 * @param mountLabel the label; {@code null} for none
		 * @return this builder
		 */
		public Builder mountLabel(@Nullable String mountLabel) {
			this.mountLabel = mountLabel;
			return this;
		}

		/**
		 * Set {@code intelRdt}, limits of cache and memory bandwidth.
		 * @param intelRdt the limits; {@code null} for none
		 * @return this builder
		 */
		public Builder intelRdt(@Nullable IntelRdt intelRdt) {
			this.intelRdt = intelRdt;
			return this;
		}

		/**
		 * Set {@code personality}, the execution domain.
		 * @param personality the domain; {@code null} for the one of the kernel
		 * @return this builder
		 */
		public Builder personality(@Nullable Personality personality) {
			this.personality = personality;
			return this;
		}

		/**
		 * Set the offset of a clock of the time namespace ({@code timeOffsets}).
		 * @param clock {@code boottime} or {@code monotonic}
		 * @param secs the seconds
		 * @param nanosecs the nanoseconds, unsigned 32 bits
		 * @return this builder
		 */
		public Builder timeOffset(String clock, long secs, long nanosecs) {
			this.timeOffsets.put(clock, new TimeOffset(secs, nanosecs, Map.of()));
			return this;
		}

		/**
		 * Set a field that this model does not know, such as one of a later version of
		 * the specification.
		 * @param name the name in JSON
		 * @param value a JSON value: {@code null}, string, number, boolean, list or map
		 * @return this builder
		 */
		public Builder unknown(String name, @Nullable Object value) {
			this.unknown.put(name, value);
			return this;
		}

		/**
		 * Return the section. The builder can be used again.
		 * @return the section
		 * @throws IllegalArgumentException if an element is {@code null}; the message
		 * names the field
		 */
		public Linux build() {
			return new Linux(this.uidMappings, this.gidMappings, this.sysctl, this.resources, this.cgroupsPath,
					this.namespaces, this.devices, this.seccomp, this.rootfsPropagation, this.maskedPaths,
					this.readonlyPaths, this.mountLabel, this.intelRdt, this.personality, this.timeOffsets,
					this.unknown);
		}

	}

}

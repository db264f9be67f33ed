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
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A mount in the container, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md#mounts">mounts</a>.
 *
 * @param destination the absolute path in the container
 * @param type the filesystem type, such as {@code bind} or {@code tmpfs}
 * @param source a path on the host for a bind mount, else a device or a dummy name
 * @param options mount options, as in fstab
 * @param uidMappings user ids of an id-mapped mount
 * @param gidMappings group ids of an id-mapped mount
 * @param unknown fields that this model does not know
 * @since 0.1.0
 */
public record Mount(String destination, @Nullable String type, @Nullable String source, List<String> options,
		List<IdMapping> uidMappings, List<IdMapping> gidMappings, @Unknown Map<String, @Nullable Object> unknown) {

	public Mount {
		destination = Copies.required(destination, "destination");
		options = Copies.list(options, "options");
		uidMappings = Copies.list(uidMappings, "uidMappings");
		gidMappings = Copies.list(gidMappings, "gidMappings");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Return a mount.
	 * @param destination the absolute path in the container
	 * @param type the filesystem type, such as {@code proc}
	 * @param source a path on the host for a bind mount, else a device or a dummy name
	 * @param options mount options, as in fstab
	 * @return the mount
	 */
	public static Mount of(String destination, String type, String source, String... options) {
		return new Mount(destination, type, source, List.of(options), List.of(), List.of(), Map.of());
	}

	/**
	 * A directory or file of the host, with what is mounted below it, writable. Mounts
	 * that appear later do not propagate in either direction.
	 * @param source the path on the host
	 * @param destination the absolute path in the container
	 * @return the mount
	 */
	public static Mount bind(String source, String destination) {
		return of(destination, "bind", source, "rbind", "rprivate");
	}

	/**
	 * A directory in memory. It counts against the memory limit of the container.
	 * @param destination the absolute path in the container
	 * @param size the size in bytes
	 * @return the mount
	 */
	public static Mount tmpfs(String destination, long size) {
		return of(destination, "tmpfs", "tmpfs", "nosuid", "nodev", "noexec", "size=" + size);
	}

	/**
	 * The same mount, read-only.
	 * @return the mount
	 */
	public Mount readOnly() {
		return (this.options.contains("ro")) ? this : withoutOption("rw").withOptions("ro");
	}

	/**
	 * The same mount with more options.
	 * @param options the options to append
	 * @return the mount
	 */
	public Mount withOptions(String... options) {
		List<String> all = new ArrayList<>(this.options);
		all.addAll(List.of(options));
		return new Mount(this.destination, this.type, this.source, all, this.uidMappings, this.gidMappings,
				this.unknown);
	}

	private Mount withoutOption(String option) {
		List<String> others = this.options.stream().filter((other) -> !other.equals(option)).toList();
		return new Mount(this.destination, this.type, this.source, others, this.uidMappings, this.gidMappings,
				this.unknown);
	}

}

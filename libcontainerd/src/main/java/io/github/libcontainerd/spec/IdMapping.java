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

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A range of ids of a user namespace, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config-linux.md#user-namespace-mappings">user
 * namespace mappings</a>. All values are unsigned 32-bit integers.
 *
 * @param containerId the first id in the container
 * @param hostId the first id on the host
 * @param size how many ids
 * @param unknown fields that this model does not know
 * @since 0.1.0
 */
public record IdMapping(@JsonProperty("containerID") long containerId, @JsonProperty("hostID") long hostId, long size,
		@Unknown Map<String, @Nullable Object> unknown) {

	public IdMapping {
		Copies.uint32(containerId, "containerID");
		Copies.uint32(hostId, "hostID");
		Copies.uint32(size, "size");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Map a range of ids.
	 * @param containerId the first id in the container ({@code containerID})
	 * @param hostId the first id on the host ({@code hostID})
	 * @param size how many ids
	 * @return the mapping
	 * @throws IllegalArgumentException if a value is not an unsigned 32-bit integer
	 */
	public static IdMapping of(long containerId, long hostId, long size) {
		return new IdMapping(containerId, hostId, size, Map.of());
	}

}

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

package io.github.libcontainerd.internal.grpc.container;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A container as containerd stores it.
 *
 * @param id the container id
 * @param labels the labels
 * @param image the image reference; {@code null} when there is none
 * @param runtime the runtime
 * @param spec the OCI specification as JSON
 * @param snapshotter the snapshotter of the root file system; {@code null} for a plain
 * directory
 * @param snapshotKey the snapshot of the root file system
 * @param createdAt when it was created, by containerd's clock; {@code null} before
 */
public record ContainerRecord(String id, Map<String, String> labels, @Nullable String image, RuntimeChoice runtime,
		byte[] spec, @Nullable String snapshotter, @Nullable String snapshotKey, @Nullable Instant createdAt) {

	public ContainerRecord {
		labels = Map.copyOf(labels);
	}

	/**
	 * Return it with another value of a label.
	 * @param key the label
	 * @param value its value
	 * @return another record
	 */
	public ContainerRecord withLabel(String key, String value) {
		Map<String, String> changed = new HashMap<>(this.labels);
		changed.put(key, value);
		return new ContainerRecord(this.id, changed, this.image, this.runtime, this.spec, this.snapshotter,
				this.snapshotKey, this.createdAt);
	}

}

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

package io.github.libcontainerd.internal.record;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.container.ContainerRecord;

/**
 * The snapshot that a container has as its root file system.
 *
 * @param snapshotter the snapshotter
 * @param key the key
 * @param parent what it starts from; {@code null} when it exists already
 */
public record RootSnapshot(String snapshotter, String key, @Nullable String parent) {

	/**
	 * Return one that does not exist yet, whatever an earlier container of the same id
	 * has left.
	 */
	public static RootSnapshot unused(String containerId, String snapshotter, String parent) {
		String unique = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
		return new RootSnapshot(snapshotter, containerId + "@" + unique, parent);
	}

	public static @Nullable RootSnapshot of(ContainerRecord record) {
		return (record.snapshotter() != null && record.snapshotKey() != null)
				? new RootSnapshot(record.snapshotter(), record.snapshotKey(), null) : null;
	}

}

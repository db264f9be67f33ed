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

package io.github.libcontainerd.internal.grpc.snapshot;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot as containerd knows it. Immutable.
 *
 * @param name the key, or the name once it is committed
 * @param parent the name of the parent; {@code null} for none
 * @param kind the kind
 * @param labels the labels
 * @param createdAt when it was made; {@code null} when containerd does not say
 */
public record SnapshotInfo(String name, @Nullable String parent, Kind kind, Map<String, String> labels,
		@Nullable Instant createdAt) {

	public SnapshotInfo {
		labels = Map.copyOf(labels);
	}

	/** What can be done with a snapshot. */
	public enum Kind {

		/** It can be read only. */
		VIEW,

		/** It can be written. */
		ACTIVE,

		/** It never changes, and others are based on it. */
		COMMITTED,

		/** A kind of a later containerd. */
		UNKNOWN

	}

}

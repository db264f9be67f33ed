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

package io.github.libcontainerd.test.internal.fake.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.snapshots.Info;
import io.github.libcontainerd.internal.grpc.api.snapshots.Kind;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.fake.server.FakeLabels;

/**
 * A snapshot: what it is called in its namespace, and its directory.
 *
 * @param key its key, or its name once it is committed
 * @param backendKey the name under which the snapshotter knows it
 * @param parent the snapshot below, or {@code null}
 * @param kind its kind
 * @param labels its labels
 * @param createdAt when it was made
 * @param updatedAt when it was changed last
 * @param directory where its files are
 */
public record FakeSnapshot(String key, String backendKey, @Nullable FakeSnapshot parent, Kind kind,
		Map<String, String> labels, Instant createdAt, Instant updatedAt, Path directory) {

	Path files() {
		return this.directory.resolve("fs");
	}

	Path work() {
		return this.directory.resolve("work");
	}

	String parentKey() {
		return (this.parent != null) ? this.parent.key : "";
	}

	public boolean isChildOf(FakeSnapshot other) {
		return this.parent != null && this.parent.key.equals(other.key);
	}

	public FakeSnapshot labelled(Map<String, String> newLabels) {
		return new FakeSnapshot(this.key, this.backendKey, this.parent, this.kind, newLabels, this.createdAt,
				Instant.now(), this.directory);
	}

	public FakeSnapshot committed(String name, String newBackendKey, Map<String, String> newLabels) {
		Instant now = Instant.now();
		return new FakeSnapshot(name, newBackendKey, this.parent, Kind.COMMITTED, newLabels, now, now, this.directory);
	}

	public Info info() {
		return Info.newBuilder()
			.setName(this.key)
			.setParent(parentKey())
			.setKind(this.kind)
			.putAllLabels(this.labels)
			.setCreatedAt(FakeEvents.timestamp(this.createdAt))
			.setUpdatedAt(FakeEvents.timestamp(this.updatedAt))
			.build();
	}

	/** A field, for filters. */
	public @Nullable String field(java.util.List<String> path) {
		return switch (path.get(0)) {
			case "kind" -> this.kind.name().toLowerCase(java.util.Locale.ROOT);
			case "name" -> this.key;
			case "parent" -> parentKey();
			case "labels" -> FakeLabels.field(this.labels, path);
			default -> null;
		};
	}

}

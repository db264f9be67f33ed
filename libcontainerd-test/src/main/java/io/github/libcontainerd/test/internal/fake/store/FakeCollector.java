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

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.content.Info;
import io.github.libcontainerd.internal.grpc.api.images.Image;
import io.github.libcontainerd.test.internal.host.Commands;

/**
 * A mark and sweep over all namespaces, with containerd's roots and references.
 */
final class FakeCollector {

	private static final String ROOT = "containerd.io/gc.root";

	private static final String CONTENT_REF = "containerd.io/gc.ref.content";

	private static final String SNAPSHOT_REF = "containerd.io/gc.ref.snapshot.";

	private final FakeStore store;

	private final FakeStorage storage;

	FakeCollector(FakeStore store, FakeStorage storage) {
		this.store = store;
		this.storage = storage;
	}

	/**
	 * Remove what cannot be reached.
	 * @return how much was removed
	 */
	int collect() {
		int removed = 0;
		for (FakeMetadata metadata : List.copyOf(this.storage.all())) {
			removed += sweep(metadata, new Mark(metadata).mark(this.store.containers(metadata.namespace())));
		}
		this.storage.sweepBlobs();
		return removed;
	}

	private int sweep(FakeMetadata metadata, Mark mark) {
		int before = size(metadata);
		metadata.leases().keySet().retainAll(mark.leases);
		metadata.blobs().keySet().retainAll(mark.content);
		metadata.ingests().values().removeIf((ingest) -> {
			boolean dead = !mark.ingests.contains(ingest.ref);
			if (dead) {
				Commands.delete(ingest.file);
			}
			return dead;
		});
		metadata.allSnapshots().forEach((snapshotter, snapshots) -> snapshots.values().removeIf((snapshot) -> {
			boolean dead = !mark.snapshots.contains(snapshotter + "/" + snapshot.key());
			if (dead) {
				Commands.delete(snapshot.directory());
			}
			return dead;
		}));
		return before - size(metadata);
	}

	private static int size(FakeMetadata metadata) {
		return metadata.leases().size() + metadata.blobs().size() + metadata.ingests().size()
				+ metadata.allSnapshots().values().stream().mapToInt(Map::size).sum();
	}

	/**
	 * What can be reached in a namespace.
	 */
	private static final class Mark {

		private final FakeMetadata metadata;

		private final Set<String> leases = new HashSet<>();

		private final Set<String> content = new HashSet<>();

		private final Set<String> ingests = new HashSet<>();

		private final Set<String> snapshots = new HashSet<>();

		private final Deque<Runnable> pending = new ArrayDeque<>();

		Mark(FakeMetadata metadata) {
			this.metadata = metadata;
		}

		Mark mark(Map<String, Container> containers) {
			this.metadata.leases().values().stream().filter((lease) -> !lease.isExpired()).forEach(this::lease);
			for (Image image : this.metadata.images().values()) {
				content(image.getTarget().getDigest(), false);
				references(image.getLabelsMap());
			}
			for (FakeIngest ingest : this.metadata.ingests().values()) {
				Instant expireAt = ingest.expireAt;
				if (expireAt != null && expireAt.isAfter(Instant.now())) {
					ingest(ingest.ref);
				}
			}
			for (Info info : this.metadata.blobs().values()) {
				if (info.containsLabels(ROOT)) {
					content(info.getDigest(), false);
				}
			}
			for (Container container : containers.values()) {
				if (!container.getSnapshotter().isEmpty()) {
					snapshot(container.getSnapshotter() + "/" + container.getSnapshotKey(), false);
				}
				references(container.getLabelsMap());
			}
			this.metadata.allSnapshots()
				.forEach((snapshotter, all) -> all.values()
					.stream()
					.filter((snapshot) -> snapshot.labels().containsKey(ROOT))
					.forEach((snapshot) -> snapshot(snapshotter + "/" + snapshot.key(), false)));
			while (!this.pending.isEmpty()) {
				this.pending.remove().run();
			}
			return this;
		}

		private void lease(FakeLease lease) {
			this.leases.add(lease.lease().getId());
			lease.resources().forEach((type, ids) -> ids.forEach((id) -> {
				switch (type) {
					case "content" -> content(id, lease.isFlat());
					case "ingests" -> ingest(id);
					case "images" -> {
						Image image = this.metadata.images().get(id);
						if (image != null) {
							content(image.getTarget().getDigest(), lease.isFlat());
						}
					}
					default -> snapshot(type.substring("snapshots/".length()) + "/" + id, lease.isFlat());
				}
			}));
		}

		private void ingest(String ref) {
			FakeIngest ingest = this.metadata.ingests().get(ref);
			if (ingest != null && this.ingests.add(ref) && ingest.shared != null) {
				content(ingest.shared, false);
			}
		}

		private void content(String digest, boolean flat) {
			this.content.add(digest);
			Info info = this.metadata.blobs().get(digest);
			if (info != null && !flat) {
				follow("content " + digest, info.getLabelsMap());
			}
		}

		private void snapshot(String key, boolean flat) {
			int slash = key.indexOf('/');
			String snapshotter = key.substring(0, slash);
			FakeSnapshot snapshot = this.metadata.snapshots(snapshotter).get(key.substring(slash + 1));
			if (snapshot == null) {
				return;
			}
			this.snapshots.add(key);
			if (snapshot.parent() != null) {
				snapshot(snapshotter + "/" + snapshot.parentKey(), flat);
			}
			if (!flat) {
				follow("snapshot " + key, snapshot.labels());
			}
		}

		private final Set<String> followed = new HashSet<>();

		private void follow(String node, Map<String, String> labels) {
			if (this.followed.add(node)) {
				this.pending.add(() -> references(labels));
			}
		}

		private void references(Map<String, String> labels) {
			labels.forEach((label, value) -> {
				if (label.startsWith(SNAPSHOT_REF)) {
					String snapshotter = label.substring(SNAPSHOT_REF.length());
					int end = snapshotter.indexOf('/');
					snapshot(((end >= 0) ? snapshotter.substring(0, end) : snapshotter) + "/" + value, false);
				}
				else if (label.equals(CONTENT_REF) || label.startsWith(CONTENT_REF + ".")
						|| label.startsWith(CONTENT_REF + "/")) {
					content(value, false);
				}
			});
		}

	}

}

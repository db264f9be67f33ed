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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.test.internal.fake.files.FakeDirectory;
import io.github.libcontainerd.test.internal.image.Digests;

/**
 * What the fake daemon keeps of images: files, which all namespaces share, and for each
 * namespace what it knows of them.
 */
public final class FakeStorage {

	private static final String CONTENT = "io.containerd.content.v1.content";

	/** The daemon's default: after so many changes, or after a deletion. */
	private static final int COLLECT_AFTER = 100;

	private final FakeStore store;

	private final FakeDirectory directory = new FakeDirectory();

	private final FakeSnapshotters snapshotters = new FakeSnapshotters(this.directory);

	private final Map<String, FakeMetadata> namespaces = new TreeMap<>();

	private final List<UnpackedImage> images = new ArrayList<>();

	/** The real one waits so that its collections take two per cent of the time. */
	private static final Duration COLLECT_SOON = Duration.ofMillis(250);

	private BiConsumer<Duration, Runnable> timer = (delay, action) -> {
	};

	private int changes;

	private int collections;

	private boolean scheduled;

	FakeStorage(FakeStore store) {
		this.store = store;
	}

	public FakeDirectory directory() {
		return this.directory;
	}

	public FakeSnapshotters snapshotters() {
		return this.snapshotters;
	}

	/** All namespaces; only inside the lock. */
	Collection<FakeMetadata> all() {
		return this.namespaces.values();
	}

	public <T extends @Nullable Object> T read(String namespace, Function<FakeMetadata, T> action) {
		return this.store.locked(() -> action.apply(metadata(namespace)));
	}

	/** A change: the namespace exists from then on. */
	public <T extends @Nullable Object> T write(String namespace, Function<FakeMetadata, T> action) {
		return this.store.locked(() -> {
			T result = action.apply(metadata(namespace));
			this.store.namespaces().computeIfAbsent(namespace, (name) -> new LinkedHashMap<>());
			if (++this.changes >= COLLECT_AFTER) {
				collectSoon();
			}
			return result;
		});
	}

	/** Give it what runs something later, unless the daemon is down then. */
	public void timer(BiConsumer<Duration, Runnable> newTimer) {
		this.timer = newTimer;
	}

	/** To be called for every deletion, inside {@link #write}. */
	public void deleted() {
		collectSoon();
	}

	private void collectSoon() {
		if (!this.scheduled) {
			this.scheduled = true;
			int before = this.collections;
			this.timer.accept(COLLECT_SOON, () -> this.store.locked(() -> {
				if (this.collections == before) {
					collect();
				}
				return before;
			}));
		}
	}

	/** The collection of what nothing refers to. */
	public void collect() {
		this.store.locked(() -> {
			this.changes = 0;
			this.scheduled = false;
			this.collections++;
			return new FakeCollector(this.store, this).collect();
		});
	}

	private FakeMetadata metadata(String namespace) {
		FakeMetadata metadata = this.namespaces.get(namespace);
		if (metadata == null) {
			metadata = new FakeMetadata(namespace);
			this.namespaces.put(namespace, metadata);
			for (UnpackedImage image : this.images) {
				image.install(this, metadata);
			}
		}
		return metadata;
	}

	/** Give all namespaces an image, those that are made later too. */
	public void add(UnpackedImage image) {
		this.store.locked(() -> {
			this.images.removeIf((other) -> other.name().equals(image.name()));
			this.images.add(image);
			this.namespaces.values().forEach((metadata) -> image.install(this, metadata));
			return image;
		});
	}

	/** What a namespace has, in the words of the daemon. */
	public List<String> contents(String namespace) {
		List<String> found = new ArrayList<>();
		FakeMetadata metadata = this.namespaces.get(namespace);
		if (metadata != null && !metadata.images().isEmpty()) {
			found.add("images");
		}
		if (metadata != null && !metadata.blobs().isEmpty()) {
			found.add("blobs");
		}
		if (!this.store.containers(namespace).isEmpty()) {
			found.add("containers");
		}
		if (metadata != null) {
			metadata.allSnapshots().forEach((snapshotter, snapshots) -> {
				if (!snapshots.isEmpty()) {
					found.add("snapshots on \"" + snapshotter + "\" snapshotter");
				}
			});
		}
		return found;
	}

	public Path blob(String digest) {
		return this.directory.directory(CONTENT + "/blobs/sha256").resolve(digest.substring(digest.indexOf(':') + 1));
	}

	public boolean hasBlob(String digest) {
		return Digests.problem(digest) == null && Files.exists(blob(digest));
	}

	public Path freshIngest() {
		return this.directory.fresh(CONTENT + "/ingest");
	}

	public static long size(Path file) {
		try {
			return Files.size(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public void close() throws IOException {
		this.directory.delete();
	}

	/** Delete the content that no namespace knows. */
	void sweepBlobs() {
		if (this.namespaces.isEmpty()) {
			return;
		}
		try (var files = Files.list(this.directory.directory(CONTENT + "/blobs/sha256"))) {
			for (Path file : files.toList()) {
				String digest = "sha256:" + file.getFileName();
				boolean known = this.namespaces.values()
					.stream()
					.anyMatch((metadata) -> metadata.blobs().containsKey(digest)
							|| metadata.ingests().values().stream().anyMatch((ingest) -> digest.equals(ingest.shared)));
				if (!known) {
					Files.deleteIfExists(file);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

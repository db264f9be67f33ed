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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.libcontainerd.internal.grpc.api.content.Info;
import io.github.libcontainerd.internal.grpc.api.images.Image;
import io.github.libcontainerd.internal.grpc.api.snapshots.Kind;
import io.github.libcontainerd.test.internal.fake.files.FakeLayer;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.image.Digests;
import io.github.libcontainerd.test.internal.image.ImageBlob;
import io.github.libcontainerd.test.internal.image.ImageInstallation;

/**
 * An image of one layer that all namespaces have from the beginning, as if it had been
 * pulled.
 *
 * @param name its complete name
 * @param installation what is in a namespace that has it
 * @param layer the layer, not compressed
 */
public record UnpackedImage(String name, ImageInstallation installation, byte[] layer) {

	/** The snapshotter it is unpacked for. */
	public static final String SNAPSHOTTER = "overlayfs";

	/** What a pull would have left in the namespace. Only inside the store's lock. */
	void install(FakeStorage storage, FakeMetadata metadata) {
		try {
			var now = FakeEvents.timestamp(Instant.now());
			for (ImageBlob blob : this.installation.blobs()) {
				if (!storage.hasBlob(blob.digest())) {
					Files.write(storage.blob(blob.digest()), blob.bytes());
				}
				metadata.blobs()
					.putIfAbsent(blob.digest(),
							Info.newBuilder()
								.setDigest(blob.digest())
								.setSize(blob.bytes().length)
								.setCreatedAt(now)
								.setUpdatedAt(now)
								.putAllLabels(this.installation.labels(blob))
								.build());
			}
			if (!metadata.snapshots(SNAPSHOTTER).containsKey(Digests.of(this.layer))) {
				unpack(storage, metadata);
			}
			metadata.images()
				.put(this.name,
						Image.newBuilder()
							.setName(this.name)
							.setTarget(this.installation.manifest().descriptor())
							.setCreatedAt(now)
							.setUpdatedAt(now)
							.build());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void unpack(FakeStorage storage, FakeMetadata metadata) throws IOException {
		String key = Digests.of(this.layer);
		Instant now = Instant.now();
		FakeSnapshot snapshot = new FakeSnapshot(key, metadata.backendKey(SNAPSHOTTER, key), null, Kind.COMMITTED,
				Map.of("containerd.io/snapshot.ref", key), now, now,
				storage.snapshotters().create(SNAPSHOTTER, null, Kind.COMMITTED));
		new FakeLayer(snapshot.files(), List.of(), true).apply(new ByteArrayInputStream(this.layer));
		metadata.snapshots(SNAPSHOTTER).put(key, snapshot);
	}

}

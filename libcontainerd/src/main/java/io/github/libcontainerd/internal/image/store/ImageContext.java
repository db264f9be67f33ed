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

package io.github.libcontainerd.internal.image.store;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.container.ContainersApi;
import io.github.libcontainerd.internal.grpc.content.ContentApi;
import io.github.libcontainerd.internal.grpc.content.DiffApi;
import io.github.libcontainerd.internal.grpc.content.ImagesApi;
import io.github.libcontainerd.internal.grpc.snapshot.LeasesApi;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotsApi;

/**
 * What the work on the images of one namespace shares.
 *
 * @param namespace the containerd namespace
 * @param images the image records
 * @param content the content store
 * @param leases the leases
 * @param diff unpacks layers
 * @param snapshots the snapshots of a snapshotter
 * @param containers the container records, which tell what is in use
 * @param snapshotter the snapshotter that is asked for; {@code null} for what the
 * namespace says
 * @param namespaceSnapshotter what the namespace says; {@code null} for nothing
 * @param downloads how many layers of an image are fetched at a time
 * @param sources where images come from
 * @param workers for what may block; drops nothing
 * @param scheduler for delays
 */
public record ImageContext(String namespace, ImagesApi images, ContentApi content, LeasesApi leases, DiffApi diff,
		Function<String, SnapshotsApi> snapshots, ContainersApi containers, Supplier<@Nullable String> snapshotter,
		Supplier<@Nullable String> namespaceSnapshotter, IntSupplier downloads, ImageSources sources, Executor workers,
		ScheduledExecutorService scheduler) {

	private static final String DEFAULT_SNAPSHOTTER = "overlayfs";

	/**
	 * Return the snapshotter to unpack with.
	 */
	public SnapshotsApi chosenSnapshots() {
		String chosen = this.snapshotter.get();
		if (chosen == null) {
			chosen = this.namespaceSnapshotter.get();
		}
		return this.snapshots.apply((chosen != null) ? chosen : DEFAULT_SNAPSHOTTER);
	}

}

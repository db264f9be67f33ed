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

package io.github.libcontainerd.internal.container;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.RootSnapshot;

/**
 * What a container has besides its task and its record, and that goes with it.
 *
 * @param snapshot its root file system; {@code null} for a directory of the caller
 * @param directory its files; {@code null} for none
 * @param network what it has of networks; {@code null} for nothing
 */
public record ContainerResources(@Nullable RootSnapshot snapshot, @Nullable Path directory,
		@Nullable Attachment network) {

	private static final Logger logger = LoggerFactory.getLogger(ContainerResources.class);

	static final ContainerResources NONE = new ContainerResources(null, null, null);

	public static ContainerResources of(ContainerPlan plan) {
		return new ContainerResources(plan.snapshot(), plan.lifetime().directory(), plan.network());
	}

	/**
	 * Return those of a record; none for a container that this library has not made.
	 */
	public static ContainerResources of(ContainerRecord record) {
		if (!ContainerLabels.owned(record.labels())) {
			return NONE;
		}
		return new ContainerResources(RootSnapshot.of(record), ContainerLabels.lifetime(record.labels()).directory(),
				ContainerLabels.network(record.id(), record.labels()));
	}

	/**
	 * Remove everything.
	 * @return completes when it is gone, never exceptionally
	 */
	CompletableFuture<Void> remove(ClientContext context) {
		return CompletableFuture.allOf(context.snapshots().remove(this.snapshot), removeDirectory(context),
				releaseNetwork(context));
	}

	/**
	 * Remove everything, but don't wait for the snapshot, which nobody sees any more: the
	 * client does when it is closed.
	 * @return completes when the rest is gone, never exceptionally
	 */
	CompletableFuture<Void> release(ClientContext context) {
		context.snapshots().remove(this.snapshot);
		return CompletableFuture.allOf(removeDirectory(context), releaseNetwork(context));
	}

	/**
	 * Take back its addresses and ports, which a container that is kept after its end
	 * does not need.
	 * @return completes when they are free, never exceptionally
	 */
	CompletableFuture<Void> releaseNetwork(ClientContext context) {
		Attachment held = this.network;
		return (held != null) ? CompletableFuture.runAsync(() -> {
			try {
				context.networks().detach(held);
			}
			catch (ContainerdException ex) {
				logger.warn("The network of container '{}' is left until the next start", held.holder().id(), ex);
			}
		}, context.workers()) : CompletableFuture.completedFuture(null);
	}

	private CompletableFuture<Void> removeDirectory(ClientContext context) {
		Path given = this.directory;
		return (given != null) ? CompletableFuture.runAsync(() -> context.files().delete(given), context.workers())
				: CompletableFuture.completedFuture(null);
	}

}

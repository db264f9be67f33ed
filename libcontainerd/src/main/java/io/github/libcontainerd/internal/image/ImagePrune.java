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

package io.github.libcontainerd.internal.image;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.PruneResult;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.grpc.content.ContentInfo;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotInfo;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotUsage;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotsApi;
import io.github.libcontainerd.internal.image.store.DaemonCalls;
import io.github.libcontainerd.internal.image.store.ImageContext;
import io.github.libcontainerd.internal.image.store.ImageLease;

/**
 * Removes what nobody uses. Only names are removed by us, and containerd's garbage
 * collector judges what is no longer needed: what a container, a lease or a label refers
 * to stays, whoever made it.
 */
final class ImagePrune {

	private final ImageContext context;

	ImagePrune(ImageContext context) {
		this.context = context;
	}

	PruneResult run() throws InterruptedException {
		SnapshotsApi snapshots = this.context.chosenSnapshots();
		Map<String, Long> contentBefore = content();
		Map<String, Long> snapshotsBefore = usage(snapshots);
		List<String> removed = removeUnused();
		collect();
		Set<String> contentAfter = content().keySet();
		Set<String> snapshotsAfter = new HashSet<>(keys(snapshots));
		long bytes = 0;
		for (Map.Entry<String, Long> blob : contentBefore.entrySet()) {
			bytes += contentAfter.contains(blob.getKey()) ? 0 : blob.getValue();
		}
		List<String> gone = new ArrayList<>();
		for (Map.Entry<String, Long> snapshot : snapshotsBefore.entrySet()) {
			if (!snapshotsAfter.contains(snapshot.getKey())) {
				gone.add(snapshot.getKey());
				bytes += snapshot.getValue();
			}
		}
		return new PruneResult(removed, gone, bytes);
	}

	private List<String> removeUnused() throws InterruptedException {
		List<Image> images = DaemonCalls.await(this.context.images().list());
		Set<String> used = new HashSet<>();
		for (ContainerRecord container : DaemonCalls.await(this.context.containers().list())) {
			if (container.image() != null) {
				used.add(container.image());
			}
		}
		// Another name of an image that is used is the same image.
		Set<String> targets = new HashSet<>();
		images.stream().filter((image) -> used.contains(image.name())).forEach((image) -> targets.add(target(image)));
		List<String> removed = new ArrayList<>();
		for (Image image : images) {
			if (!targets.contains(target(image))) {
				try {
					DaemonCalls.await(this.context.images().delete(image.name(), false));
					removed.add(image.name());
				}
				catch (RuntimeException ex) {
					if (!Errors.isNotFound(ex)) {
						throw ex;
					}
				}
			}
		}
		return removed;
	}

	private static String target(Image image) {
		return image.target().digest();
	}

	/**
	 * Let the garbage collector run, and wait for it: that is what the end of a lease can
	 * do.
	 */
	private void collect() throws InterruptedException {
		String id = "libcontainerd-prune-" + UUID.randomUUID();
		DaemonCalls.await(this.context.leases().create(id, Duration.ofMinutes(5), Map.of(ImageLease.LABEL, "prune")));
		DaemonCalls.await(this.context.leases().delete(id, true));
	}

	private Map<String, Long> content() throws InterruptedException {
		Map<String, Long> sizes = new HashMap<>();
		for (ContentInfo blob : DaemonCalls.await(this.context.content().list())) {
			sizes.put(blob.digest(), blob.size());
		}
		return sizes;
	}

	private static List<String> keys(SnapshotsApi snapshots) throws InterruptedException {
		return DaemonCalls.await(snapshots.list()).stream().map(SnapshotInfo::name).toList();
	}

	private static Map<String, Long> usage(SnapshotsApi snapshots) throws InterruptedException {
		Map<String, Long> usage = new HashMap<>();
		for (String key : keys(snapshots)) {
			try {
				SnapshotUsage used = DaemonCalls.await(snapshots.usage(key));
				usage.put(key, used.size());
			}
			catch (RuntimeException ex) {
				if (!Errors.isNotFound(ex)) {
					throw ex;
				}
			}
		}
		return usage;
	}

}

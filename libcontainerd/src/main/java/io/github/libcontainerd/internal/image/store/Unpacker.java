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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotsApi;

/**
 * Unpacks layers, the lowest first: each onto a snapshot that is based on the one below
 * and named by its chain id, so that images share what they have in common.
 */
public final class Unpacker {

	private static final String UNCOMPRESSED = "containerd.io/uncompressed";

	private static final String SNAPSHOT_REF = "containerd.io/snapshot.ref";

	private static final String INHERITED = "containerd.io/snapshot/";

	// Another client may remove what it has made, just then.
	private static final int ATTEMPTS = 3;

	private final ImageContext context;

	private final ImageLease lease;

	private final SnapshotsApi snapshots;

	public Unpacker(ImageContext context, ImageLease lease) {
		this.context = context;
		this.lease = lease;
		this.snapshots = lease.snapshots();
	}

	/**
	 * Return how many layers have been unpacked, from the lowest. They are kept by the
	 * lease.
	 */
	public int unpacked(List<String> chainIds) throws InterruptedException {
		// In this order: what is seen is then not collected.
		List<CompletableFuture<Boolean>> there = new ArrayList<>();
		for (String chainId : chainIds) {
			there.add(this.lease.keepSnapshot(chainId)
				.thenCompose((nothing) -> this.snapshots.stat(chainId))
				.handle((info, failure) -> {
					if (failure != null && !Errors.isNotFound(failure)) {
						throw new java.util.concurrent.CompletionException(Errors.unwrap(failure));
					}
					return failure == null;
				}));
		}
		int count = 0;
		for (int i = 0; i < chainIds.size(); i++) {
			if (DaemonCalls.await(there.get(i))) {
				count = i + 1;
			}
		}
		return count;
	}

	/**
	 * Unpack one layer.
	 * @param layer the layer, in the content store
	 * @param diffId its digest without compression
	 * @param parent the chain id of the layer below; {@code null} for none
	 * @param chainId its chain id
	 */
	public void unpack(Descriptor layer, String diffId, @Nullable String parent, String chainId)
			throws InterruptedException {
		DaemonCalls.patientlyDo(() -> {
			for (int attempt = 1;; attempt++) {
				if (tryUnpack(layer, diffId, parent, chainId)) {
					return true;
				}
				if (attempt == ATTEMPTS) {
					throw new ImageProblem(Reason.DAEMON,
							"snapshotter '" + this.snapshots.snapshotter() + "' has and has not snapshot " + chainId);
				}
			}
		});
		DaemonCalls.patiently(() -> this.lease.content().label(layer.digest(), Map.of(UNCOMPRESSED, diffId)));
	}

	private boolean tryUnpack(Descriptor layer, String diffId, @Nullable String parent, String chainId)
			throws InterruptedException {
		String key = "extract-libcontainerd-" + UUID.randomUUID() + " " + chainId;
		Map<String, String> labels = new HashMap<>();
		layer.annotations().forEach((name, value) -> {
			if (name.startsWith(INHERITED)) {
				labels.put(name, value);
			}
		});
		labels.put(SNAPSHOT_REF, chainId);
		this.lease.unpacking(key);
		List<Mount> mounts;
		try {
			mounts = DaemonCalls.await(this.snapshots.prepare(key, parent, labels));
		}
		catch (RuntimeException ex) {
			if (Errors.isAlreadyExists(ex)) {
				// A snapshotter that mounts layers from afar has it without unpacking.
				this.lease.unpacked(key);
				return exists(chainId);
			}
			throw ex;
		}
		try {
			apply(layer, diffId, mounts);
			DaemonCalls.await(this.snapshots.commit(chainId, key, Map.of(SNAPSHOT_REF, chainId)));
			this.lease.unpacked(key);
			return true;
		}
		catch (InterruptedException | RuntimeException ex) {
			boolean won = ex instanceof RuntimeException failure && Errors.isAlreadyExists(failure);
			remove(key);
			if (won) {
				return exists(chainId);
			}
			throw ex;
		}
	}

	private void apply(Descriptor layer, String diffId, List<Mount> mounts) throws InterruptedException {
		Descriptor known = new Descriptor(MediaTypes.applicable(layer.mediaType()), layer.digest(), layer.size(),
				layer.annotations(), null);
		Descriptor applied = DaemonCalls.await(this.context.diff().apply(known, mounts));
		if (!applied.digest().equals(diffId)) {
			throw ImageProblem.corrupt("layer " + layer.digest() + " unpacks to " + applied.digest()
					+ ", but the configuration says " + diffId);
		}
	}

	private boolean exists(String chainId) throws InterruptedException {
		return unpacked(List.of(chainId)) == 1;
	}

	private void remove(String key) {
		// Not interrupted, and not more than its deadline.
		this.context.snapshots().apply(this.snapshots.snapshotter()).remove(key).handle((nothing, failure) -> {
			if (failure == null || Errors.isNotFound(failure)) {
				this.lease.unpacked(key);
			}
			return failure;
		}).join();
	}

	/**
	 * Make the configuration keep the snapshots.
	 */
	public void keep(Descriptor config, String chainId) throws InterruptedException {
		String label = "containerd.io/gc.ref.snapshot." + this.snapshots.snapshotter();
		DaemonCalls.patiently(() -> this.lease.content().label(config.digest(), Map.of(label, chainId)));
	}

}

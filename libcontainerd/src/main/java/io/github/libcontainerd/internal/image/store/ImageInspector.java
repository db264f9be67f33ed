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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotsApi;

/**
 * Says what an image is. What was read of it is remembered, since content never changes;
 * whether it is there and unpacked is asked every time.
 */
public final class ImageInspector {

	private static final int REMEMBERED = 64;

	// What is larger is read again every time: all together they have 8 MiB at most.
	private static final long REMEMBERED_BYTES = 128 * 1024;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Key, Facts> known = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<Key, Facts> eldest) {
			return size() > REMEMBERED;
		}

	};

	private final ImageContext context;

	public ImageInspector(ImageContext context) {
		this.context = context;
	}

	public ImageDetails inspect(String name, Platform platform) throws Exception {
		// Asked for at the same time: every container that is run waits for it.
		CompletableFuture<Image> record = this.context.images().get(name);
		SnapshotsApi snapshots = this.context.chosenSnapshots();
		Image image = found(record);
		Facts facts = facts(image.target(), platform);
		boolean unpacked = facts.chainId().isEmpty() || there(snapshots, facts.chainId());
		return new ImageDetails(image, facts.config().platform(), facts.platforms(), facts.config().config(),
				facts.manifest().config().digest(), facts.manifest().layers(), facts.config().diffIds(),
				facts.chainId(), snapshots.snapshotter(), facts.size(), unpacked);
	}

	public Image image(String name) throws InterruptedException {
		return found(this.context.images().get(name));
	}

	private static Image found(CompletableFuture<Image> record) throws InterruptedException {
		try {
			return DaemonCalls.await(record);
		}
		catch (RuntimeException ex) {
			if (Errors.isNotFound(ex)) {
				throw new ImageProblem(Reason.NOT_FOUND, "there is none of that name; pull or import it first", ex);
			}
			throw ex;
		}
	}

	private static boolean there(SnapshotsApi snapshots, String chainId) throws InterruptedException {
		CompletableFuture<Boolean> stat = snapshots.stat(chainId).handle((info, failure) -> {
			if (failure != null && !Errors.isNotFound(failure)) {
				throw new java.util.concurrent.CompletionException(Errors.unwrap(failure));
			}
			return failure == null;
		});
		return DaemonCalls.await(stat);
	}

	public Facts facts(Descriptor target, Platform platform) throws Exception {
		Key key = new Key(target.digest(), platform);
		this.lock.lock();
		try {
			Facts facts = this.known.get(key);
			if (facts != null) {
				return facts;
			}
		}
		finally {
			this.lock.unlock();
		}
		Facts facts = read(target, platform);
		if (facts.bytes() > REMEMBERED_BYTES) {
			return facts;
		}
		this.lock.lock();
		try {
			this.known.put(key, facts);
		}
		finally {
			this.lock.unlock();
		}
		return facts;
	}

	private Facts read(Descriptor target, Platform platform) throws Exception {
		ImageContent content = new ImageContent(this.context.content());
		Descriptor chosen = content.choose(target, platform, (part) -> {
		});
		List<Platform> platforms = content.platforms(target);
		ImageJson.Manifest manifest = content.manifest(chosen);
		ImageJson.Config config = content.config(manifest);
		if (!ImageContent.runs(platform, config.platform())) {
			throw ImageContent.noSuchPlatform(platform, List
				.of(new Descriptor(chosen.mediaType(), chosen.digest(), chosen.size(), Map.of(), config.platform())));
		}
		List<String> chain = ChainIds.of(config.diffIds());
		long size = chosen.size() + manifest.config().size();
		for (Descriptor layer : manifest.layers()) {
			size += layer.size();
		}
		return new Facts(chosen, manifest, config, platforms.isEmpty() ? List.of(config.platform()) : platforms,
				chain.isEmpty() ? "" : chain.get(chain.size() - 1), size);
	}

	/**
	 * What was asked for.
	 *
	 * @param target the digest of the index or manifest
	 * @param platform the platform
	 */
	private record Key(String target, Platform platform) {
	}

	/**
	 * What does not change.
	 *
	 * @param chosen the manifest for the platform
	 * @param manifest what is in it
	 * @param config the configuration
	 * @param platforms all platforms
	 * @param chainId the chain id of the top layer; empty when there is no layer
	 * @param size the bytes of all parts
	 */
	public record Facts(Descriptor chosen, ImageJson.Manifest manifest, ImageJson.Config config,
			List<Platform> platforms, String chainId, long size) {

		/**
		 * Return how large the documents are of which it was read.
		 */
		private long bytes() {
			return this.chosen.size() + this.manifest.config().size()
					+ this.platforms.stream().mapToLong((platform) -> platform.toString().length()).sum();
		}

	}

}

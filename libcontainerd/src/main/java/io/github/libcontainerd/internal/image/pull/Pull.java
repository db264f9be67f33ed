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

package io.github.libcontainerd.internal.image.pull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.PullProgress.Status;
import io.github.libcontainerd.internal.image.store.ChainIds;
import io.github.libcontainerd.internal.image.store.DaemonCalls;
import io.github.libcontainerd.internal.image.store.ImageContent;
import io.github.libcontainerd.internal.image.store.ImageContext;
import io.github.libcontainerd.internal.image.store.ImageJson;
import io.github.libcontainerd.internal.image.store.ImageLease;
import io.github.libcontainerd.internal.image.store.ImageProblem;
import io.github.libcontainerd.internal.image.store.ImageRecords;
import io.github.libcontainerd.internal.image.store.MediaTypes;
import io.github.libcontainerd.internal.image.store.TaskGroup;
import io.github.libcontainerd.internal.image.store.Unpacker;
import io.github.libcontainerd.internal.registry.ImageSource;

/**
 * One pull: everything under a lease, the image record last. Layers are fetched some at a
 * time, and unpacked in order while others are still on their way.
 */
final class Pull {

	private final ImageContext context;

	private final PullRequest request;

	private final PullReport report;

	Pull(ImageContext context, PullRequest request, PullReport report) {
		this.context = context;
		this.request = request;
		this.report = report;
	}

	/**
	 * Do it. An interrupt ends it.
	 */
	Image run() throws Exception {
		ImageSource source = this.context.sources().source(this.request.reference(), this.request.credentials());
		Descriptor target = source.resolve();
		ImageLease lease = ImageLease.open(this.context, "pull",
				this.context.snapshots().apply(this.request.snapshotter()));
		boolean done = false;
		try {
			fetch(lease, source, target);
			Image image = ImageRecords.put(this.context.images(), this.request.reference().name(), plain(target),
					Map.of());
			done = true;
			return image;
		}
		finally {
			if (done) {
				lease.done();
			}
			else {
				lease.undo();
			}
		}
	}

	/**
	 * The platform and the annotations belong to an index and not to an image.
	 */
	private static Descriptor plain(Descriptor target) {
		return new Descriptor(target.mediaType(), target.digest(), target.size(), Map.of(), null);
	}

	private void fetch(ImageLease lease, ImageSource source, Descriptor target) throws Exception {
		Fetcher fetcher = new Fetcher(lease, source, this.report, distribution());
		ImageContent content = new ImageContent(lease.content());
		Descriptor chosen = content.choose(target, this.request.platform(), (part) -> {
			fetchSmall(fetcher, part);
			if (MediaTypes.isIndex(part.mediaType())) {
				label(lease, part, ImageContent.references(content.index(part)));
			}
		});
		fetchSmall(fetcher, chosen);
		ImageJson.Manifest manifest = content.manifest(chosen);
		label(lease, chosen, ImageContent.references(manifest));
		if (this.request.unpack() || MediaTypes.isConfig(manifest.config().mediaType())) {
			ImageContent.checkLayers(manifest);
		}
		try (TaskGroup downloads = new TaskGroup(this.context.workers(), this.context.downloads().getAsInt())) {
			fetchParts(lease, fetcher, content, manifest, downloads);
		}
	}

	private void fetchParts(ImageLease lease, Fetcher fetcher, ImageContent content, ImageJson.Manifest manifest,
			TaskGroup downloads) throws Exception {
		ImageContent.checkSize(manifest.config(), ImageJson.MAX_CONFIG);
		Future<?> config = downloads.fork(() -> {
			fetcher.fetch(manifest.config());
			return true;
		});
		// The same layer can be there twice, such as an empty one.
		Map<String, Future<?>> fetched = new HashMap<>();
		List<Future<?>> layers = new ArrayList<>();
		for (Descriptor layer : manifest.layers()) {
			this.report.part(layer).status(Status.WAITING);
			layers.add(fetched.computeIfAbsent(layer.digest(), (digest) -> downloads.fork(() -> {
				fetcher.fetch(layer);
				return true;
			})));
		}
		downloads.await(config);
		if (this.request.unpack()) {
			unpack(new Unpacker(this.context, lease), content.config(manifest), manifest, layers, downloads);
		}
		for (Future<?> layer : layers) {
			downloads.await(layer);
		}
	}

	private void unpack(Unpacker unpacker, ImageJson.Config config, ImageJson.Manifest manifest,
			List<Future<?>> fetched, TaskGroup downloads) throws Exception {
		if (!ImageContent.runs(this.request.platform(), config.platform())) {
			throw new ImageProblem(Reason.NO_SUCH_PLATFORM,
					"it is for " + config.platform() + " and not for " + this.request.platform());
		}
		List<String> chainIds = ChainIds.of(config.diffIds());
		int there = DaemonCalls.patientlyDo(() -> unpacker.unpacked(chainIds));
		for (int i = 0; i < chainIds.size(); i++) {
			downloads.await(fetched.get(i));
			Descriptor layer = manifest.layers().get(i);
			PullReport.Part part = this.report.part(layer);
			if (i >= there) {
				part.status(Status.UNPACKING);
				unpacker.unpack(layer, config.diffIds().get(i), (i > 0) ? chainIds.get(i - 1) : null, chainIds.get(i));
			}
			part.status(Status.UNPACKED);
		}
		if (!chainIds.isEmpty()) {
			unpacker.keep(manifest.config(), chainIds.get(chainIds.size() - 1));
		}
	}

	private static void fetchSmall(Fetcher fetcher, Descriptor descriptor) throws IOException, InterruptedException {
		ImageContent.checkSize(descriptor, ImageContent.limit(descriptor));
		fetcher.fetch(descriptor);
	}

	private static void label(ImageLease lease, Descriptor descriptor, Map<String, String> labels)
			throws InterruptedException {
		if (!labels.isEmpty()) {
			DaemonCalls.patiently(() -> lease.content().label(descriptor.digest(), labels));
		}
	}

	/**
	 * Where content is from, which spares others an upload.
	 */
	private Map<String, String> distribution() {
		return Map.of("containerd.io/distribution.source." + this.request.reference().domain(),
				this.request.reference().path());
	}

}

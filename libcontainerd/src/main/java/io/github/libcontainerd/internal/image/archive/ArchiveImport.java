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

package io.github.libcontainerd.internal.image.archive;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImportOption;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.internal.archive.Compression;
import io.github.libcontainerd.internal.archive.TarReader;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.image.store.DaemonCalls;
import io.github.libcontainerd.internal.image.store.ImageContent;
import io.github.libcontainerd.internal.image.store.ImageContext;
import io.github.libcontainerd.internal.image.store.ImageJson;
import io.github.libcontainerd.internal.image.store.ImageLease;
import io.github.libcontainerd.internal.image.store.ImageProblem;
import io.github.libcontainerd.internal.image.store.ImageRecords;
import io.github.libcontainerd.internal.image.store.ImageUnpack;
import io.github.libcontainerd.internal.image.store.MediaTypes;
import io.github.libcontainerd.internal.image.store.TaskGroup;

/**
 * One import: everything under a lease, the image records last.
 */
public final class ArchiveImport {

	private static final int COMMITS = 4;

	private static final int MAX_DEPTH = 4;

	private final ImageContext context;

	private String named = "";

	private boolean unpack = true;

	private boolean allPlatforms = true;

	public ArchiveImport(ImageContext context, ImportOption... options) {
		this.context = context;
		for (ImportOption option : options) {
			if (option instanceof ImportOption.Named change) {
				this.named = change.reference();
			}
			else if (option instanceof ImportOption.Unpack change) {
				this.unpack = change.unpack();
			}
			else if (option instanceof ImportOption.AllPlatforms change) {
				this.allPlatforms = change.all();
			}
		}
	}

	public List<Image> run(InputStream archive) throws Exception {
		ImageLease lease = ImageLease.open(this.context, "import", this.context.chosenSnapshots());
		boolean done = false;
		try {
			List<Image> images = run(archive, lease);
			done = true;
			return images;
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

	private List<Image> run(InputStream archive, ImageLease lease) throws Exception {
		List<ArchiveImages.Found> found;
		try (TaskGroup commits = new TaskGroup(this.context.workers(), COMMITS)) {
			ArchiveContent content = new ArchiveContent(lease, commits);
			try {
				content.read(new TarReader(Compression.decompress(archive)));
			}
			catch (Exception ex) {
				throw ArchiveContent.translate(ex);
			}
			found = new ArchiveImages(content, this.named.isEmpty() ? null : this.named).find();
		}
		for (ArchiveImages.Found image : found) {
			if (!keep(lease, image.target(), 0)) {
				throw ImageProblem.corrupt("the archive has not all parts of '" + image.name() + "'");
			}
			if (this.unpack) {
				unpack(lease, image);
			}
		}
		List<Image> images = new ArrayList<>();
		for (ArchiveImages.Found image : found) {
			Descriptor target = new Descriptor(image.target().mediaType(), image.target().digest(),
					image.target().size(), Map.of(), null);
			images.add(ImageRecords.put(this.context.images(), image.name(), target, Map.of()));
		}
		return images;
	}

	/**
	 * Make an index or a manifest keep its parts.
	 * @return whether they are there: of an index one manifest at least
	 */
	private boolean keep(ImageLease lease, Descriptor descriptor, int depth) throws Exception {
		if (!there(lease, descriptor)) {
			return false;
		}
		ImageContent content = new ImageContent(lease.content());
		if (MediaTypes.isManifest(descriptor.mediaType())) {
			ImageJson.Manifest manifest = content.manifest(descriptor);
			boolean complete = there(lease, manifest.config());
			for (Descriptor layer : manifest.layers()) {
				complete = complete && there(lease, layer);
			}
			label(lease, descriptor, ImageContent.references(manifest));
			return complete;
		}
		if (!MediaTypes.isIndex(descriptor.mediaType())) {
			throw new ImageProblem(Reason.UNSUPPORTED_FORMAT,
					"the archive has something of media type '" + descriptor.mediaType() + "'");
		}
		if (depth == MAX_DEPTH) {
			throw ImageProblem.corrupt("its indexes are nested too deeply");
		}
		return keepIndex(lease, descriptor, content.index(descriptor), depth);
	}

	private boolean keepIndex(ImageLease lease, Descriptor index, List<Descriptor> manifests, int depth)
			throws Exception {
		List<Descriptor> wanted = manifests;
		if (!this.allPlatforms) {
			wanted = List.of(new ImageContent(lease.content()).choose(manifests, Platform.host()));
		}
		boolean some = false;
		for (Descriptor manifest : wanted) {
			boolean known = MediaTypes.isManifest(manifest.mediaType()) || MediaTypes.isIndex(manifest.mediaType());
			some |= known && keep(lease, manifest, depth + 1);
		}
		label(lease, index, ImageContent.references(wanted));
		return some;
	}

	/**
	 * Whether the content store has something, kept by the lease from now on.
	 */
	private static boolean there(ImageLease lease, Descriptor descriptor) throws InterruptedException {
		DaemonCalls.patiently(() -> lease.keepContent(descriptor.digest()));
		try {
			long size = DaemonCalls.patiently(() -> lease.content().info(descriptor.digest())).size();
			if (size != descriptor.size()) {
				throw ImageProblem.corrupt("the " + ImageContent.name(descriptor) + " is to have " + descriptor.size()
						+ " bytes, but has " + size);
			}
			return true;
		}
		catch (RuntimeException ex) {
			if (Errors.isNotFound(ex)) {
				return false;
			}
			throw ex;
		}
	}

	private static void label(ImageLease lease, Descriptor descriptor, Map<String, String> labels)
			throws InterruptedException {
		if (!labels.isEmpty()) {
			DaemonCalls.patiently(() -> lease.content().label(descriptor.digest(), labels));
		}
	}

	private void unpack(ImageLease lease, ArchiveImages.Found image) throws Exception {
		ImageContent content = new ImageContent(lease.content());
		Platform host = Platform.host();
		Descriptor chosen = content.choose(image.target(), host, (part) -> {
		});
		ImageJson.Manifest manifest = content.manifest(chosen);
		ImageJson.Config config = content.config(manifest);
		if (!ImageContent.runs(host, config.platform())) {
			throw new ImageProblem(Reason.NO_SUCH_PLATFORM, "it is for " + config.platform()
					+ " and can't be unpacked for " + host + "; import it with ImportOption.unpack(false)");
		}
		ImageUnpack.run(this.context, lease, manifest, config);
	}

}

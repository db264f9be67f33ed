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

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.internal.grpc.content.ContentApi;

/**
 * Reads the parts of images that are JSON from the content store.
 */
public final class ImageContent {

	// Deeper than anybody nests indexes.
	private static final int MAX_DEPTH = 4;

	private final ContentApi content;

	public ImageContent(ContentApi content) {
		this.content = content;
	}

	public List<Descriptor> index(Descriptor descriptor) throws InterruptedException {
		return ImageJson.index(read(descriptor, ImageJson.MAX_MANIFEST), name(descriptor));
	}

	public ImageJson.Manifest manifest(Descriptor descriptor) throws InterruptedException {
		return ImageJson.manifest(read(descriptor, ImageJson.MAX_MANIFEST), name(descriptor));
	}

	public ImageJson.Config config(ImageJson.Manifest manifest) throws InterruptedException {
		Descriptor descriptor = manifest.config();
		ImageJson.Config config = ImageJson.config(read(descriptor, ImageJson.MAX_CONFIG), name(descriptor));
		if (config.diffIds().size() != manifest.layers().size()) {
			throw ImageProblem.corrupt("the manifest has " + manifest.layers().size() + " layers, but the "
					+ name(descriptor) + " knows " + config.diffIds().size());
		}
		return config;
	}

	/**
	 * Find the manifest for a platform.
	 * @param visit is shown the indexes on the way, before they are read
	 */
	public Descriptor choose(Descriptor target, Platform platform, Visit visit)
			throws IOException, InterruptedException {
		Descriptor current = target;
		for (int depth = 0; MediaTypes.isIndex(current.mediaType()); depth++) {
			if (depth == MAX_DEPTH) {
				throw ImageProblem.corrupt("its indexes are nested too deeply");
			}
			visit.index(current);
			List<Descriptor> manifests = index(current);
			Descriptor best = platform.choose(manifests).orElse(null);
			if (best == null && manifests.size() == 1 && manifests.get(0).platform() == null) {
				// Nothing to choose from; the configuration tells what it is for.
				best = manifests.get(0);
			}
			if (best == null) {
				throw noSuchPlatform(platform, manifests);
			}
			current = best;
		}
		check(current);
		return current;
	}

	private static void check(Descriptor manifest) {
		if (MediaTypes.isSchema1(manifest.mediaType())) {
			throw new ImageProblem(Reason.UNSUPPORTED_FORMAT,
					"it is of Docker's schema 1, which is no longer supported; push it again with a current tool");
		}
		if (!MediaTypes.isManifest(manifest.mediaType())) {
			throw new ImageProblem(Reason.UNSUPPORTED_FORMAT,
					"it is no image, but of media type '" + manifest.mediaType() + "'");
		}
	}

	public static ImageProblem noSuchPlatform(Platform platform, List<Descriptor> manifests) {
		List<String> there = manifests.stream()
			.filter((manifest) -> manifest.platform() != null && !"unknown".equals(manifest.platform().os()))
			.map((manifest) -> String.valueOf(manifest.platform()))
			.distinct()
			.toList();
		return new ImageProblem(Reason.NO_SUCH_PLATFORM,
				"it has nothing for " + platform + (there.isEmpty() ? "" : ", only for " + String.join(", ", there)));
	}

	/**
	 * Return the labels that keep the manifests of an index, as containerd's own client
	 * sets them.
	 */
	public static Map<String, String> references(List<Descriptor> manifests) {
		Map<String, String> labels = new HashMap<>();
		for (int i = 0; i < manifests.size(); i++) {
			labels.put("containerd.io/gc.ref.content.m." + i, manifests.get(i).digest());
		}
		return labels;
	}

	/**
	 * Return the labels that keep the parts of a manifest.
	 */
	public static Map<String, String> references(ImageJson.Manifest manifest) {
		Map<String, String> labels = new HashMap<>();
		labels.put("containerd.io/gc.ref.content.config", manifest.config().digest());
		for (int i = 0; i < manifest.layers().size(); i++) {
			labels.put("containerd.io/gc.ref.content.l." + i, manifest.layers().get(i).digest());
		}
		return labels;
	}

	/**
	 * Read content that has to fit into memory.
	 */
	byte[] read(Descriptor descriptor, int limit) throws InterruptedException {
		checkSize(descriptor, limit);
		return DaemonCalls.patientlyDo(() -> {
			try (InputStream in = this.content.read(descriptor.digest())) {
				byte[] bytes = in.readNBytes((int) descriptor.size() + 1);
				if (bytes.length != descriptor.size()) {
					throw ImageProblem.corrupt("the " + name(descriptor) + " is to have " + descriptor.size()
							+ " bytes, but has another size");
				}
				return bytes;
			}
			catch (IOException ex) {
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex);
			}
		});
	}

	public static void checkSize(Descriptor descriptor, int limit) {
		if (descriptor.size() > limit) {
			throw ImageProblem.corrupt("the " + name(descriptor) + " has " + descriptor.size() + " bytes, more than "
					+ limit + " are not taken");
		}
	}

	public static int limit(Descriptor descriptor) {
		return MediaTypes.isIndex(descriptor.mediaType()) || MediaTypes.isManifest(descriptor.mediaType())
				? ImageJson.MAX_MANIFEST : ImageJson.MAX_CONFIG;
	}

	public static String name(Descriptor descriptor) {
		String type = descriptor.mediaType();
		String kind = MediaTypes.isIndex(type) ? "index"
				: MediaTypes.isManifest(type) ? "manifest" : MediaTypes.isLayer(type) ? "layer" : "configuration";
		return kind + " " + descriptor.digest();
	}

	/**
	 * Is shown an index.
	 */
	@FunctionalInterface
	public interface Visit {

		void index(Descriptor index) throws IOException, InterruptedException;

	}

}

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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.content.ContentApi;

/**
 * Reads the parts of images that are JSON from the content store.
 */
public final class ImageContent {

	private static final String NO_OS = "unknown";

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
		checkLayers(manifest);
		byte[] json = read(descriptor, ImageJson.MAX_CONFIG);
		ImageJson.Config config;
		try {
			config = ImageJson.config(json, name(descriptor));
		}
		catch (ImageProblem ex) {
			if (MediaTypes.isConfig(descriptor.mediaType())) {
				throw ex;
			}
			throw new ImageProblem(Reason.UNSUPPORTED_FORMAT,
					"it is no image: its configuration is of media type '" + descriptor.mediaType() + "'", ex);
		}
		if (config.diffIds().size() != manifest.layers().size()) {
			throw ImageProblem.corrupt("the manifest has " + manifest.layers().size() + " layers, but the "
					+ name(descriptor) + " knows " + config.diffIds().size());
		}
		return config;
	}

	/**
	 * Check that the layers can be unpacked.
	 */
	public static void checkLayers(ImageJson.Manifest manifest) {
		for (Descriptor layer : manifest.layers()) {
			if (!MediaTypes.isLayer(layer.mediaType())) {
				throw new ImageProblem(Reason.UNSUPPORTED_FORMAT,
						"its layer " + layer.digest() + " is of media type '" + layer.mediaType() + "'");
			}
		}
	}

	/**
	 * Find the manifest for a platform.
	 * @param visit is shown what is read on the way, before it is
	 */
	public Descriptor choose(Descriptor target, Platform platform, Visit visit)
			throws IOException, InterruptedException {
		Descriptor manifest = new ManifestChoice(this, platform, visit).manifest(target);
		check(manifest);
		return manifest;
	}

	/**
	 * Find the entry of an index for a platform: a manifest, or an index that has one.
	 */
	public Descriptor choose(List<Descriptor> entries, Platform platform) throws IOException, InterruptedException {
		return new ManifestChoice(this, platform, (part) -> {
		}).entry(entries);
	}

	/**
	 * Return a manifest with the platform of its configuration, when it has none.
	 */
	public Descriptor described(Descriptor descriptor, ImageJson.Manifest manifest) throws InterruptedException {
		Platform platform = (descriptor.platform() == null) ? platform(manifest.config()) : null;
		return (platform != null) ? ManifestChoice.with(descriptor, platform) : descriptor;
	}

	/**
	 * Return what suits a platform best.
	 */
	public static Optional<Descriptor> best(Platform platform, List<Descriptor> manifests) {
		return ManifestChoice.best(platform, manifests);
	}

	/**
	 * Whether images for one platform run on another.
	 */
	public static boolean runs(Platform platform, Platform image) {
		return ManifestChoice.best(platform, List.of(new Descriptor("", "", 0, Map.of(), image))).isPresent();
	}

	/**
	 * Return the platforms of all images of an index; nothing for a manifest.
	 */
	public List<Platform> platforms(Descriptor target) throws InterruptedException {
		Set<Platform> platforms = new LinkedHashSet<>();
		platforms(target, platforms, 0);
		return List.copyOf(platforms);
	}

	private void platforms(Descriptor target, Set<Platform> platforms, int depth) throws InterruptedException {
		if (!MediaTypes.isIndex(target.mediaType()) || depth == ManifestChoice.MAX_DEPTH) {
			return;
		}
		for (Descriptor entry : index(target)) {
			if (isNoImage(entry) || platforms.size() == ManifestChoice.MAX_READ) {
				continue;
			}
			try {
				Platform platform = entry.platform();
				if (platform == null && MediaTypes.isManifest(entry.mediaType())) {
					platform = platform(manifest(entry).config());
				}
				if (platform != null && !NO_OS.equals(platform.os())) {
					platforms.add(platform.normalized());
				}
				else {
					platforms(entry, platforms, depth + 1);
				}
			}
			catch (RuntimeException ex) {
				// Of others than the one that was pulled nothing need be there.
				if (!Errors.isNotFound(ex)) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Return the platform that a configuration names; {@code null} when it is not one of
	 * an image and names none.
	 */
	@Nullable Platform platform(Descriptor config) throws InterruptedException {
		return ImageJson.platform(read(config, ImageJson.MAX_CONFIG), name(config),
				MediaTypes.isConfig(config.mediaType()));
	}

	/**
	 * Whether an entry of an index says that it is something beside the images, such as
	 * how they were built, or is nothing that we know.
	 */
	public static boolean isNoImage(Descriptor entry) {
		boolean known = MediaTypes.isIndex(entry.mediaType()) || MediaTypes.isManifest(entry.mediaType());
		return !known || (entry.platform() != null && NO_OS.equals(entry.platform().os()))
				|| entry.annotations().containsKey("vnd.docker.reference.type");
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
			.filter((manifest) -> manifest.platform() != null && !NO_OS.equals(manifest.platform().os()))
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
	 * Is shown a part.
	 */
	@FunctionalInterface
	public interface Visit {

		void part(Descriptor part) throws IOException, InterruptedException;

	}

}

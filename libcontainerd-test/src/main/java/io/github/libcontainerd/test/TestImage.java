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

package io.github.libcontainerd.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.image.Digests;
import io.github.libcontainerd.test.internal.image.ImageBlob;
import io.github.libcontainerd.test.internal.image.ImageInstallation;

/**
 * An image, or an index of images, made in memory. Immutable.
 */
public final class TestImage {

	private static final JsonMapper mapper = new JsonMapper();

	private final Blob manifest;

	private final List<Blob> blobs;

	private final List<TestImage> images;

	private final Map<String, Object> platform;

	private TestImage(Blob manifest, List<Blob> blobs, List<TestImage> images, Map<String, Object> platform) {
		this.manifest = manifest;
		this.blobs = List.copyOf(blobs);
		this.images = List.copyOf(images);
		this.platform = platform;
	}

	/**
	 * Begin an image for {@code linux} on this host's architecture.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return an image that can be run on this host: one layer with busybox.
	 * @return the image
	 */
	public static TestImage busybox() {
		return builder().layer(busyboxLayer()).config("Env", List.of("PATH=/bin")).config("Cmd", List.of("sh")).build();
	}

	/**
	 * Return the layer of {@link #busybox()}, to put others on top.
	 * @return the archive
	 */
	public static byte[] busyboxLayer() {
		try {
			Path directory = Files.createTempDirectory("busybox");
			try {
				return new TestTar().tree(BusyboxRootfs.create(directory)).toBytes();
			}
			finally {
				Commands.deleteTree(directory);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return an index of images for several platforms.
	 * @param images the images
	 * @return the index
	 */
	public static TestImage index(TestImage... images) {
		List<Map<String, Object>> manifests = new ArrayList<>();
		for (TestImage image : images) {
			Map<String, Object> descriptor = new LinkedHashMap<>(image.manifest.descriptor());
			descriptor.put("platform", image.platform);
			manifests.add(descriptor);
		}
		String type = "application/vnd.oci.image.index.v1+json";
		Map<String, Object> index = new LinkedHashMap<>();
		index.put("schemaVersion", 2);
		index.put("mediaType", type);
		index.put("manifests", manifests);
		return new TestImage(Blob.of(type, mapper.writeValueAsBytes(index)), List.of(), List.of(images), Map.of());
	}

	/**
	 * The manifest or the index.
	 * @return the content
	 */
	public Blob manifest() {
		return this.manifest;
	}

	/**
	 * The configuration and the layers, the lowest first; nothing for an index.
	 * @return the content
	 */
	public List<Blob> blobs() {
		return this.blobs;
	}

	/**
	 * The layers, the lowest first.
	 * @return the content
	 */
	public List<Blob> layers() {
		return (this.blobs.isEmpty()) ? List.of() : this.blobs.subList(1, this.blobs.size());
	}

	/**
	 * The images of an index.
	 * @return the images; none unless it is an index
	 */
	public List<TestImage> images() {
		return this.images;
	}

	/** What is in a containerd that has this image, which is no index, unpacked. */
	ImageInstallation installation(String snapshotter) {
		return new ImageInstallation(this.manifest.inside(), this.blobs.get(0).inside(),
				layers().stream().map(Blob::inside).toList(), snapshotter);
	}

	/**
	 * The digest of some content.
	 * @param bytes the content
	 * @return the digest, {@code sha256:…}
	 */
	public static String digestOf(byte[] bytes) {
		return Digests.of(bytes);
	}

	/** How a layer is compressed. */
	public enum Compression {

		/** Not at all. */
		NONE(""),

		/** By gzip. */
		GZIP("+gzip"),

		/** By zstd; needs the program. */
		ZSTD("+zstd");

		private final String suffix;

		Compression(String suffix) {
			this.suffix = suffix;
		}

	}

	/**
	 * Some content.
	 *
	 * @param mediaType its media type
	 * @param digest its digest
	 * @param bytes its bytes
	 */
	public record Blob(String mediaType, String digest, byte[] bytes) {

		/**
		 * Return content with its digest.
		 * @param mediaType its media type
		 * @param bytes its bytes
		 * @return the content
		 */
		public static Blob of(String mediaType, byte[] bytes) {
			return new Blob(mediaType, digestOf(bytes), bytes);
		}

		ImageBlob inside() {
			return new ImageBlob(this.mediaType, this.digest, this.bytes);
		}

		Map<String, Object> descriptor() {
			Map<String, Object> descriptor = new LinkedHashMap<>();
			descriptor.put("mediaType", this.mediaType);
			descriptor.put("digest", this.digest);
			descriptor.put("size", this.bytes.length);
			return descriptor;
		}

	}

	/** Makes an image. */
	public static final class Builder {

		private final Map<String, Object> platform = new LinkedHashMap<>();

		private final Map<String, Object> config = new LinkedHashMap<>();

		private final List<Blob> layers = new ArrayList<>();

		private final List<String> diffIds = new ArrayList<>();

		private boolean docker;

		private Builder() {
			String arch = System.getProperty("os.arch", "amd64");
			platform("linux", arch.equals("aarch64") ? "arm64" : arch);
		}

		/**
		 * For another platform.
		 * @param os the operating system
		 * @param architecture the architecture in Go's words
		 * @return this builder
		 */
		public Builder platform(String os, String architecture) {
			this.platform.put("os", os);
			this.platform.put("architecture", architecture);
			return this;
		}

		/**
		 * For a variant of the architecture.
		 * @param variant the variant
		 * @return this builder
		 */
		public Builder variant(String variant) {
			this.platform.put("variant", variant);
			return this;
		}

		/**
		 * With Docker's media types in place of OCI's.
		 * @return this builder
		 */
		public Builder docker() {
			this.docker = true;
			return this;
		}

		/**
		 * With a field of the part of the configuration that says how to run it.
		 * @param name the name, such as {@code Cmd}
		 * @param value the value
		 * @return this builder
		 */
		public Builder config(String name, Object value) {
			this.config.put(name, value);
			return this;
		}

		/**
		 * With one more layer, compressed by gzip.
		 * @param tar the archive
		 * @return this builder
		 */
		public Builder layer(byte[] tar) {
			return layer(tar, Compression.GZIP);
		}

		/**
		 * With one more layer.
		 * @param tar the archive
		 * @param compression how it is compressed
		 * @return this builder
		 */
		public Builder layer(byte[] tar, Compression compression) {
			this.diffIds.add(digestOf(tar));
			String type = (this.docker)
					? "application/vnd.docker.image.rootfs.diff.tar"
							+ ((compression == Compression.GZIP) ? ".gzip" : "")
					: "application/vnd.oci.image.layer.v1.tar" + compression.suffix;
			this.layers.add(Blob.of(type, compress(tar, compression)));
			return this;
		}

		private static byte[] compress(byte[] tar, Compression compression) {
			try {
				return switch (compression) {
					case NONE -> tar;
					case GZIP -> {
						ByteArrayOutputStream out = new ByteArrayOutputStream();
						try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
							gzip.write(tar);
						}
						yield out.toByteArray();
					}
					case ZSTD -> zstd(tar);
				};
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static byte[] zstd(byte[] tar) throws IOException {
			Path directory = Files.createTempDirectory("zstd");
			try {
				Path plain = Files.write(directory.resolve("layer"), tar);
				Commands.run("zstd", "-q", plain.toString());
				return Files.readAllBytes(directory.resolve("layer.zst"));
			}
			finally {
				Commands.deleteTree(directory);
			}
		}

		/**
		 * Make the image.
		 * @return the image
		 */
		public TestImage build() {
			Map<String, Object> image = new LinkedHashMap<>(this.platform);
			image.put("created", "2026-01-01T00:00:00Z");
			image.put("config", this.config);
			image.put("rootfs", Map.of("type", "layers", "diff_ids", this.diffIds));
			Blob config = Blob.of((this.docker) ? "application/vnd.docker.container.image.v1+json"
					: "application/vnd.oci.image.config.v1+json", mapper.writeValueAsBytes(image));
			String type = (this.docker) ? "application/vnd.docker.distribution.manifest.v2+json"
					: "application/vnd.oci.image.manifest.v1+json";
			Map<String, Object> manifest = new LinkedHashMap<>();
			manifest.put("schemaVersion", 2);
			manifest.put("mediaType", type);
			manifest.put("config", config.descriptor());
			manifest.put("layers", this.layers.stream().map(Blob::descriptor).toList());
			List<Blob> blobs = new ArrayList<>();
			blobs.add(config);
			blobs.addAll(this.layers);
			return new TestImage(Blob.of(type, mapper.writeValueAsBytes(manifest)), blobs, List.of(),
					Map.copyOf(this.platform));
		}

	}

}

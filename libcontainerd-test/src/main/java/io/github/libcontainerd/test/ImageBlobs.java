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
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.internal.grpc.api.types.Descriptor;

/**
 * The content of an image of one layer, for this host's platform.
 *
 * @param layer the layer, compressed
 * @param diffId the digest of the plain layer
 * @param config the configuration
 * @param manifest the manifest
 */
record ImageBlobs(byte[] layer, String diffId, byte[] config, byte[] manifest) {

	static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

	static final String CONFIG = "application/vnd.oci.image.config.v1+json";

	static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

	private static final String CREATED = "2026-01-01T00:00:00Z";

	/**
	 * Make an image.
	 * @param tar its only layer
	 * @param config what a container is started with, in the words of the OCI image
	 * configuration
	 */
	static ImageBlobs of(byte[] tar, Map<String, Object> config) {
		byte[] layer = gzip(tar);
		String diffId = FakeDigests.of(tar);
		Map<String, Object> image = new LinkedHashMap<>();
		image.put("created", CREATED);
		image.put("architecture", architecture());
		image.put("os", "linux");
		image.put("config", config);
		image.put("rootfs", Map.of("type", "layers", "diff_ids", List.of(diffId)));
		byte[] configBytes = json(image);
		Map<String, Object> manifest = new LinkedHashMap<>();
		manifest.put("schemaVersion", 2);
		manifest.put("mediaType", MANIFEST);
		manifest.put("config", descriptor(CONFIG, configBytes));
		manifest.put("layers", List.of(descriptor(LAYER, layer)));
		return new ImageBlobs(layer, diffId, configBytes, json(manifest));
	}

	private static String architecture() {
		String name = System.getProperty("os.arch");
		return switch (name) {
			case "x86_64" -> "amd64";
			case "aarch64" -> "arm64";
			default -> name;
		};
	}

	private static byte[] gzip(byte[] data) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (OutputStream out = new GZIPOutputStream(bytes)) {
			out.write(data);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	static Map<String, Object> descriptor(String mediaType, byte[] data) {
		Map<String, Object> descriptor = new LinkedHashMap<>();
		descriptor.put("mediaType", mediaType);
		descriptor.put("digest", FakeDigests.of(data));
		descriptor.put("size", data.length);
		return descriptor;
	}

	static byte[] json(Object value) {
		return JsonMapper.shared().writeValueAsBytes(value);
	}

	Descriptor target() {
		return descriptorOf(MANIFEST, this.manifest);
	}

	Descriptor layerDescriptor() {
		return descriptorOf(LAYER, this.layer);
	}

	private static Descriptor descriptorOf(String mediaType, byte[] data) {
		return Descriptor.newBuilder()
			.setMediaType(mediaType)
			.setDigest(FakeDigests.of(data))
			.setSize(data.length)
			.build();
	}

	/** The blobs and the labels that keep what they refer to. */
	List<Blob> blobs(String snapshotter) {
		return List.of(new Blob(this.layer, Map.of("containerd.io/uncompressed", this.diffId)),
				new Blob(this.config, Map.of("containerd.io/gc.ref.snapshot." + snapshotter, this.diffId)),
				new Blob(this.manifest, Map.of("containerd.io/gc.ref.content.config", FakeDigests.of(this.config),
						"containerd.io/gc.ref.content.l.0", FakeDigests.of(this.layer))));
	}

	/**
	 * A blob.
	 *
	 * @param data its content
	 * @param labels its labels
	 */
	record Blob(byte[] data, Map<String, String> labels) {

		String digest() {
			return FakeDigests.of(this.data);
		}

	}

}

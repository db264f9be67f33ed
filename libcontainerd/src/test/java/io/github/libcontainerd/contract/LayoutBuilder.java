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

package io.github.libcontainerd.contract;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestTar;

/**
 * An OCI layout made part by part, for what no tool of today writes but strangers have.
 */
class LayoutBuilder {

	static final String INDEX = "application/vnd.oci.image.index.v1+json";

	static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

	static final String CONFIG = "application/vnd.oci.image.config.v1+json";

	static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

	static final String ARCHITECTURE = System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "amd64";

	private static final JsonMapper mapper = new JsonMapper();

	private final Map<String, TestImage.Blob> blobs = new LinkedHashMap<>();

	/**
	 * Add a part.
	 * @return its descriptor
	 */
	Map<String, Object> part(String type, byte[] bytes) {
		TestImage.Blob blob = TestImage.Blob.of(type, bytes);
		this.blobs.put(blob.digest(), blob);
		Map<String, Object> descriptor = new LinkedHashMap<>();
		descriptor.put("mediaType", type);
		descriptor.put("digest", blob.digest());
		descriptor.put("size", bytes.length);
		return descriptor;
	}

	Map<String, Object> part(String type, Object json) {
		return part(type, mapper.writeValueAsBytes(json));
	}

	/**
	 * Add a configuration of busybox with one more file.
	 * @param fields the fields beside the layers and the command
	 */
	Map<String, Object> image(String hello, Map<String, ?> fields) {
		List<byte[]> layers = List.of(TestImage.busyboxLayer(), new TestTar().file("hello", hello).toBytes());
		Map<String, Object> config = new LinkedHashMap<>(fields);
		config.put("config", Map.of("Cmd", List.of("cat", "/hello"), "Env", List.of("PATH=/bin")));
		config.put("rootfs", Map.of("type", "layers", "diff_ids", layers.stream().map(TestImage::digestOf).toList()));
		return manifest(part(CONFIG, config), layers.stream().map((layer) -> part(LAYER, layer)).toList());
	}

	/**
	 * Add an image that is none: what a build tool puts beside images.
	 */
	Map<String, Object> attestation() {
		Map<String, Object> config = part(CONFIG, Map.of("os", "unknown", "architecture", "unknown", "rootfs",
				Map.of("type", "layers", "diff_ids", List.of(TestImage.digestOf(new byte[] { '{', '}' })))));
		return manifest(config, List.of(part("application/vnd.in-toto+json", new byte[] { '{', '}' })));
	}

	Map<String, Object> manifest(Map<String, Object> config, List<Map<String, Object>> layers) {
		Map<String, Object> manifest = new LinkedHashMap<>();
		manifest.put("schemaVersion", 2);
		manifest.put("mediaType", MANIFEST);
		manifest.put("config", config);
		manifest.put("layers", layers);
		return part(MANIFEST, manifest);
	}

	Map<String, Object> index(Map<?, ?>... entries) {
		Map<String, Object> index = new LinkedHashMap<>();
		index.put("schemaVersion", 2);
		index.put("mediaType", INDEX);
		index.put("manifests", List.of(entries));
		return part(INDEX, index);
	}

	static Map<String, Object> with(Map<String, Object> descriptor, String key, Map<String, ?> value) {
		Map<String, Object> changed = new LinkedHashMap<>(descriptor);
		changed.put(key, value);
		return changed;
	}

	static Map<String, Object> named(String name, Map<String, Object> descriptor) {
		return with(descriptor, "annotations", Map.of("io.containerd.image.name", name));
	}

	static Map<String, Object> platform(String os, String architecture, Map<String, Object> descriptor) {
		return with(descriptor, "platform", Map.of("os", os, "architecture", architecture));
	}

	InputStream archive(Map<?, ?>... entries) {
		TestTar tar = new TestTar().file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}")
			.file("index.json", mapper.writeValueAsBytes(Map.of("schemaVersion", 2, "manifests", List.of(entries))));
		this.blobs.forEach((digest, blob) -> tar.file("blobs/" + digest.replace(':', '/'), blob.bytes()));
		return new ByteArrayInputStream(tar.toBytes());
	}

	/**
	 * Return the parts, by digest.
	 */
	Map<String, TestImage.Blob> blobs() {
		return this.blobs;
	}

}

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

package io.github.libcontainerd.benchmarks;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestTar;

/**
 * An image of five layers, 30 MB each when compressed: half of its files are noise, as
 * compiled code nearly is, and half are text.
 */
final class LargeImage {

	private static final int LAYERS = 5;

	private static final int FILES = 56;

	private static final int FILE_SIZE = 512 * 1024;

	private LargeImage() {
	}

	static TestImage create() {
		TestImage.Builder image = TestImage.builder();
		for (int layer = 0; layer < LAYERS; layer++) {
			Random random = new Random(layer);
			TestTar tar = new TestTar().directory("layer" + layer);
			for (int file = 0; file < FILES; file++) {
				byte[] noise = new byte[FILE_SIZE];
				random.nextBytes(noise);
				tar.file("layer" + layer + "/noise" + file, noise);
				tar.file("layer" + layer + "/text" + file, text(random));
			}
			image.layer(tar.toBytes());
		}
		return image.build();
	}

	private static byte[] text(Random random) {
		StringBuilder text = new StringBuilder();
		while (text.length() < FILE_SIZE) {
			text.append("line ").append(random.nextInt(100)).append(" of a text that says not much\n");
		}
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Write the image as an OCI layout.
	 */
	static void write(TestImage image, String name, Path file) throws Exception {
		JsonMapper mapper = new JsonMapper();
		Map<String, Object> manifest = new LinkedHashMap<>();
		manifest.put("mediaType", image.manifest().mediaType());
		manifest.put("digest", image.manifest().digest());
		manifest.put("size", image.manifest().bytes().length);
		manifest.put("annotations", Map.of("io.containerd.image.name", name));
		TestTar layout = new TestTar().file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}")
			.file("index.json", mapper.writeValueAsBytes(Map.of("schemaVersion", 2, "manifests", List.of(manifest))));
		List<TestImage.Blob> blobs = new ArrayList<>(List.of(image.manifest()));
		blobs.addAll(image.blobs());
		for (TestImage.Blob blob : blobs) {
			layout.file("blobs/" + blob.digest().replace(':', '/'), blob.bytes());
		}
		try (OutputStream out = Files.newOutputStream(file)) {
			out.write(layout.toBytes());
		}
	}

}

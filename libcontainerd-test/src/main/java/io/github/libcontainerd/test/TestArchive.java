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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.test.internal.host.Commands;

/**
 * Archives of images, made in memory.
 */
public final class TestArchive {

	private static final JsonMapper mapper = new JsonMapper();

	private TestArchive() {
	}

	/**
	 * Return an OCI layout.
	 * @param name the name in its annotations; {@code null} for none
	 * @param image the image, or the index of several
	 * @return the archive
	 */
	public static byte[] ociLayout(@Nullable String name, TestImage image) {
		return ociLayout(name, image, Map.of());
	}

	/**
	 * Return an OCI layout some of whose blobs are others than their names say.
	 * @param name the name
	 * @param image the image
	 * @param others the content, by digest
	 * @return the archive
	 */
	public static byte[] ociLayout(@Nullable String name, TestImage image, Map<String, byte[]> others) {
		TestTar tar = layout(name, image.manifest());
		for (TestImage.Blob blob : all(image)) {
			tar.file(path(blob), others.getOrDefault(blob.digest(), blob.bytes()));
		}
		return tar.toBytes();
	}

	/**
	 * Return an OCI layout that lacks something.
	 * @param name the name
	 * @param image the image
	 * @param digest what it lacks
	 * @return the archive
	 */
	public static byte[] ociLayoutWithout(String name, TestImage image, String digest) {
		TestTar tar = layout(name, image.manifest());
		all(image).stream()
			.filter((blob) -> !blob.digest().equals(digest))
			.forEach((blob) -> tar.file(path(blob), blob.bytes()));
		return tar.toBytes();
	}

	/**
	 * Return an OCI layout of an image with the layers of one image and the configuration
	 * of another.
	 * @param name the name
	 * @param layers the image with the layers
	 * @param config the image with the configuration
	 * @return the archive
	 */
	public static byte[] ociLayoutMixed(String name, TestImage layers, TestImage config) {
		TestImage.Blob configuration = config.blobs().get(0);
		Map<String, Object> manifest = new LinkedHashMap<>();
		manifest.put("schemaVersion", 2);
		manifest.put("mediaType", layers.manifest().mediaType());
		manifest.put("config", configuration.descriptor());
		manifest.put("layers", layers.layers().stream().map(TestImage.Blob::descriptor).toList());
		TestImage.Blob mixed = TestImage.Blob.of(layers.manifest().mediaType(), mapper.writeValueAsBytes(manifest));
		TestTar tar = layout(name, mixed).file(path(mixed), mixed.bytes())
			.file(path(configuration), configuration.bytes());
		layers.layers().forEach((blob) -> tar.file(path(blob), blob.bytes()));
		return tar.toBytes();
	}

	private static TestTar layout(@Nullable String name, TestImage.Blob target) {
		Map<String, Object> descriptor = new LinkedHashMap<>(target.descriptor());
		if (name != null) {
			descriptor.put("annotations", Map.of("io.containerd.image.name", name));
		}
		Map<String, Object> index = Map.of("schemaVersion", 2, "manifests", List.of(descriptor));
		return new TestTar().file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}")
			.file("index.json", mapper.writeValueAsBytes(index));
	}

	private static List<TestImage.Blob> all(TestImage image) {
		Map<String, TestImage.Blob> blobs = new LinkedHashMap<>();
		blobs.put(image.manifest().digest(), image.manifest());
		image.blobs().forEach((blob) -> blobs.put(blob.digest(), blob));
		image.images().forEach((part) -> all(part).forEach((blob) -> blobs.put(blob.digest(), blob)));
		return List.copyOf(blobs.values());
	}

	private static String path(TestImage.Blob blob) {
		return "blobs/" + blob.digest().replace(':', '/');
	}

	/**
	 * Return what {@code docker save} wrote before it wrote OCI layouts: the manifest
	 * comes last.
	 * @param image the image
	 * @param tags its names
	 * @return the archive
	 */
	public static byte[] dockerSave(TestImage image, String... tags) {
		TestTar tar = new TestTar();
		List<String> layers = new ArrayList<>();
		for (TestImage.Blob layer : image.layers()) {
			String directory = hex(layer);
			tar.directory(directory)
				.file(directory + "/VERSION", "1.0")
				.file(directory + "/json", "{}")
				.file(directory + "/layer.tar", layer.bytes());
			layers.add(directory + "/layer.tar");
		}
		return finish(tar, image, layers, tags);
	}

	/**
	 * The same, with layers that are links to others, as when several images have the
	 * same layer.
	 * @param image the image
	 * @param tags its names
	 * @return the archive
	 */
	public static byte[] dockerSaveWithLinks(TestImage image, String... tags) {
		TestTar tar = new TestTar();
		List<String> layers = new ArrayList<>();
		for (TestImage.Blob layer : image.layers()) {
			tar.file(hex(layer) + ".tar", layer.bytes())
				.symbolicLink("x" + hex(layer) + "/layer.tar", "../" + hex(layer) + ".tar")
				.hardLink("y" + hex(layer) + ".tar", "./x" + hex(layer) + "/layer.tar");
			layers.add("y" + hex(layer) + ".tar");
		}
		return finish(tar, image, layers, tags);
	}

	private static byte[] finish(TestTar tar, TestImage image, List<String> layers, String... tags) {
		TestImage.Blob config = image.blobs().get(0);
		Map<String, Object> manifest = new LinkedHashMap<>();
		manifest.put("Config", hex(config) + ".json");
		manifest.put("RepoTags", List.of(tags));
		manifest.put("Layers", layers);
		return tar.file(hex(config) + ".json", config.bytes())
			.file("manifest.json", mapper.writeValueAsBytes(List.of(manifest)))
			.file("repositories", "{}".getBytes(StandardCharsets.UTF_8))
			.toBytes();
	}

	private static String hex(TestImage.Blob blob) {
		return blob.digest().substring(blob.digest().indexOf(':') + 1);
	}

	/**
	 * Run skopeo, another tool for images.
	 * @param arguments its arguments
	 */
	public static void skopeo(String... arguments) {
		String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/local/bin:/usr/bin";
		Path program = Commands.find("skopeo", path);
		if (program == null) {
			throw new IllegalStateException(
					"skopeo is not in " + path + "; this test needs it, for example: apt-get install skopeo");
		}
		List<String> command = new ArrayList<>(List.of(program.toString(), "--insecure-policy"));
		command.addAll(List.of(arguments));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException(command + ": " + output);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}

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

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;

/**
 * Pull and import of an image of 150 MB, unpacked too, beside {@code ctr}. It is done in
 * a JVM of its own whose whole heap is 64 MB.
 */
final class ImageTransfer {

	private static final Logger logger = LoggerFactory.getLogger(ImageTransfer.class);

	private static final int RUNS = 5;

	private static final String NAME = "127.0.0.1/bench/import:1";

	private final PrivateContainerd containerd;

	ImageTransfer(PrivateContainerd containerd) {
		this.containerd = containerd;
	}

	void measure(List<String> names) throws Exception {
		Path archive = this.containerd.directory().resolve("image.tar");
		try (TestRegistry registry = TestRegistry.plain()) {
			TestImage image = LargeImage.create();
			String reference = registry.push("bench/pull", "1", image);
			LargeImage.write(image, NAME, archive);
			for (String name : names) {
				List<String> command = ChildJvm.command(List.of("-Xmx64m"), "image-once", name,
						this.containerd.directory().toString(), this.containerd.socket().toString(),
						this.containerd.uniqueNamespace(), name.equals("pull") ? reference : archive.toString());
				if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
					throw new IllegalStateException("the measurement of " + name + " failed");
				}
			}
		}
	}

	static void once(String[] args) throws Exception {
		String name = args[1];
		Path socket = Path.of(args[3]);
		String namespace = args[4];
		String source = args[5];
		Figures ours = new Figures();
		Figures theirs = new Figures();
		try (Remote remote = Remote.open(Path.of(args[2], "lib-" + name), RemoteOption.address(socket))) {
			Images images = remote.client(namespace, (id, info) -> {
			}).images();
			// The first of each fills the page cache, and warms up.
			for (int i = 0; i <= RUNS; i++) {
				long began = System.nanoTime();
				ours(images, name, source);
				long mine = System.nanoTime() - began;
				images.list().forEach((image) -> images.remove(image.name()));
				began = System.nanoTime();
				theirs(socket, namespace, name, source);
				long other = System.nanoTime() - began;
				images.list().forEach((image) -> images.remove(image.name()));
				if (i > 0) {
					ours.add(mine);
					theirs.add(other);
				}
			}
		}
		logger.info("{} of 150 MB: libcontainerd, in a heap of 64 MB {}", name, ours);
		logger.info("{} of 150 MB: ctr images {}                   {}", name, name, theirs);
		logger.info("{} of 150 MB: ratio {}", name,
				String.format(Locale.ROOT, "%.2f", ours.medianMillis() / theirs.medianMillis()));
	}

	private static void ours(Images images, String name, String source) throws Exception {
		if (name.equals("pull")) {
			images.pull(source);
			return;
		}
		try (InputStream in = Files.newInputStream(Path.of(source))) {
			images.importArchive(in);
		}
	}

	private static void theirs(Path socket, String namespace, String name, String source) throws Exception {
		List<String> command = new ArrayList<>(
				List.of("ctr", "-a", socket.toString(), "-n", namespace, "images", name, "--snapshotter", "overlayfs"));
		if (name.equals("pull")) {
			command.add("--plain-http");
		}
		command.add(source);
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (process.waitFor() != 0) {
			throw new IllegalStateException("ctr failed: " + command);
		}
	}

}

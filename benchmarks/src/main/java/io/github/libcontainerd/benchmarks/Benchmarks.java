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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.test.BusyboxRootfs;
import io.github.libcontainerd.test.PrivateContainerd;

/**
 * Runs all benchmarks, or those that are named, against a private containerd.
 */
public final class Benchmarks {

	private static final Logger logger = LoggerFactory.getLogger(Benchmarks.class);

	private Benchmarks() {
	}

	/**
	 * Run the benchmarks.
	 * @param args the names: {@code run}, {@code image}, {@code docker},
	 * {@code footprint}, {@code context}, {@code scrape}, {@code ports},
	 * {@code services}, {@code pull}, {@code import}; none for all
	 * @throws Exception when one fails
	 */
	public static void main(String[] args) throws Exception {
		if (args.length > 0 && args[0].equals("context-once")) {
			ContextStart.once(args);
			return;
		}
		if (args.length > 0 && args[0].equals("service-once")) {
			ServiceStart.once(args);
			return;
		}
		if (args.length > 0 && args[0].equals("image-once")) {
			ImageTransfer.once(args);
			return;
		}
		List<String> names = (args.length > 0) ? List.of(args) : List.of("run", "image", "docker", "footprint",
				"context", "scrape", "ports", "traffic", "services", "pull", "import");
		try (PrivateContainerd containerd = PrivateContainerd.launch()) {
			Path rootfs = BusyboxRootfs.create(Files.createTempDirectory(containerd.directory(), "rootfs"));
			logger.info("containerd {}", containerd.version());
			if (names.contains("run")) {
				new RunTrue(containerd, rootfs).measure();
			}
			if (names.contains("image")) {
				new RunImage(containerd, rootfs).measure();
			}
			if (names.contains("docker")) {
				new DockerPeer(containerd, rootfs).measure();
			}
			if (names.contains("footprint")) {
				new Footprint(containerd, rootfs).measure();
			}
			if (names.contains("context")) {
				new ContextStart(containerd).measure();
			}
			if (names.contains("scrape")) {
				new Scrape(containerd, rootfs).measure();
			}
			if (names.contains("ports")) {
				new PublishedPorts(containerd).measure();
			}
			if (names.contains("traffic")) {
				new PublishedTraffic(containerd, rootfs).measure();
			}
			if (names.contains("services")) {
				new ServiceStart(containerd).measure();
			}
			List<String> transfers = names.stream().filter(List.of("pull", "import")::contains).toList();
			if (!transfers.isEmpty()) {
				new ImageTransfer(containerd).measure(transfers);
			}
		}
	}

}

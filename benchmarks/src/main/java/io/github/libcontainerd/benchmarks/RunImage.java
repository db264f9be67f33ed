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

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;

/**
 * Run {@code /bin/true} of an image that was pulled already, beside the same from a plain
 * root directory: what the snapshot, the image's configuration and the files of the
 * container cost. In turns, in one run.
 */
final class RunImage {

	private static final Logger logger = LoggerFactory.getLogger(RunImage.class);

	private static final int WARM_UP = 10;

	private static final int RUNS = 40;

	private final PrivateContainerd containerd;

	private final Path rootfs;

	RunImage(PrivateContainerd containerd, Path rootfs) {
		this.containerd = containerd;
		this.rootfs = rootfs;
	}

	void measure() throws Exception {
		Figures directory = new Figures();
		Figures image = new Figures();
		try (TestRegistry registry = TestRegistry.plain();
				Remote remote = Remote.open(this.containerd.directory().resolve("image"),
						RemoteOption.address(this.containerd.socket()))) {
			Client client = remote.client(this.containerd.uniqueNamespace(), (id, info) -> {
			});
			String reference = registry.push("bench/busybox", "1", TestImage.busybox());
			client.images().pull(reference);
			RunRequest request = RunRequest.of(reference).command("/bin/true").build();
			for (int i = 0; i < WARM_UP + RUNS; i++) {
				long plain = plain(client, "plain" + i);
				long began = System.nanoTime();
				run(client, request);
				long full = System.nanoTime() - began;
				if (i >= WARM_UP) {
					directory.add(plain);
					image.add(full);
				}
			}
			client.images().remove(reference);
		}
		logger.info("run /bin/true: from a directory {}", directory);
		logger.info("run /bin/true: of an image      {}", image);
		logger.info("run /bin/true: an image adds {} ms",
				String.format(Locale.ROOT, "%.1f", image.medianMillis() - directory.medianMillis()));
	}

	private long plain(Client client, String id) throws Exception {
		long began = System.nanoTime();
		Spec spec = Spec.defaults()
			.toBuilder()
			.root(this.rootfs.toString())
			.process((process) -> process.args("/bin/true"))
			.build();
		client.create(id, spec).exit().get(30, TimeUnit.SECONDS);
		return System.nanoTime() - began;
	}

	private static void run(Client client, RunRequest request) {
		try (RunResult result = client.containers().run(request)) {
			if (!result.successful()) {
				throw new IllegalStateException(result.toString());
			}
		}
	}

}

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.PrivateContainerd;

/**
 * Threads and open files of this process before, with and after 100 containers.
 */
final class Footprint {

	private static final Logger logger = LoggerFactory.getLogger(Footprint.class);

	private static final int CONTAINERS = 100;

	private final PrivateContainerd containerd;

	private final Path rootfs;

	Footprint(PrivateContainerd containerd, Path rootfs) {
		this.containerd = containerd;
		this.rootfs = rootfs;
	}

	void measure() throws Exception {
		Spec spec = Spec.defaults()
			.toBuilder()
			.root(this.rootfs.toString())
			.process((process) -> process.args("/bin/sleep", "1000"))
			.build();
		try (Remote remote = Remote.open(this.containerd.directory().resolve("lib"),
				RemoteOption.address(this.containerd.socket()))) {
			Client client = remote.client(this.containerd.uniqueNamespace(), (id, info) -> {
			});
			client.create("warm", spec);
			client.stop("warm", Duration.ZERO);
			report("before");
			List<CompletableFuture<ExitStatus>> exits = new ArrayList<>();
			for (int i = 0; i < CONTAINERS; i++) {
				exits.add(client.create("c" + i, spec).exit());
			}
			report("with " + CONTAINERS + " containers");
			for (int i = 0; i < CONTAINERS; i++) {
				client.signal("c" + i, 9);
			}
			for (CompletableFuture<ExitStatus> exit : exits) {
				exit.get(60, TimeUnit.SECONDS);
			}
			report("after");
		}
		report("closed");
	}

	private static void report(String when) throws Exception {
		try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"));
				Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
			logger.info("footprint {}: {} threads, {} open files", when, threads.count(), files.count());
		}
	}

}

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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;

/**
 * Run {@code /bin/true} of an image that was pulled already behind walls of different
 * kinds: runc, the same with a user namespace, crun and gVisor. In turns, in one run.
 */
final class Walls {

	private static final Logger logger = LoggerFactory.getLogger(Walls.class);

	private static final int WARM_UP = 5;

	private static final int RUNS = 30;

	// crun of Debian 12 refuses a host with control groups of both versions.
	private static final String CRUN = """
			#!/bin/sh
			[ -e /sys/fs/cgroup/unified ] || exec crun "$@"
			exec unshare -m --propagation slave sh -c 'umount /sys/fs/cgroup/unified; exec crun "$@"' crun "$@"
			""";

	// Its runsc takes every network namespace for the host's.
	private static final String RUNSC = """
			#!/bin/sh
			exec runsc --network=none "$@"
			""";

	private final PrivateContainerd containerd;

	Walls(PrivateContainerd containerd) {
		this.containerd = containerd;
	}

	void measure() throws Exception {
		String crun = script("crun", CRUN);
		String runsc = script("runsc", RUNSC);
		Map<String, Consumer<RunRequest.Builder>> subjects = new LinkedHashMap<>();
		subjects.put("runc", (run) -> run.runtime("runc"));
		subjects.put("runc, user namespace", (run) -> run.userNamespace(UserNamespace.of(1_600_000_000, 65536)));
		subjects.put("crun", (run) -> run.runtime(crun));
		subjects.put("runsc", (run) -> run.runtime(runsc));
		Map<String, Figures> figures = new LinkedHashMap<>();
		subjects.keySet().forEach((name) -> figures.put(name, new Figures()));
		try (TestRegistry registry = TestRegistry.plain();
				Remote remote = Remote.open(this.containerd.directory().resolve("walls"),
						RemoteOption.address(this.containerd.socket()))) {
			Client client = remote.client(this.containerd.uniqueNamespace(), (id, info) -> {
			});
			String image = registry.push("bench/busybox", "1", TestImage.busybox());
			client.images().pull(image);
			for (int i = 0; i < WARM_UP + RUNS; i++) {
				for (Map.Entry<String, Consumer<RunRequest.Builder>> subject : subjects.entrySet()) {
					RunRequest.Builder run = RunRequest.of(image).command("/bin/true");
					subject.getValue().accept(run);
					long began = System.nanoTime();
					run(client, run.build());
					long took = System.nanoTime() - began;
					Figures of = figures.get(subject.getKey());
					if (i >= WARM_UP && of != null) {
						of.add(took);
					}
				}
			}
			client.images().remove(image);
		}
		finally {
			// runsc has given it to the user of its sandbox.
			Files.setAttribute(Path.of("/dev/null"), "unix:uid", 0);
			Files.setAttribute(Path.of("/dev/null"), "unix:gid", 0);
		}
		figures.forEach((name, of) -> logger.info("run /bin/true: {}  {}", String.format("%-22s", name), of));
	}

	private static void run(Client client, RunRequest request) {
		try (RunResult result = client.containers().run(request)) {
			if (!result.successful()) {
				throw new IllegalStateException(result + ": " + result.stderr().text());
			}
		}
	}

	private String script(String name, String text) throws IOException {
		FileAttribute<?> executable = PosixFilePermissions
			.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));
		Path file = Files.createFile(this.containerd.directory().resolve(name + "-wrapper"), executable);
		Files.writeString(file, text);
		return file.toString();
	}

}

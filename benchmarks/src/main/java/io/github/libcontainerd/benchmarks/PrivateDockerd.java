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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.libcontainerd.test.PrivateContainerd;

/**
 * A Docker Engine of its own, with all its files in one directory, and without networks
 * unless they are asked for. It starts its own containerd.
 */
final class PrivateDockerd implements AutoCloseable {

	private final Path directory;

	private final Process process;

	private PrivateDockerd(Path directory, Process process) {
		this.directory = directory;
		this.process = process;
	}

	static PrivateDockerd launch(PrivateContainerd beside) throws Exception {
		return launch(beside, List.of("--iptables=false", "--ip6tables=false", "--bridge=none"));
	}

	/**
	 * Launch one that can publish ports. It makes a bridge and rules of the firewall.
	 */
	static PrivateDockerd launchWithNetworks(PrivateContainerd beside) throws Exception {
		return launch(beside, List.of("--ip6tables=false", "--userland-proxy=false", "--bip=10.97.0.1/24"));
	}

	private static PrivateDockerd launch(PrivateContainerd beside, List<String> networks) throws Exception {
		Path directory = Files.createTempDirectory(beside.directory(), "dk");
		List<String> command = new ArrayList<>(List.of("dockerd", "--storage-driver=overlay2",
				"--data-root=" + directory.resolve("root"), "--exec-root=" + directory.resolve("exec"), "-H",
				"unix://" + directory.resolve("docker.sock"), "-p", directory.resolve("pid").toString()));
		command.addAll(networks);
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(directory.resolve("log").toFile())
			.start();
		PrivateDockerd dockerd = new PrivateDockerd(directory, process);
		long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (!Files.readString(directory.resolve("log")).contains("API listen on")) {
			if (!process.isAlive() || System.nanoTime() > limit) {
				String log = Files.readString(directory.resolve("log"));
				dockerd.close();
				throw new IllegalStateException("dockerd does not start: " + log);
			}
			TimeUnit.MILLISECONDS.sleep(50);
		}
		return dockerd;
	}

	/**
	 * Where the Engine listens, as docker-java wants it.
	 */
	String host() {
		return "unix://" + this.directory.resolve("docker.sock");
	}

	/**
	 * Make an image of a directory.
	 */
	void importImage(Path rootfs, String name) throws Exception {
		Process tar = new ProcessBuilder("sh", "-c",
				"tar -C '" + rootfs + "' -c . | docker -H " + host() + " import - " + name)
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (tar.waitFor() != 0) {
			throw new IllegalStateException("docker import failed");
		}
	}

	@Override
	public void close() throws IOException {
		this.process.destroy();
		this.process.onExit().orTimeout(20, TimeUnit.SECONDS).exceptionally((late) -> {
			this.process.destroyForcibly();
			return this.process.onExit().join();
		}).join();
		// The Engine leaves this mount.
		new ProcessBuilder("umount", this.directory.resolve("exec/netns/default").toString()).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.onExit()
			.join();
		try (Stream<Path> files = Files.walk(this.directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
	}

}

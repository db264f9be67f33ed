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
import java.util.List;
import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.test.PrivateContainerd;

/**
 * The same container and the same additional process through this library and through
 * containerd's own client for Go, in turns: time by the clock, and processor time of
 * either client.
 */
final class ClientPeer {

	/** Where {@code script/bench} puts the program in Go. */
	static final String PROGRAM = "bench.peer";

	private static final Logger logger = LoggerFactory.getLogger(ClientPeer.class);

	private static final int BLOCK = 20;

	private static final int BLOCKS = 15;

	private final PrivateContainerd containerd;

	private final Path rootfs;

	ClientPeer(PrivateContainerd containerd, Path rootfs) {
		this.containerd = containerd;
		this.rootfs = rootfs;
	}

	void measure() throws Exception {
		Path directory = this.containerd.directory();
		for (String name : List.of("exec", "lifecycle")) {
			List<String> options = new ArrayList<>(ProcessorTime.jvmOptions());
			options.add("-D" + PROGRAM + "=" + System.getProperty(PROGRAM, "target/peer"));
			List<String> command = ChildJvm.command(options, "peer-once", name,
					directory.resolve("peer-" + name).toString(), this.containerd.socket().toString(),
					this.containerd.uniqueNamespace(), this.containerd.uniqueNamespace(), this.rootfs.toString());
			if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
				throw new IllegalStateException("the comparison of " + name + " failed");
			}
		}
	}

	static void once(String[] args) throws Exception {
		String name = args[1];
		Path directory = Path.of(args[2]);
		Path socket = Path.of(args[3]);
		Path rootfs = Path.of(args[6]);
		Allocations.count();
		Path spec = Path.of(directory + "-spec.json");
		Path fifos = Files.createDirectories(Path.of(directory + "-fifos"));
		try (Operations operations = new Operations(directory, socket, args[4], rootfs)) {
			Files.write(spec, operations.spec().toJson());
			Path program = Path.of(System.getProperty(PROGRAM, "target/peer"));
			try (GoPeer peer = new GoPeer(program, socket, args[5], spec, fifos)) {
				compare(name, name.equals("exec") ? operations::exec : operations::lifecycle, peer);
			}
		}
	}

	private static void compare(String name, Runnable operation, GoPeer peer) throws IOException {
		for (int i = 0; i < ProcessorTime.warmUp(); i++) {
			operation.run();
		}
		peer.run(name, BLOCK, new Figures());
		Figures ours = new Figures();
		Figures theirs = new Figures();
		Usage usage = new Usage(0, 0, 0, 0, 0, 0);
		long other = 0;
		for (int block = 0; block < BLOCKS; block++) {
			Usage before = Usage.now();
			for (int i = 0; i < BLOCK; i++) {
				long began = System.nanoTime();
				operation.run();
				ours.add(System.nanoTime() - began);
			}
			usage = usage.plus(Usage.now().minus(before));
			other += peer.run(name, BLOCK, theirs);
		}
		int times = BLOCK * BLOCKS;
		double millis = other / 1e6 / times;
		logger.info("{}: libcontainerd {}, {}", name, ours, usage.perOperation(times));
		logger.info("{}: Go client     {}, {} ms of processor time", name, theirs,
				String.format(Locale.ROOT, "%.2f", millis));
		Ratio.report(name + "-clock-go", ours.medianMillis(), theirs.medianMillis());
		Ratio.report(name + "-processor-go", usage.ownMillis(times), millis);
	}

}

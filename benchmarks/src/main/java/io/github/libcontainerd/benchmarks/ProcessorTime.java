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
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.test.PrivateContainerd;

/**
 * The processor time of this process for a container from its creation to its removal,
 * and for an additional process. It can be measured on a busy machine, unlike time by the
 * clock. Each in a JVM of its own: while it is cold, and when it is warm. The compilers
 * are counted apart: what they do depends on how long the JVM has been running, not on
 * the operation.
 */
final class ProcessorTime {

	private static final Logger logger = LoggerFactory.getLogger(ProcessorTime.class);

	static final int COLD = 200;

	// More are of no use to the compilers.
	private static final int WARM_UP = 1500;

	private static final int WARM = 300;

	private static final String WARM_UP_PROPERTY = "bench.warm-up";

	private final PrivateContainerd containerd;

	private final Path rootfs;

	ProcessorTime(PrivateContainerd containerd, Path rootfs) {
		this.containerd = containerd;
		this.rootfs = rootfs;
	}

	/**
	 * Return after how many operations a JVM is warm.
	 */
	static int warmUp() {
		return Integer.getInteger(WARM_UP_PROPERTY, WARM_UP);
	}

	/**
	 * Return the options of a JVM whose processor time is measured. Compiler threads that
	 * come and go could not be told from ours.
	 */
	static List<String> jvmOptions() {
		return List.of("-XX:-UseDynamicNumberOfCompilerThreads", "-XX:+UseG1GC", "-Xmx512m",
				"-D" + WARM_UP_PROPERTY + "=" + warmUp());
	}

	void measure() throws Exception {
		for (String name : List.of("exec", "lifecycle")) {
			List<String> command = ChildJvm.command(jvmOptions(), "cpu-once", name,
					this.containerd.directory().resolve("cpu-" + name).toString(), this.containerd.socket().toString(),
					this.containerd.uniqueNamespace(), this.rootfs.toString());
			if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
				throw new IllegalStateException("the measurement of " + name + " failed");
			}
		}
	}

	static void once(String[] args) throws Exception {
		String name = args[1];
		Path stateDirectory = Path.of(args[2]);
		Allocations.count();
		try (Operations operations = new Operations(stateDirectory, Path.of(args[3]), args[4], Path.of(args[5]))) {
			Runnable operation = name.equals("exec") ? operations::exec : operations::lifecycle;
			report(name + ", the first " + COLD, operation, COLD);
			usage(operation, warmUp() - COLD);
			report(name + ", after " + warmUp(), operation, WARM);
			try (FilesMade files = new FilesMade(stateDirectory); Profile profile = new Profile()) {
				int made = 0;
				for (int i = 0; i < WARM; i++) {
					operation.run();
					made = files.count();
				}
				logger.info("{}: {} files made", name, (double) made / WARM);
				profile.report(name, WARM);
			}
		}
	}

	private static void report(String name, Runnable operation, int times) {
		logger.info("{}: {}", name, usage(operation, times).perOperation(times));
	}

	private static Usage usage(Runnable operation, int times) {
		Usage before = Usage.now();
		for (int i = 0; i < times; i++) {
			operation.run();
		}
		return Usage.now().minus(before);
	}

}

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

package io.github.libcontainerd.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes in a container that nobody has a name for. When a start is broken off because
 * containerd dies or its time is up, the shim kills the runtime that was at work, which
 * may have made the process already: it runs on, and the shim does not know its pid. It
 * is a child of the shim as init is, it was made while the start was under way, and it
 * lives in the control group of the container.
 */
final class StrayProcesses {

	private static final Logger logger = LoggerFactory.getLogger(StrayProcesses.class);

	private static final Path PROC = Path.of("/proc");

	// Where the kernel counts, in all its interfaces.
	private static final double TICKS_PER_SECOND = 100;

	private static final int PARENT = 1;

	private static final int START = 19;

	private StrayProcesses() {
	}

	/**
	 * Kill the strays of a container.
	 * @param init the first process of the container
	 * @param unnamed the processes of the container that are neither init nor known to
	 * the shim by a name
	 * @param cgroup the path of its control group
	 * @param during when the start was under way
	 */
	static void kill(int init, List<Integer> unnamed, String cgroup, Interval during) {
		long shim = Stat.of(init).map(Stat::parent).orElse(-1L);
		for (int pid : unnamed) {
			boolean stray = Stat.of(pid)
				.filter((stat) -> stat.parent() == shim && during.contains(stat.start()))
				.isPresent();
			if (stray && inGroup(pid, cgroup)) {
				logger.info("Killing process {}, whose start was broken off", pid);
				ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
			}
		}
	}

	private static boolean inGroup(int pid, String cgroup) {
		try (var lines = Files.lines(PROC.resolve(Integer.toString(pid)).resolve("cgroup"))) {
			return lines.anyMatch((line) -> line.endsWith(":" + cgroup));
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Return how long the machine has been up, by the clock that tells when processes
	 * started.
	 * @return seconds
	 */
	static double uptime() {
		try {
			String text = Files.readString(PROC.resolve("uptime"));
			return Double.parseDouble(text.substring(0, text.indexOf(' ')));
		}
		catch (IOException | RuntimeException ex) {
			return 0;
		}
	}

	/**
	 * A time of work.
	 *
	 * @param from its begin as {@link #uptime()}
	 * @param to its end
	 */
	record Interval(double from, double to) {

		// The kernel rounds down.
		private static final double PRECISION = 0.02;

		static Interval since(double from) {
			return new Interval(from, uptime());
		}

		private boolean contains(double time) {
			return this.from - PRECISION <= time && time <= this.to + PRECISION;
		}

	}

	/**
	 * Of {@code /proc/[pid]/stat}.
	 *
	 * @param parent the parent
	 * @param start when it was started, as {@link #uptime()}
	 */
	private record Stat(long parent, double start) {

		private static Optional<Stat> of(int pid) {
			try {
				String text = Files.readString(PROC.resolve(Integer.toString(pid)).resolve("stat"));
				// A name may have spaces and brackets.
				String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
				return Optional
					.of(new Stat(Long.parseLong(fields[PARENT]), Long.parseLong(fields[START]) / TICKS_PER_SECOND));
			}
			catch (IOException | RuntimeException ex) {
				return Optional.empty();
			}
		}

	}

}

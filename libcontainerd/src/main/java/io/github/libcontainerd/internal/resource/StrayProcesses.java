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

package io.github.libcontainerd.internal.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.host.ProcessStat;

/**
 * Processes in a container that have no name. When a start is broken off because
 * containerd dies or its time is up, the shim kills the runtime that was at work, which
 * may have made the process already: it runs on, and the shim does not know its pid. It
 * is a child of the shim as init is, it was made while the start was under way, and it
 * lives in the control group of the container.
 */
public final class StrayProcesses {

	private static final Logger logger = LoggerFactory.getLogger(StrayProcesses.class);

	private static final Path PROC = Path.of("/proc");

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
	public static void kill(int init, List<Integer> unnamed, String cgroup, Interval during) {
		long shim = stat(init).map(ProcessStat::parent).orElse(-1L);
		for (int pid : unnamed) {
			boolean stray = stat(pid).filter((stat) -> stat.parent() == shim && during.contains(stat)).isPresent();
			if (stray && ControlGroups.contains(cgroup, pid)) {
				logger.info("Killing process {}, whose start was broken off", pid);
				ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
			}
		}
	}

	private static Optional<ProcessStat> stat(int pid) {
		try {
			return Optional.of(ProcessStat.of(pid));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Return how long the machine has been up, by the clock that says when processes
	 * started.
	 * @return seconds
	 */
	public static double uptime() {
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
	public record Interval(double from, double to) {

		// The kernel rounds down.
		private static final double PRECISION = 0.02;

		public static Interval since(double from) {
			return new Interval(from, uptime());
		}

		private boolean contains(ProcessStat process) {
			double time = process.startTicks() / (double) ProcessStat.TICKS_PER_SECOND;
			return this.from - PRECISION <= time && time <= this.to + PRECISION;
		}

	}

}

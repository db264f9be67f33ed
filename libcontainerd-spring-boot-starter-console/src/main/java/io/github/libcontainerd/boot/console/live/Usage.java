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

package io.github.libcontainerd.boot.console.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Stats;

/**
 * What containers use, from one look at all of them to the next. Written by one thread.
 */
class Usage {

	private Map<String, Stats> before = Map.of();

	private volatile Map<String, Figures> figures = Map.of();

	Map<String, Figures> update(Map<String, Stats> stats) {
		Map<String, Figures> updated = new HashMap<>();
		stats.forEach((id, now) -> updated.put(id, figures(this.before.get(id), now)));
		this.before = stats;
		this.figures = updated;
		return updated;
	}

	Map<String, Figures> figures() {
		return this.figures;
	}

	private static Figures figures(@Nullable Stats before, Stats now) {
		Stats.Memory memory = now.memory();
		Stats.Pids pids = now.pids();
		Double seconds = (before != null) ? seconds(before, now) : null;
		return new Figures((before != null && seconds != null) ? cpu(before, now, seconds) : null,
				(memory != null) ? memory.workingSet() : null,
				(memory != null && memory.limit() != null) ? memory.limit().value() : null,
				(pids != null) ? pids.current() : null, rate(received(before), received(now), seconds),
				rate(sent(before), sent(now), seconds), rate(read(before), read(now), seconds),
				rate(written(before), written(now), seconds));
	}

	private static @Nullable Double seconds(Stats before, Stats now) {
		long elapsed = Duration.between(before.timestamp(), now.timestamp()).toNanos();
		return (elapsed > 0) ? elapsed / 1e9 : null;
	}

	private static @Nullable Double cpu(Stats before, Stats now, double seconds) {
		if (before.cpu() == null || now.cpu() == null) {
			return null;
		}
		Duration earlier = before.cpu().usage();
		Duration later = now.cpu().usage();
		// Less than before: it has been started again meanwhile.
		if (earlier == null || later == null || later.compareTo(earlier) < 0) {
			return null;
		}
		return Math.round(later.minus(earlier).toNanos() / seconds / 1e6) / 10.0;
	}

	private static @Nullable Long rate(@Nullable Long before, @Nullable Long now, @Nullable Double seconds) {
		if (before == null || now == null || seconds == null || now < before) {
			return null;
		}
		return Math.round((now - before) / seconds);
	}

	private static @Nullable Long received(@Nullable Stats stats) {
		return (stats == null || stats.networkIo().isEmpty()) ? null
				: stats.networkIo()
					.stream()
					.filter((each) -> !each.name().equals("lo"))
					.mapToLong((each) -> each.received().bytes())
					.sum();
	}

	private static @Nullable Long sent(@Nullable Stats stats) {
		return (stats == null || stats.networkIo().isEmpty()) ? null
				: stats.networkIo()
					.stream()
					.filter((each) -> !each.name().equals("lo"))
					.mapToLong((each) -> each.sent().bytes())
					.sum();
	}

	private static @Nullable Long read(@Nullable Stats stats) {
		return (stats == null) ? null : stats.blockIo().stream().mapToLong((each) -> orZero(each.readBytes())).sum();
	}

	private static @Nullable Long written(@Nullable Stats stats) {
		return (stats == null) ? null : stats.blockIo().stream().mapToLong((each) -> orZero(each.writeBytes())).sum();
	}

	private static long orZero(@Nullable Long bytes) {
		return (bytes != null) ? bytes : 0;
	}

	/**
	 * What one container uses. What is not known is {@code null}.
	 *
	 * @param cpuPercent the share of one processor
	 * @param memory in bytes
	 * @param memoryLimit in bytes
	 * @param pids processes and threads
	 * @param received bytes a second from the network
	 * @param sent bytes a second to the network
	 * @param read bytes a second from disks
	 * @param written bytes a second to disks
	 */
	record Figures(@Nullable Double cpuPercent, @Nullable Long memory, @Nullable Long memoryLimit, @Nullable Long pids,
			@Nullable Long received, @Nullable Long sent, @Nullable Long read, @Nullable Long written) {

		/**
		 * What is remembered: processor, memory, received, sent, read, written.
		 */
		double[] sample() {
			return new double[] { number(this.cpuPercent), number(this.memory), number(this.received),
					number(this.sent), number(this.read), number(this.written) };
		}

		private static double number(@Nullable Number number) {
			return (number != null) ? number.doubleValue() : Double.NaN;
		}

	}

}

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

package io.github.libcontainerd.samples.console;

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

	void update(Map<String, Stats> stats) {
		Map<String, Figures> updated = new HashMap<>();
		stats.forEach((id, now) -> updated.put(id, figures(this.before.get(id), now)));
		this.before = stats;
		this.figures = updated;
	}

	@Nullable Figures of(String containerId) {
		return this.figures.get(containerId);
	}

	private static Figures figures(@Nullable Stats before, Stats now) {
		Stats.Memory memory = now.memory();
		Stats.Pids pids = now.pids();
		return new Figures((before != null) ? cpu(before, now) : null, (memory != null) ? memory.workingSet() : null,
				(memory != null && memory.limit() != null) ? memory.limit().value() : null,
				(pids != null) ? pids.current() : null);
	}

	private static @Nullable Double cpu(Stats before, Stats now) {
		if (before.cpu() == null || now.cpu() == null) {
			return null;
		}
		Duration earlier = before.cpu().usage();
		Duration later = now.cpu().usage();
		long elapsed = Duration.between(before.timestamp(), now.timestamp()).toNanos();
		// Less than before: it has been started again meanwhile.
		if (earlier == null || later == null || elapsed <= 0 || later.compareTo(earlier) < 0) {
			return null;
		}
		return 100.0 * later.minus(earlier).toNanos() / elapsed;
	}

	/**
	 * What one container uses. What is not known is {@code null}.
	 *
	 * @param cpuPercent the share of one processor
	 * @param memory in bytes
	 * @param memoryLimit in bytes
	 * @param pids processes and threads
	 */
	record Figures(@Nullable Double cpuPercent, @Nullable Long memory, @Nullable Long memoryLimit,
			@Nullable Long pids) {
	}

}

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

package io.github.libcontainerd.boot.actuate;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Stats;
import io.github.libcontainerd.Stats.Cpu;
import io.github.libcontainerd.Stats.Memory;
import io.github.libcontainerd.Stats.Pids;

/**
 * Description of what a container uses, in short. What is not counted is {@code null}.
 *
 * @param cpuTime processor time since it was created
 * @param memoryUsage memory in use, in bytes
 * @param memoryWorkingSet memory in use less the inactive page cache, in bytes
 * @param memoryLimit the limit of memory in use, in bytes; {@code null} for none
 * @param processCount how many processes and threads there are
 * @since 0.1.0
 */
public record UsageDescriptor(@Nullable Duration cpuTime, @Nullable Long memoryUsage, @Nullable Long memoryWorkingSet,
		@Nullable Long memoryLimit, @Nullable Long processCount) {

	static UsageDescriptor of(Stats stats) {
		Cpu cpu = stats.cpu();
		Memory memory = stats.memory();
		Pids pids = stats.pids();
		return new UsageDescriptor((cpu != null) ? cpu.usage() : null, (memory != null) ? memory.usage() : null,
				(memory != null) ? memory.workingSet() : null,
				(memory != null) ? StatsDescriptor.bound(memory.limit()) : null,
				(pids != null) ? pids.current() : null);
	}

}

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

package io.github.libcontainerd.boot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.libcontainerd.Stats;
import io.github.libcontainerd.Stats.BlockIo;
import io.github.libcontainerd.Stats.CgroupVersion;
import io.github.libcontainerd.Stats.Cpu;
import io.github.libcontainerd.Stats.Limit;
import io.github.libcontainerd.Stats.Memory;
import io.github.libcontainerd.Stats.NetworkIo;
import io.github.libcontainerd.Stats.Oom;
import io.github.libcontainerd.Stats.Pids;
import io.github.libcontainerd.Stats.Raw;
import io.github.libcontainerd.Stats.Throttling;
import io.github.libcontainerd.Stats.Traffic;

/**
 * Figures as hosts of several kinds give them.
 */
public final class StatsFixtures {

	private static final Raw RAW = new Raw("", new byte[0]);

	private StatsFixtures() {
	}

	/**
	 * Return the figures of a limited container with all that cgroup v2 counts.
	 */
	public static Stats v2(Duration user) {
		return new Stats(Instant.now(), CgroupVersion.V2,
				new Cpu(user.plusMillis(500), user, Duration.ofMillis(500), List.of(),
						new Throttling(100, 7, Duration.ofMillis(250))),
				new Memory(1000L, 800L, Limit.of(4000), 600, 200, 0L, Limit.of(0), null, 2000L, 90, 10, null),
				new Pids(5, Limit.of(50)),
				List.of(new BlockIo(8, 0, 100L, 10L, 1L, 1L), new BlockIo(8, 16, 200L, null, 2L, null)), List.of(),
				List.of(), new Oom(1, null), RAW)
			.withNetworkIo(List.of(new NetworkIo("eth0", new Traffic(1000, 10, 1, 2), new Traffic(500, 5, 3, 4)),
					new NetworkIo("eth1", new Traffic(1, 1, 0, 0), new Traffic(2, 2, 0, 0))));
	}

	public static Stats v2() {
		return v2(Duration.ofMillis(1500));
	}

	/**
	 * Return the figures of an unlimited container with cgroup v1: no disk, no swap.
	 */
	public static Stats v1() {
		return new Stats(Instant.now(), CgroupVersion.V1,
				new Cpu(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(2), List.of(), null),
				new Memory(1000L, 800L, Limit.UNLIMITED, 600, 200, null, null, 10L, 2000L, 90, 10, 0L),
				new Pids(5, Limit.UNLIMITED), List.of(), List.of(), List.of(), null, RAW);
	}

	/**
	 * Return figures of which there are none.
	 */
	public static Stats empty() {
		return new Stats(Instant.now(), CgroupVersion.V2, null, null, null, List.of(), List.of(), List.of(), null, RAW);
	}

	public static Stats unreadable() {
		return new Stats(Instant.now(), CgroupVersion.UNKNOWN, null, null, null, List.of(), List.of(), List.of(), null,
				RAW);
	}

}

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
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.libcontainerd.Stats;
import io.github.libcontainerd.Stats.Cpu;
import io.github.libcontainerd.Stats.Limit;
import io.github.libcontainerd.Stats.Memory;
import io.github.libcontainerd.Stats.NetworkIo;
import io.github.libcontainerd.Stats.Pids;
import io.github.libcontainerd.Stats.Throttling;

/**
 * Description of what a container uses. What is not counted is {@code null}, and so is a
 * limit that there is not.
 *
 * @param timestamp when it was read
 * @param cgroup the version of the control groups
 * @param cpu processor time
 * @param memory memory and swap
 * @param pids processes and threads
 * @param blockIo transfers from and to block devices
 * @param oomKills processes killed for lack of memory
 * @param networkIo what went through its network interfaces
 * @since 0.1.0
 */
public record StatsDescriptor(Instant timestamp, String cgroup, @Nullable CpuDescriptor cpu,
		@Nullable MemoryDescriptor memory, @Nullable PidsDescriptor pids, @Nullable List<BlockIoDescriptor> blockIo,
		@Nullable Long oomKills, @Nullable List<NetworkIoDescriptor> networkIo) implements OperationResponseBody {

	static StatsDescriptor of(Stats stats) {
		List<BlockIoDescriptor> blockIo = stats.blockIo()
			.stream()
			.map((io) -> new BlockIoDescriptor(io.device(), io.readBytes(), io.writeBytes(), io.readOps(),
					io.writeOps()))
			.toList();
		return new StatsDescriptor(stats.timestamp(), stats.version().name().toLowerCase(Locale.ROOT),
				CpuDescriptor.of(stats.cpu()), MemoryDescriptor.of(stats.memory()), PidsDescriptor.of(stats.pids()),
				(!blockIo.isEmpty()) ? blockIo : null, (stats.oom() != null) ? stats.oom().oomKills() : null,
				NetworkIoDescriptor.of(stats.networkIo()));
	}

	static @Nullable Long bound(@Nullable Limit limit) {
		return (limit != null) ? limit.value() : null;
	}

	/**
	 * Description of processor time since the container was created.
	 *
	 * @param usage time on all processors
	 * @param user the share of it spent in user mode
	 * @param system the share of it spent in the kernel
	 * @param periods elapsed periods of the quota
	 * @param throttledPeriods periods in which the quota was used up
	 * @param throttledTime how long it was stopped for that
	 * @since 0.1.0
	 */
	public record CpuDescriptor(@Nullable Duration usage, @Nullable Duration user, @Nullable Duration system,
			@Nullable Long periods, @Nullable Long throttledPeriods, @Nullable Duration throttledTime) {

		private static @Nullable CpuDescriptor of(@Nullable Cpu cpu) {
			if (cpu == null) {
				return null;
			}
			Throttling throttling = cpu.throttling();
			return new CpuDescriptor(cpu.usage(), cpu.user(), cpu.system(),
					(throttling != null) ? throttling.periods() : null,
					(throttling != null) ? throttling.throttledPeriods() : null,
					(throttling != null) ? throttling.throttledTime() : null);
		}

	}

	/**
	 * Description of what went through a network interface since the container was
	 * created.
	 *
	 * @param name the name of the interface in the container
	 * @param receivedBytes received bytes
	 * @param receivedPackets received packets
	 * @param receivedErrors received packets that were broken
	 * @param receivedDrops received packets that were dropped
	 * @param sentBytes sent bytes
	 * @param sentPackets sent packets
	 * @param sentErrors packets that could not be sent
	 * @param sentDrops packets that were dropped before they were sent
	 * @since 0.1.0
	 */
	public record NetworkIoDescriptor(String name, long receivedBytes, long receivedPackets, long receivedErrors,
			long receivedDrops, long sentBytes, long sentPackets, long sentErrors, long sentDrops) {

		private static @Nullable List<NetworkIoDescriptor> of(List<NetworkIo> interfaces) {
			return interfaces.isEmpty() ? null
					: interfaces.stream()
						.map((io) -> new NetworkIoDescriptor(io.name(), io.received().bytes(), io.received().packets(),
								io.received().errors(), io.received().drops(), io.sent().bytes(), io.sent().packets(),
								io.sent().errors(), io.sent().drops()))
						.toList();
		}

	}

	/**
	 * Description of memory and swap, in bytes but for the faults.
	 *
	 * @param usage memory in use, page cache included
	 * @param workingSet memory in use less the inactive page cache
	 * @param limit the limit of memory in use
	 * @param rss anonymous memory
	 * @param cache page cache
	 * @param maxUsage the highest usage so far
	 * @param swapUsage swap in use
	 * @param swapLimit the limit of swap in use
	 * @param kernel memory of the kernel
	 * @param pageFaults page faults with the major ones
	 * @param majorPageFaults page faults that waited for a device
	 * @since 0.1.0
	 */
	public record MemoryDescriptor(@Nullable Long usage, @Nullable Long workingSet, @Nullable Long limit, long rss,
			long cache, @Nullable Long maxUsage, @Nullable Long swapUsage, @Nullable Long swapLimit,
			@Nullable Long kernel, long pageFaults, long majorPageFaults) {

		private static @Nullable MemoryDescriptor of(@Nullable Memory memory) {
			return (memory != null) ? new MemoryDescriptor(memory.usage(), memory.workingSet(), bound(memory.limit()),
					memory.rss(), memory.cache(), memory.maxUsage(), memory.swapUsage(), bound(memory.swapLimit()),
					memory.kernel(), memory.pageFaults(), memory.majorPageFaults()) : null;
		}

	}

	/**
	 * Description of processes and threads.
	 *
	 * @param current how many there are
	 * @param limit how many there may be
	 * @since 0.1.0
	 */
	public record PidsDescriptor(long current, @Nullable Long limit) {

		private static @Nullable PidsDescriptor of(@Nullable Pids pids) {
			return (pids != null) ? new PidsDescriptor(pids.current(), bound(pids.limit())) : null;
		}

	}

	/**
	 * Description of the transfers from and to a block device.
	 *
	 * @param device its numbers, such as {@code 8:0}
	 * @param readBytes read, in bytes
	 * @param writeBytes written, in bytes
	 * @param readOps read operations
	 * @param writeOps write operations
	 * @since 0.1.0
	 */
	public record BlockIoDescriptor(String device, @Nullable Long readBytes, @Nullable Long writeBytes,
			@Nullable Long readOps, @Nullable Long writeOps) {
	}

}

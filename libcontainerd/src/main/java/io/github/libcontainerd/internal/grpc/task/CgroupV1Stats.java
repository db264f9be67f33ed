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

package io.github.libcontainerd.internal.grpc.task;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Stats;
import io.github.libcontainerd.Stats.BlockIo;
import io.github.libcontainerd.Stats.CgroupVersion;
import io.github.libcontainerd.Stats.Cpu;
import io.github.libcontainerd.Stats.HugeTlb;
import io.github.libcontainerd.Stats.Limit;
import io.github.libcontainerd.Stats.Memory;
import io.github.libcontainerd.Stats.Oom;
import io.github.libcontainerd.Stats.Pids;
import io.github.libcontainerd.Stats.Raw;
import io.github.libcontainerd.Stats.Rdma;
import io.github.libcontainerd.Stats.Throttling;
import io.github.libcontainerd.internal.grpc.api.cgroups1.BlkIOEntry;
import io.github.libcontainerd.internal.grpc.api.cgroups1.BlkIOStat;
import io.github.libcontainerd.internal.grpc.api.cgroups1.CPUStat;
import io.github.libcontainerd.internal.grpc.api.cgroups1.CPUUsage;
import io.github.libcontainerd.internal.grpc.api.cgroups1.MemoryEntry;
import io.github.libcontainerd.internal.grpc.api.cgroups1.MemoryOomControl;
import io.github.libcontainerd.internal.grpc.api.cgroups1.MemoryStat;
import io.github.libcontainerd.internal.grpc.api.cgroups1.Metrics;
import io.github.libcontainerd.internal.grpc.api.cgroups1.PidsStat;
import io.github.libcontainerd.internal.grpc.api.cgroups1.RdmaStat;
import io.github.libcontainerd.internal.grpc.api.cgroups1.Throttle;

/**
 * Makes {@link Stats} of cgroup v1 metrics. Times are nanoseconds. The {@code total_}
 * counters of memory are taken, since usage includes the groups below, too.
 */
final class CgroupV1Stats {

	private CgroupV1Stats() {
	}

	static Stats map(Instant timestamp, ByteString data, Raw raw) throws InvalidProtocolBufferException {
		Metrics metrics = Metrics.parseFrom(data);
		List<HugeTlb> hugeTlb = metrics.getHugetlbList()
			.stream()
			.map((stat) -> new HugeTlb(stat.getPagesize(), StatsMapper.counter(stat.getUsage()), null,
					StatsMapper.counter(stat.getMax()), StatsMapper.counter(stat.getFailcnt())))
			.toList();
		return new Stats(timestamp, CgroupVersion.V1,
				(StatsMapper.counted(metrics.getCpu())) ? cpu(metrics.getCpu()) : null,
				(metrics.hasMemory()) ? memory(metrics.getMemory()) : null,
				(metrics.hasPids()) ? pids(metrics.getPids()) : null, blockIo(metrics.getBlkio()), hugeTlb,
				rdma(metrics.getRdma()), (metrics.hasMemoryOomControl()) ? oom(metrics.getMemoryOomControl()) : null,
				raw);
	}

	private static Cpu cpu(CPUStat stat) {
		Throttling throttling = (stat.hasThrottling()) ? throttling(stat.getThrottling()) : null;
		CPUUsage usage = stat.getUsage();
		if (!StatsMapper.counted(usage)) {
			return new Cpu(null, null, null, List.of(), throttling);
		}
		return new Cpu(StatsMapper.nanos(usage.getTotal()), StatsMapper.nanos(usage.getUser()),
				StatsMapper.nanos(usage.getKernel()), usage.getPerCpuList().stream().map(StatsMapper::nanos).toList(),
				throttling);
	}

	private static Throttling throttling(Throttle throttle) {
		return new Throttling(StatsMapper.counter(throttle.getPeriods()),
				StatsMapper.counter(throttle.getThrottledPeriods()), StatsMapper.nanos(throttle.getThrottledTime()));
	}

	private static Memory memory(MemoryStat stat) {
		MemoryEntry usage = stat.getUsage();
		boolean counted = StatsMapper.counted(usage);
		// Memory and swap together; empty when the kernel does not account swap.
		MemoryEntry both = stat.getSwap();
		boolean swapCounted = counted && StatsMapper.counted(both);
		return new Memory((counted) ? StatsMapper.counter(usage.getUsage()) : null,
				(counted) ? StatsMapper.difference(usage.getUsage(), stat.getTotalInactiveFile()) : null,
				(counted) ? StatsMapper.memoryLimit(usage.getLimit()) : null, StatsMapper.counter(stat.getTotalRss()),
				StatsMapper.counter(stat.getTotalCache()),
				(swapCounted) ? StatsMapper.difference(both.getUsage(), usage.getUsage()) : null,
				(swapCounted) ? swapLimit(both.getLimit(), usage.getLimit()) : null,
				(StatsMapper.counted(stat.getKernel())) ? StatsMapper.counter(stat.getKernel().getUsage()) : null,
				(counted) ? StatsMapper.counter(usage.getMax()) : null, StatsMapper.counter(stat.getTotalPgFault()),
				StatsMapper.counter(stat.getTotalPgMajFault()),
				(counted) ? StatsMapper.counter(usage.getFailcnt()) : null);
	}

	private static @Nullable Limit swapLimit(long both, long memory) {
		Limit bothLimit = StatsMapper.memoryLimit(both);
		Limit memoryLimit = StatsMapper.memoryLimit(memory);
		if (bothLimit == null || bothLimit.unlimited()) {
			return bothLimit;
		}
		return (memoryLimit != null && !memoryLimit.unlimited()) ? Limit.of(StatsMapper.difference(both, memory))
				: null;
	}

	// Zero is what containerd sends for "max".
	private static Pids pids(PidsStat stat) {
		return new Pids(StatsMapper.counter(stat.getCurrent()),
				(stat.getLimit() != 0) ? StatsMapper.limit(stat.getLimit()) : Limit.UNLIMITED);
	}

	private static List<BlockIo> blockIo(BlkIOStat stat) {
		Map<String, BlockIo> devices = new LinkedHashMap<>();
		stat.getIoServiceBytesRecursiveList().forEach((entry) -> add(devices, entry, true));
		stat.getIoServicedRecursiveList().forEach((entry) -> add(devices, entry, false));
		return List.copyOf(devices.values());
	}

	// Other operations (Sync, Async, Total) count the same transfers again.
	private static void add(Map<String, BlockIo> devices, BlkIOEntry entry, boolean bytes) {
		boolean read = "Read".equalsIgnoreCase(entry.getOp());
		boolean write = "Write".equalsIgnoreCase(entry.getOp());
		if (read || write) {
			Long value = StatsMapper.counter(entry.getValue());
			BlockIo blockIo = new BlockIo(entry.getMajor(), entry.getMinor(), (bytes && read) ? value : null,
					(bytes && write) ? value : null, (!bytes && read) ? value : null, (!bytes && write) ? value : null);
			devices.merge(blockIo.device(), blockIo, CgroupV1Stats::join);
		}
	}

	private static BlockIo join(BlockIo old, BlockIo value) {
		return new BlockIo(old.major(), old.minor(), newer(old.readBytes(), value.readBytes()),
				newer(old.writeBytes(), value.writeBytes()), newer(old.readOps(), value.readOps()),
				newer(old.writeOps(), value.writeOps()));
	}

	private static @Nullable Long newer(@Nullable Long old, @Nullable Long value) {
		return (value != null) ? value : old;
	}

	private static List<Rdma> rdma(RdmaStat stat) {
		StatsMapper.RdmaDevices devices = new StatsMapper.RdmaDevices();
		stat.getCurrentList()
			.forEach((entry) -> devices.current(entry.getDevice(), entry.getHcaHandles(), entry.getHcaObjects()));
		stat.getLimitList()
			.forEach((entry) -> devices.limit(entry.getDevice(), entry.getHcaHandles(), entry.getHcaObjects()));
		return devices.toList();
	}

	private static Oom oom(MemoryOomControl control) {
		return new Oom(StatsMapper.counter(control.getOomKill()), control.getUnderOom() != 0);
	}

}

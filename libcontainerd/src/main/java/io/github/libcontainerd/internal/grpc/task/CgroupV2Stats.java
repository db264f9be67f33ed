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
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.github.libcontainerd.Stats;
import io.github.libcontainerd.Stats.BlockIo;
import io.github.libcontainerd.Stats.CgroupVersion;
import io.github.libcontainerd.Stats.Cpu;
import io.github.libcontainerd.Stats.HugeTlb;
import io.github.libcontainerd.Stats.Memory;
import io.github.libcontainerd.Stats.Oom;
import io.github.libcontainerd.Stats.Pids;
import io.github.libcontainerd.Stats.Raw;
import io.github.libcontainerd.Stats.Rdma;
import io.github.libcontainerd.Stats.Throttling;
import io.github.libcontainerd.internal.grpc.api.cgroups2.CPUStat;
import io.github.libcontainerd.internal.grpc.api.cgroups2.HugeTlbStat;
import io.github.libcontainerd.internal.grpc.api.cgroups2.IOEntry;
import io.github.libcontainerd.internal.grpc.api.cgroups2.MemoryStat;
import io.github.libcontainerd.internal.grpc.api.cgroups2.Metrics;
import io.github.libcontainerd.internal.grpc.api.cgroups2.PidsStat;
import io.github.libcontainerd.internal.grpc.api.cgroups2.RdmaStat;

/**
 * Makes {@link Stats} of cgroup v2 metrics. Times are microseconds. containerd sends cpu,
 * memory and pids always, but empty when the controller is off.
 */
final class CgroupV2Stats {

	private CgroupV2Stats() {
	}

	static Stats map(Instant timestamp, ByteString data, Raw raw) throws InvalidProtocolBufferException {
		Metrics metrics = Metrics.parseFrom(data);
		return new Stats(timestamp, CgroupVersion.V2,
				(StatsMapper.counted(metrics.getCpu())) ? cpu(metrics.getCpu()) : null,
				(StatsMapper.counted(metrics.getMemory())) ? memory(metrics.getMemory()) : null,
				(StatsMapper.counted(metrics.getPids())) ? pids(metrics.getPids()) : null,
				metrics.getIo().getUsageList().stream().map(CgroupV2Stats::blockIo).toList(),
				metrics.getHugetlbList().stream().map(CgroupV2Stats::hugeTlb).toList(), rdma(metrics.getRdma()),
				(metrics.hasMemoryEvents()) ? new Oom(StatsMapper.counter(metrics.getMemoryEvents().getOomKill()), null)
						: null,
				raw);
	}

	private static Cpu cpu(CPUStat stat) {
		return new Cpu(StatsMapper.micros(stat.getUsageUsec()), StatsMapper.micros(stat.getUserUsec()),
				StatsMapper.micros(stat.getSystemUsec()), List.of(),
				new Throttling(StatsMapper.counter(stat.getNrPeriods()), StatsMapper.counter(stat.getNrThrottled()),
						StatsMapper.micros(stat.getThrottledUsec())));
	}

	private static Memory memory(MemoryStat stat) {
		return new Memory(StatsMapper.counter(stat.getUsage()),
				StatsMapper.difference(stat.getUsage(), stat.getInactiveFile()),
				StatsMapper.memoryLimit(stat.getUsageLimit()), StatsMapper.counter(stat.getAnon()),
				StatsMapper.counter(stat.getFile()), StatsMapper.counter(stat.getSwapUsage()),
				StatsMapper.limit(stat.getSwapLimit()), null, StatsMapper.counterUnlessZero(stat.getMaxUsage()),
				StatsMapper.counter(stat.getPgfault()), StatsMapper.counter(stat.getPgmajfault()), null);
	}

	private static Pids pids(PidsStat stat) {
		return new Pids(StatsMapper.counter(stat.getCurrent()), StatsMapper.limit(stat.getLimit()));
	}

	private static BlockIo blockIo(IOEntry entry) {
		return new BlockIo(entry.getMajor(), entry.getMinor(), StatsMapper.counter(entry.getRbytes()),
				StatsMapper.counter(entry.getWbytes()), StatsMapper.counter(entry.getRios()),
				StatsMapper.counter(entry.getWios()));
	}

	// The maximum is the limit here and the highest usage in v1.
	private static HugeTlb hugeTlb(HugeTlbStat stat) {
		return new HugeTlb(stat.getPagesize(), StatsMapper.counter(stat.getCurrent()), StatsMapper.limit(stat.getMax()),
				null, StatsMapper.counterUnlessZero(stat.getFailcnt()));
	}

	private static List<Rdma> rdma(RdmaStat stat) {
		StatsMapper.RdmaDevices devices = new StatsMapper.RdmaDevices();
		stat.getCurrentList()
			.forEach((entry) -> devices.current(entry.getDevice(), entry.getHcaHandles(), entry.getHcaObjects()));
		stat.getLimitList()
			.forEach((entry) -> devices.limit(entry.getDevice(), entry.getHcaHandles(), entry.getHcaObjects()));
		return devices.toList();
	}

}

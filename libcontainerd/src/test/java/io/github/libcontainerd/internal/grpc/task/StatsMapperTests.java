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

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
import io.github.libcontainerd.internal.grpc.AnyValues;
import io.github.libcontainerd.internal.grpc.api.cgroups1.BlkIOEntry;
import io.github.libcontainerd.internal.grpc.api.cgroups1.BlkIOStat;
import io.github.libcontainerd.internal.grpc.api.cgroups1.CPUStat;
import io.github.libcontainerd.internal.grpc.api.cgroups1.MemoryEntry;
import io.github.libcontainerd.internal.grpc.api.cgroups1.MemoryStat;
import io.github.libcontainerd.internal.grpc.api.cgroups1.Metrics;
import io.github.libcontainerd.internal.grpc.api.types.Metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StatsMapper}.
 */
class StatsMapperTests {

	private static final Instant TIME = Instant.parse("2026-11-23T10:00:00.000000001Z");

	private static final long V1_UNLIMITED = 9223372036854771712L;

	// containerd 1.6.20, runc 1.1.5, kernel 6.18: memory limit 20 MB, CPU quota 20 %, one
	// process killed for lack of memory.
	private static final String RECORDED = "CgwIm5WR2AYQ583XtQMSAWIa/wEKIGlvLmNvbnRhaW5lcmQuY2dyb3Vwcy52MS5NZXRyaWNz"
			+ "EtoBEgIIARopChsI8t3auQEQgI7OHBiAoMuYASII2viWRpjlw3MSCggVEBIYvdWq1wQiogEIgICAAhCAoAM4titApStIti5YgIAD"
			+ "YIAgcICAgAKAAYDAxAmIAYDg////////f5ABgICAApgBgKADwAG2K8gBpSvQAbYu4AGAgAPoAYAg+AGAgIACigIRCIDAxAkQgICd"
			+ "AhiAwMQJIH6SAhQIgOD///////9/EICAnQIYgMDUCZoCEgiA4P///////38QgMAUGICAJqICCgiA4P///////38qAEoCGAE=";

	@Test
	void mapsWhatARealContainerdSent() throws InvalidProtocolBufferException {
		Stats stats = StatsMapper.map(Metric.parseFrom(Base64.getDecoder().decode(RECORDED)));
		assertThat(stats.timestamp()).isEqualTo(Instant.ofEpochSecond(1795443355L, 917890791L));
		assertThat(stats.version()).isEqualTo(CgroupVersion.V1);
		assertThat(stats.cpu()).isEqualTo(new Cpu(Duration.ofNanos(389459698), Duration.ofMillis(320),
				Duration.ofMillis(60), List.of(Duration.ofNanos(147176538), Duration.ofNanos(242283160)),
				new Throttling(21, 18, Duration.ofNanos(1256893117))));
		assertThat(stats.memory()).isEqualTo(new Memory(4669440L, 4669440L, Limit.of(19996672), 53248, 4194304, 0L,
				Limit.UNLIMITED, 335872L, 19996672L, 5942, 0, 126L));
		assertThat(stats.pids()).isEqualTo(new Pids(1, Limit.UNLIMITED));
		assertThat(stats.oom()).isEqualTo(new Oom(1, false));
		assertThat(stats.blockIo()).isEmpty();
		assertThat(stats.raw().type()).isEqualTo("io.containerd.cgroups.v1.Metrics");
		assertThat(stats.raw().value()).hasSize(218);
	}

	@Test
	void v1Memory() {
		var memory = memory(entry(1000, 600, 900, 3), entry(1500, 850, 0, 0), entry(V1_UNLIMITED, 70, 80, 0));
		assertThat(map(Metrics.newBuilder().setMemory(memory.setTotalInactiveFile(150))).memory())
			.isEqualTo(new Memory(600L, 450L, Limit.of(1000), 10, 20, 250L, Limit.of(500), 70L, 900L, 30, 4, 3L));
		memory = memory(entry(1000, 600, 900, 3), entry(1000, 599, 0, 0), entry(1, 1, 1, 1));
		assertThat(map(Metrics.newBuilder().setMemory(memory.setTotalInactiveFile(601))).memory())
			.isEqualTo(new Memory(600L, 0L, Limit.of(1000), 10, 20, 0L, Limit.of(0), 1L, 900L, 30, 4, 3L));
	}

	@Test
	void v1MemoryWithoutSwapAndKernelAccounting() {
		var memory = memory(entry(V1_UNLIMITED, 0, 0, 0), entry(0, 0, 0, 0), entry(0, 0, 0, 0));
		assertThat(map(Metrics.newBuilder().setMemory(memory)).memory())
			.isEqualTo(new Memory(0L, 0L, Limit.UNLIMITED, 10, 20, null, null, null, 0L, 30, 4, 0L));
		memory = MemoryStat.newBuilder().setTotalRss(5);
		assertThat(map(Metrics.newBuilder().setMemory(memory)).memory())
			.isEqualTo(new Memory(null, null, null, 5, 0, null, null, null, null, 0, 0, null));
	}

	@ParameterizedTest
	@ValueSource(longs = { V1_UNLIMITED, Long.MAX_VALUE, Long.MAX_VALUE - 0xFFFF, Long.MIN_VALUE, -1 })
	void unlimited(long value) {
		assertThat(StatsMapper.limit(value)).isSameAs(Limit.UNLIMITED).extracting(Limit::unlimited).isEqualTo(true);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, Long.MAX_VALUE - 0x10000 })
	void limited(long value) {
		assertThat(StatsMapper.limit(value)).isEqualTo(Limit.of(value)).isNotEqualTo(Limit.UNLIMITED);
		assertThatIllegalArgumentException().isThrownBy(() -> Limit.of(-1));
	}

	@Test
	void v1Cpu() {
		var cpu = CPUStat.newBuilder();
		cpu.getUsageBuilder().setTotal(3_000_000_001L).setKernel(1).setUser(0).addPerCpu(0).addPerCpu(7);
		assertThat(map(Metrics.newBuilder().setCpu(cpu)).cpu()).isEqualTo(new Cpu(Duration.ofSeconds(3, 1),
				Duration.ZERO, Duration.ofNanos(1), List.of(Duration.ZERO, Duration.ofNanos(7)), null));
		cpu.clearUsage().getThrottlingBuilder();
		assertThat(map(Metrics.newBuilder().setCpu(cpu)).cpu())
			.isEqualTo(new Cpu(null, null, null, List.of(), new Throttling(0, 0, Duration.ZERO)));
	}

	@Test
	void v1BlockIo() {
		var blkio = BlkIOStat.newBuilder()
			.addIoServiceBytesRecursive(io("Read", 8, 0, 4096))
			.addIoServiceBytesRecursive(io("Write", 8, 0, 0))
			.addIoServiceBytesRecursive(io("Total", 8, 0, 4096))
			.addIoServiceBytesRecursive(io("Sync", 8, 16, 9))
			.addIoServiceBytesRecursive(io("Write", 253, 1, 512))
			.addIoServicedRecursive(io("Read", 8, 0, 1));
		Stats stats = map(Metrics.newBuilder().setBlkio(blkio));
		assertThat(stats.blockIo()).containsExactly(new BlockIo(8, 0, 4096L, 0L, 1L, null),
				new BlockIo(253, 1, null, 512L, null, null));
		assertThat(stats.blockIo().get(0).device()).isEqualTo("8:0");
	}

	@Test
	void v1PidsHugeTlbRdmaAndOom() {
		var metrics = Metrics.newBuilder();
		metrics.getPidsBuilder().setCurrent(3).setLimit(20);
		metrics.addHugetlbBuilder().setPagesize("2MB").setUsage(2097152).setMax(4194304).setFailcnt(0);
		metrics.getRdmaBuilder().addCurrentBuilder().setDevice("mlx5_0").setHcaHandles(2).setHcaObjects(0);
		metrics.getRdmaBuilder().addCurrentBuilder().setDevice("mlx5_1").setHcaHandles(1).setHcaObjects(1);
		metrics.getRdmaBuilder().addLimitBuilder().setDevice("mlx5_0").setHcaHandles(10).setHcaObjects(-1);
		metrics.getMemoryOomControlBuilder().setUnderOom(1);
		Stats stats = map(metrics);
		assertThat(stats.pids()).isEqualTo(new Pids(3, Limit.of(20)));
		assertThat(stats.hugeTlb()).containsExactly(new HugeTlb("2MB", 2097152, null, 4194304L, 0L));
		assertThat(stats.rdma()).containsExactly(new Rdma("mlx5_0", 2L, 0L, Limit.of(10), Limit.UNLIMITED),
				new Rdma("mlx5_1", 1L, 1L, null, null));
		assertThat(stats.oom()).isEqualTo(new Oom(0, true));
	}

	@Test
	void v2() {
		var metrics = v2Metrics();
		metrics.getCpuBuilder().setUsageUsec(3_000_001).setUserUsec(2_000_000).setSystemUsec(0).setNrPeriods(9);
		metrics.getCpuBuilder().setNrThrottled(2).setThrottledUsec(1500);
		metrics.getMemoryBuilder().setUsage(600).setInactiveFile(150).setUsageLimit(1000).setMaxUsage(900);
		metrics.getMemoryBuilder().setAnon(10).setFile(20).setPgfault(30).setPgmajfault(4);
		metrics.getMemoryBuilder().setSwapUsage(250).setSwapLimit(500);
		metrics.getPidsBuilder().setCurrent(3).setLimit(-1);
		metrics.getIoBuilder().addUsageBuilder().setMajor(259).setMinor(3).setRbytes(4096).setRios(1);
		metrics.addHugetlbBuilder().setPagesize("1GB").setMax(-1);
		metrics.getRdmaBuilder().addLimitBuilder().setDevice("mlx5_0").setHcaHandles(-1).setHcaObjects(0);
		metrics.getMemoryEventsBuilder().setOom(4).setOomKill(2);
		assertThat(map(metrics)).isEqualTo(new Stats(TIME, CgroupVersion.V2,
				new Cpu(Duration.ofSeconds(3, 1000), Duration.ofSeconds(2), Duration.ZERO, List.of(),
						new Throttling(9, 2, Duration.ofNanos(1_500_000))),
				new Memory(600L, 450L, Limit.of(1000), 10, 20, 250L, Limit.of(500), null, 900L, 30, 4, null),
				new Pids(3, Limit.UNLIMITED), List.of(new BlockIo(259, 3, 4096L, 0L, 1L, 0L)),
				List.of(new HugeTlb("1GB", 0, Limit.UNLIMITED, null, null)),
				List.of(new Rdma("mlx5_0", null, null, Limit.UNLIMITED, Limit.of(0))), new Oom(2, null),
				new Raw("io.containerd.cgroups.v2.Metrics", metrics.build().toByteArray())));
	}

	@Test
	void v2MemoryUnlimitedAndFromAnOlderDaemon() {
		var metrics = v2Metrics();
		metrics.getMemoryBuilder().setUsage(100).setInactiveFile(101).setUsageLimit(-1).setSwapLimit(-1);
		assertThat(map(metrics).memory())
			.isEqualTo(new Memory(100L, 0L, Limit.UNLIMITED, 0, 0, 0L, Limit.UNLIMITED, null, null, 0, 0, null));
		metrics.getMemoryBuilder().clearUsageLimit().setSwapLimit(0);
		assertThat(map(metrics).memory())
			.isEqualTo(new Memory(100L, 0L, null, 0, 0, 0L, Limit.of(0), null, null, 0, 0, null));
	}

	@Test
	void absentIsAbsent() {
		assertNothingCounted(map(Metrics.newBuilder()), CgroupVersion.V1);
		assertNothingCounted(map(v2Metrics()), CgroupVersion.V2);
	}

	@Test
	void v2ControllersThatAreOffAreAbsent() {
		var metrics = v2Metrics();
		metrics.getCpuBuilder();
		metrics.getMemoryBuilder();
		metrics.getPidsBuilder();
		assertThat(metrics.hasMemory()).isTrue();
		assertNothingCounted(map(metrics), CgroupVersion.V2);
	}

	@Test
	void countersAboveTheSignedRangeAreTheHighestValue() {
		assertThat(StatsMapper.counter(-1)).isEqualTo(Long.MAX_VALUE);
		assertThat(StatsMapper.nanos(Long.MIN_VALUE)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
		assertThat(StatsMapper.micros(-1)).isEqualTo(Duration.ofSeconds(9223372036854L, 775_807_000));
	}

	@Test
	void unknownTypeAndUnreadableMessageHaveTimestampAndRawOnly() {
		Stats stats = StatsMapper.map(metric("containerd.runhcs.stats.v1.Statistics", 1, 2));
		assertThat(stats.timestamp()).isEqualTo(TIME);
		assertThat(stats.raw()).isEqualTo(new Raw("containerd.runhcs.stats.v1.Statistics", new byte[] { 1, 2 }));
		assertNothingCounted(stats, CgroupVersion.UNKNOWN);
		stats = StatsMapper.map(metric("io.containerd.cgroups.v2.Metrics", 0x12, 0x7f, 0));
		assertThat(stats.raw().value()).containsExactly(0x12, 0x7f, 0);
		assertNothingCounted(stats, CgroupVersion.UNKNOWN);
	}

	@Test
	void emptyMetricHasTheTimeOfArrival() {
		Instant before = Instant.now();
		Stats stats = StatsMapper.map(Metric.getDefaultInstance());
		assertThat(stats.timestamp()).isBetween(before, Instant.now());
		assertThat(stats.raw()).isEqualTo(new Raw("", new byte[0]));
	}

	@Test
	void typeMayHaveAPrefix() {
		var metrics = v2Metrics();
		metrics.getPidsBuilder().setCurrent(1).setLimit(2);
		Stats stats = StatsMapper.map(metric(Any.pack(metrics.build())));
		assertThat(stats.pids()).isEqualTo(new Pids(1, Limit.of(2)));
		assertThat(stats.raw().type()).isEqualTo("type.googleapis.com/io.containerd.cgroups.v2.Metrics");
	}

	@Test
	void rawIsImmutableAndEqualByContent() {
		byte[] bytes = { 1, 2 };
		Raw raw = new Raw("type", bytes);
		bytes[0] = 9;
		raw.value()[1] = 9;
		assertThat(raw.value()).containsExactly(1, 2);
		assertThat(raw).isEqualTo(new Raw("type", new byte[] { 1, 2 }))
			.hasSameHashCodeAs(new Raw("type", new byte[] { 1, 2 }))
			.isNotEqualTo(new Raw("type", new byte[] { 1 }));
	}

	private static void assertNothingCounted(Stats stats, CgroupVersion version) {
		assertThat(stats).isEqualTo(new Stats(stats.timestamp(), version, null, null, null, List.of(), List.of(),
				List.of(), null, stats.raw()));
	}

	private static io.github.libcontainerd.internal.grpc.api.cgroups2.Metrics.Builder v2Metrics() {
		return io.github.libcontainerd.internal.grpc.api.cgroups2.Metrics.newBuilder();
	}

	private static MemoryStat.Builder memory(MemoryEntry usage, MemoryEntry swap, MemoryEntry kernel) {
		MemoryStat.Builder stat = MemoryStat.newBuilder().setUsage(usage).setSwap(swap).setKernel(kernel);
		stat.setRss(1).setCache(1).setInactiveFile(1).setPgFault(1).setPgMajFault(1);
		return stat.setTotalRss(10).setTotalCache(20).setTotalPgFault(30).setTotalPgMajFault(4);
	}

	private static MemoryEntry entry(long limit, long usage, long max, long failcnt) {
		return MemoryEntry.newBuilder().setLimit(limit).setUsage(usage).setMax(max).setFailcnt(failcnt).build();
	}

	private static BlkIOEntry io(String op, long major, long minor, long value) {
		return BlkIOEntry.newBuilder().setOp(op).setMajor(major).setMinor(minor).setValue(value).build();
	}

	private static Stats map(Message.Builder message) {
		return StatsMapper.map(metric(AnyValues.of(message.getDescriptorForType().getFullName(), message.build())));
	}

	private static Metric metric(String type, int... bytes) {
		ByteString.Output value = ByteString.newOutput();
		IntStream.of(bytes).forEach(value::write);
		return metric(Any.newBuilder().setTypeUrl(type).setValue(value.toByteString()).build());
	}

	private static Metric metric(Any data) {
		Timestamp timestamp = Timestamp.newBuilder().setSeconds(TIME.getEpochSecond()).setNanos(1).build();
		return Metric.newBuilder().setTimestamp(timestamp).setId("id").setData(data).build();
	}

}

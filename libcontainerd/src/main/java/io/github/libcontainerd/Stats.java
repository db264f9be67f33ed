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

package io.github.libcontainerd;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a container uses, read once. Immutable. cgroup v1 and v2 are brought to the same
 * units and meanings. Something the host or the daemon does not count is {@code null} or
 * an empty list, never 0.
 *
 * @param timestamp when it was read, by containerd's clock; the time of arrival if
 * containerd did not send it
 * @param version the version of the control groups it comes from
 * @param cpu processor time; {@code null} when not counted
 * @param memory memory and swap; {@code null} when not counted
 * @param pids processes and threads; {@code null} when not counted
 * @param blockIo transfers from and to block devices, one element for each device; empty
 * when not counted, as on most hosts with cgroup v1
 * @param hugeTlb huge pages, one element for each page size; empty when not counted
 * @param rdma resources of RDMA devices, one element for each device; empty when not
 * counted
 * @param oom what the out-of-memory killer did; {@code null} when not counted
 * @param raw the message as containerd sent it
 * @param networkIo what went through its network interfaces, one element for each; empty
 * when it is in no network of its own, or ends just now. The kernel counts it, not
 * containerd
 * @since 0.1.0
 */
public record Stats(Instant timestamp, CgroupVersion version, @Nullable Cpu cpu, @Nullable Memory memory,
		@Nullable Pids pids, List<BlockIo> blockIo, List<HugeTlb> hugeTlb, List<Rdma> rdma, @Nullable Oom oom, Raw raw,
		List<NetworkIo> networkIo) {

	public Stats {
		blockIo = List.copyOf(blockIo);
		hugeTlb = List.copyOf(hugeTlb);
		rdma = List.copyOf(rdma);
		networkIo = List.copyOf(networkIo);
	}

	/**
	 * Create figures of a container without a network of its own.
	 * @param timestamp when it was read
	 * @param version the version of the control groups it comes from
	 * @param cpu processor time
	 * @param memory memory and swap
	 * @param pids processes and threads
	 * @param blockIo transfers from and to block devices
	 * @param hugeTlb huge pages
	 * @param rdma resources of RDMA devices
	 * @param oom what the out-of-memory killer did
	 * @param raw the message as containerd sent it
	 */
	public Stats(Instant timestamp, CgroupVersion version, @Nullable Cpu cpu, @Nullable Memory memory,
			@Nullable Pids pids, List<BlockIo> blockIo, List<HugeTlb> hugeTlb, List<Rdma> rdma, @Nullable Oom oom,
			Raw raw) {
		this(timestamp, version, cpu, memory, pids, blockIo, hugeTlb, rdma, oom, raw, List.of());
	}

	/**
	 * Return the same figures with those of the network.
	 * @param interfaces the network interfaces
	 * @return the figures
	 */
	public Stats withNetworkIo(List<NetworkIo> interfaces) {
		return new Stats(this.timestamp, this.version, this.cpu, this.memory, this.pids, this.blockIo, this.hugeTlb,
				this.rdma, this.oom, this.raw, interfaces);
	}

	/**
	 * The version of the control groups.
	 *
	 * @since 0.1.0
	 */
	public enum CgroupVersion {

		/** One hierarchy for each controller. */
		V1,

		/** The unified hierarchy. */
		V2,

		/**
		 * Not a message of control groups, or not a readable one: only {@link #raw()} is
		 * set.
		 */
		UNKNOWN

	}

	/**
	 * Processor time since the container was created.
	 *
	 * @param usage time on all processors; {@code null} when not counted
	 * @param user the share of it spent in user mode (v1: in steps of the clock tick,
	 * mostly 10 ms); {@code null} when not counted
	 * @param system the share of it spent in the kernel (v1: in steps of the clock tick);
	 * {@code null} when not counted
	 * @param perCpu time on each processor, in the order of their numbers (v1); empty
	 * when not counted
	 * @param throttling the effect of a CPU quota, all 0 without one; {@code null} when
	 * not counted
	 * @since 0.1.0
	 */
	public record Cpu(@Nullable Duration usage, @Nullable Duration user, @Nullable Duration system,
			List<Duration> perCpu, @Nullable Throttling throttling) {

		public Cpu {
			perCpu = List.copyOf(perCpu);
		}

	}

	/**
	 * The effect of a CPU quota since the container was created.
	 *
	 * @param periods elapsed periods of the quota, a count
	 * @param throttledPeriods periods in which the container was stopped for having used
	 * up its quota, a count
	 * @param throttledTime how long it was stopped
	 * @since 0.1.0
	 */
	public record Throttling(long periods, long throttledPeriods, Duration throttledTime) {
	}

	/**
	 * Memory and swap.
	 *
	 * @param usage memory in use with the page cache, in bytes; {@code null} when not
	 * counted
	 * @param workingSet usage less the inactive page cache, which the kernel can take
	 * back, in bytes; {@code null} when not counted
	 * @param limit the limit of usage, in bytes; {@code null} when not known
	 * @param rss anonymous memory (v1: {@code total_rss}, v2: {@code anon}), in bytes
	 * @param cache page cache (v1: {@code total_cache}, v2: {@code file}), in bytes
	 * @param swapUsage swap in use, without the memory, in bytes (v1: the difference of
	 * the two counters containerd sends); {@code null} when not counted, but 0 with v2
	 * @param swapLimit the limit of swapUsage, without the memory, in bytes; {@code null}
	 * when not counted, but 0 with v2
	 * @param kernel memory of the kernel for the container (v1), in bytes; {@code null}
	 * when not counted
	 * @param maxUsage the highest usage so far, in bytes; {@code null} when not counted
	 * (v2: needs containerd 2.0)
	 * @param pageFaults page faults with the major ones, a count
	 * @param majorPageFaults page faults which had to wait for a device, a count
	 * @param failcnt how often usage hit the limit (v1), a count; {@code null} when not
	 * counted
	 * @since 0.1.0
	 */
	public record Memory(@Nullable Long usage, @Nullable Long workingSet, @Nullable Limit limit, long rss, long cache,
			@Nullable Long swapUsage, @Nullable Limit swapLimit, @Nullable Long kernel, @Nullable Long maxUsage,
			long pageFaults, long majorPageFaults, @Nullable Long failcnt) {
	}

	/**
	 * What went through a network interface since the container was created.
	 *
	 * @param name the name of the interface in the container
	 * @param received what came in
	 * @param sent what went out
	 * @since 0.1.0
	 */
	public record NetworkIo(String name, Traffic received, Traffic sent) {
	}

	/**
	 * Packets in one direction.
	 *
	 * @param bytes their size, in bytes
	 * @param packets how many, a count
	 * @param errors how many were broken, a count
	 * @param drops how many were dropped, a count
	 * @since 0.1.0
	 */
	public record Traffic(long bytes, long packets, long errors, long drops) {
	}

	/**
	 * Processes and threads.
	 *
	 * @param current how many there are, threads included, a count
	 * @param limit how many there may be, a count
	 * @since 0.1.0
	 */
	public record Pids(long current, Limit limit) {
	}

	/**
	 * Transfers from and to a block device since the container was created.
	 *
	 * @param major the major number of the device
	 * @param minor the minor number of the device
	 * @param readBytes read, in bytes; {@code null} when not counted
	 * @param writeBytes written, in bytes; {@code null} when not counted
	 * @param readOps read operations, a count; {@code null} when not counted
	 * @param writeOps write operations, a count; {@code null} when not counted
	 * @since 0.1.0
	 */
	public record BlockIo(long major, long minor, @Nullable Long readBytes, @Nullable Long writeBytes,
			@Nullable Long readOps, @Nullable Long writeOps) {

		/**
		 * Return the device as the kernel writes it.
		 * @return the two numbers, such as {@code 8:0}
		 */
		public String device() {
			return this.major + ":" + this.minor;
		}

	}

	/**
	 * Huge pages of one size. With v2 a host that does not count them may have usage and
	 * limit 0.
	 *
	 * @param pageSize the size of a page as the kernel names it, such as {@code 2MB}
	 * @param usage in use, in bytes
	 * @param limit the limit of usage (v2), in bytes; {@code null} with v1
	 * @param maxUsage the highest usage so far (v1), in bytes; {@code null} when not
	 * counted
	 * @param failcnt how often usage hit the limit, a count; {@code null} when not
	 * counted (v2: needs containerd 2.2, and {@code null} for 0 as well)
	 * @since 0.1.0
	 */
	public record HugeTlb(String pageSize, long usage, @Nullable Limit limit, @Nullable Long maxUsage,
			@Nullable Long failcnt) {
	}

	/**
	 * Resources of an RDMA device.
	 *
	 * @param device the name of the device, such as {@code mlx5_0}
	 * @param handles open handles, a count; {@code null} when not counted
	 * @param objects open objects, a count; {@code null} when not counted
	 * @param handleLimit the limit of handles, a count; {@code null} when not known
	 * @param objectLimit the limit of objects, a count; {@code null} when not known
	 * @since 0.1.0
	 */
	public record Rdma(String device, @Nullable Long handles, @Nullable Long objects, @Nullable Limit handleLimit,
			@Nullable Limit objectLimit) {
	}

	/**
	 * What the out-of-memory killer did.
	 *
	 * @param oomKills processes killed, a count
	 * @param underOom whether the container is out of memory now (v1); {@code null} when
	 * not known
	 * @since 0.1.0
	 */
	public record Oom(long oomKills, @Nullable Boolean underOom) {
	}

	/**
	 * An upper bound or the lack of one.
	 *
	 * @param value the bound, in the unit of what it bounds; {@code null} for no bound
	 * @since 0.1.0
	 */
	public record Limit(@Nullable Long value) {

		/** No bound. */
		public static final Limit UNLIMITED = new Limit(null);

		public Limit {
			if (value != null && value < 0) {
				throw new IllegalArgumentException("A limit must not be negative: " + value);
			}
		}

		/**
		 * Return a bound.
		 * @param value the bound, not negative
		 * @return the limit
		 */
		public static Limit of(long value) {
			return new Limit(value);
		}

		/**
		 * Whether there is no bound.
		 * @return {@code true} when {@link #value()} is {@code null}
		 */
		public boolean unlimited() {
			return this.value == null;
		}

	}

	/**
	 * The message as containerd sent it, for what has no place above.
	 *
	 * @param type the type, such as {@code io.containerd.cgroups.v2.Metrics}; empty when
	 * containerd sent no message
	 * @param value the encoded message; every call returns a copy
	 * @since 0.1.0
	 */
	public record Raw(String type, byte[] value) {

		public Raw {
			value = value.clone();
		}

		@Override
		public byte[] value() {
			return this.value.clone();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Raw that && this.type.equals(that.type) && Arrays.equals(this.value, that.value);
		}

		@Override
		public int hashCode() {
			return 31 * this.type.hashCode() + Arrays.hashCode(this.value);
		}

		@Override
		public String toString() {
			return "Raw[type=" + this.type + ", value=" + this.value.length + " bytes]";
		}

	}

}

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

package io.github.libcontainerd.spec;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The CPU time of a control group, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config-linux.md#cpu">cpu</a>.
 *
 * @param shares the weight, unsigned 64 bits
 * @param quota microseconds of CPU time in each period; -1 for no limit
 * @param burst microseconds that may be saved for later periods, unsigned 64 bits
 * @param period microseconds, unsigned 64 bits
 * @param realtimeRuntime microseconds of real-time scheduling in each period
 * @param realtimePeriod microseconds, unsigned 64 bits
 * @param cpus the CPUs to run on, a list such as {@code 0-3,7}
 * @param mems the memory nodes to use, a list such as {@code 0,1}
 * @param idle 1 for the idle scheduling of the whole group, cgroup v2 only
 * @param unknown fields that this model does not know
 * @since 0.1.0
 */
public record LinuxCpu(@Uint64 @Nullable Long shares, @Nullable Long quota, @Uint64 @Nullable Long burst,
		@Uint64 @Nullable Long period, @Nullable Long realtimeRuntime, @Uint64 @Nullable Long realtimePeriod,
		@Nullable String cpus, @Nullable String mems, @Nullable Long idle,
		@Unknown Map<String, @Nullable Object> unknown) {

	public LinuxCpu {
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Return no limits.
	 * @return the empty section
	 */
	public static LinuxCpu none() {
		return new LinuxCpu(null, null, null, null, null, null, null, null, null, Map.of());
	}

	/**
	 * Set {@code shares}, the weight against other control groups when the CPUs are busy.
	 * @param shares the weight; 1024 is the default of the kernel
	 * @return the new section
	 */
	public LinuxCpu withShares(long shares) {
		return new LinuxCpu(shares, this.quota, this.burst, this.period, this.realtimeRuntime, this.realtimePeriod,
				this.cpus, this.mems, this.idle, this.unknown);
	}

	/**
	 * Set {@code quota} and {@code period}.
	 * @param quota microseconds of CPU time in each period; -1 for no limit
	 * @param period microseconds
	 * @return the new section
	 */
	public LinuxCpu withQuota(long quota, long period) {
		return new LinuxCpu(this.shares, quota, this.burst, period, this.realtimeRuntime, this.realtimePeriod,
				this.cpus, this.mems, this.idle, this.unknown);
	}

	/**
	 * Set {@code cpus}, the CPUs to run on.
	 * @param cpus a list such as {@code 0-3,7}
	 * @return the new section
	 */
	public LinuxCpu withCpus(String cpus) {
		return new LinuxCpu(this.shares, this.quota, this.burst, this.period, this.realtimeRuntime, this.realtimePeriod,
				cpus, this.mems, this.idle, this.unknown);
	}

	/**
	 * Set {@code mems}, the memory nodes to use.
	 * @param mems a list such as {@code 0,1}
	 * @return the new section
	 */
	public LinuxCpu withMems(String mems) {
		return new LinuxCpu(this.shares, this.quota, this.burst, this.period, this.realtimeRuntime, this.realtimePeriod,
				this.cpus, mems, this.idle, this.unknown);
	}

}

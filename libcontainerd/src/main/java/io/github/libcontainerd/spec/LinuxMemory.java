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

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a control group in bytes, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config-linux.md#memory">memory</a>.
 *
 * @param limit the limit; -1 for none
 * @param reservation the soft limit
 * @param swap the limit of memory and swap together
 * @param kernel the limit of kernel memory, not recommended
 * @param kernelTcp the limit of TCP buffers; {@code kernelTCP} in JSON
 * @param swappiness 0 to 100, unsigned 64 bits
 * @param disableOomKiller whether tasks wait instead of being killed;
 * {@code disableOOMKiller} in JSON
 * @param useHierarchy whether the limit counts for descendants, cgroup v1 only
 * @param checkBeforeUpdate whether an update is refused if the usage is above it
 * @param unknown fields that this model does not know
 * @since 0.1.0
 */
public record LinuxMemory(@Nullable Long limit, @Nullable Long reservation, @Nullable Long swap, @Nullable Long kernel,
		@JsonProperty("kernelTCP") @Nullable Long kernelTcp, @Uint64 @Nullable Long swappiness,
		@JsonProperty("disableOOMKiller") @Nullable Boolean disableOomKiller, @Nullable Boolean useHierarchy,
		@Nullable Boolean checkBeforeUpdate, @Unknown Map<String, @Nullable Object> unknown) {

	public LinuxMemory {
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Return no limits.
	 * @return the empty section
	 */
	public static LinuxMemory none() {
		return new LinuxMemory(null, null, null, null, null, null, null, null, null, Map.of());
	}

	/**
	 * Set {@code limit}, the limit of memory.
	 * @param limit the limit in bytes; -1 for none
	 * @return the new section
	 */
	public LinuxMemory withLimit(long limit) {
		return new LinuxMemory(limit, this.reservation, this.swap, this.kernel, this.kernelTcp, this.swappiness,
				this.disableOomKiller, this.useHierarchy, this.checkBeforeUpdate, this.unknown);
	}

	/**
	 * Set {@code reservation}, the soft limit, which counts when the host is short of
	 * memory.
	 * @param reservation the limit in bytes; -1 for none
	 * @return the new section
	 */
	public LinuxMemory withReservation(long reservation) {
		return new LinuxMemory(this.limit, reservation, this.swap, this.kernel, this.kernelTcp, this.swappiness,
				this.disableOomKiller, this.useHierarchy, this.checkBeforeUpdate, this.unknown);
	}

	/**
	 * Set {@code swap}, the limit of memory and swap together.
	 * @param swap the limit of the sum in bytes; -1 for none
	 * @return the new section
	 */
	public LinuxMemory withSwap(long swap) {
		return new LinuxMemory(this.limit, this.reservation, swap, this.kernel, this.kernelTcp, this.swappiness,
				this.disableOomKiller, this.useHierarchy, this.checkBeforeUpdate, this.unknown);
	}

	/**
	 * Set {@code swappiness}, how readily the kernel swaps; cgroup v1 only.
	 * @param swappiness 0 to 100
	 * @return the new section
	 */
	public LinuxMemory withSwappiness(long swappiness) {
		return new LinuxMemory(this.limit, this.reservation, this.swap, this.kernel, this.kernelTcp, swappiness,
				this.disableOomKiller, this.useHierarchy, this.checkBeforeUpdate, this.unknown);
	}

	/**
	 * Set {@code disableOOMKiller}, whether tasks that need more than the limit wait
	 * instead of being killed; cgroup v1 only.
	 * @param disableOomKiller whether they wait
	 * @return the new section
	 */
	public LinuxMemory withDisableOomKiller(boolean disableOomKiller) {
		return new LinuxMemory(this.limit, this.reservation, this.swap, this.kernel, this.kernelTcp, this.swappiness,
				disableOomKiller, this.useHierarchy, this.checkBeforeUpdate, this.unknown);
	}

}

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

package io.github.libcontainerd.run;

import org.jspecify.annotations.Nullable;

/**
 * What a container may use at most. Immutable.
 *
 * @since 0.1.0
 */
public final class Limits {

	/** No limits. */
	public static final Limits NONE = new Limits(null, null, null, null);

	private static final long UNLIMITED = -1;

	private final @Nullable Long memory;

	private final @Nullable Long memorySwap;

	private final @Nullable Double cpus;

	private final @Nullable Long pids;

	private Limits(@Nullable Long memory, @Nullable Long memorySwap, @Nullable Double cpus, @Nullable Long pids) {
		this.memory = memory;
		this.memorySwap = memorySwap;
		this.cpus = cpus;
		this.pids = pids;
	}

	/**
	 * Return the limit of memory.
	 * @return the limit in bytes; {@code null} for none
	 */
	public @Nullable Long memory() {
		return this.memory;
	}

	/**
	 * Return the limit of memory and swap together.
	 * @return the limit in bytes, -1 for no limit of swap; {@code null} for twice the
	 * limit of memory, if there is one
	 */
	public @Nullable Long memorySwap() {
		return this.memorySwap;
	}

	/**
	 * Return the limit of processor time.
	 * @return the limit in processors, such as 1.5; {@code null} for none
	 */
	public @Nullable Double cpus() {
		return this.cpus;
	}

	/**
	 * Return the limit of processes and threads.
	 * @return the number of both together; {@code null} for none
	 */
	public @Nullable Long pids() {
		return this.pids;
	}

	Limits withMemory(long bytes) {
		// Less is not enough for runc to set the container up.
		Sizes.atLeast("memory limit", bytes, 6 << 20);
		return new Limits(bytes, this.memorySwap, this.cpus, this.pids);
	}

	Limits withMemorySwap(long bytes) {
		if (bytes != UNLIMITED) {
			Sizes.atLeast("limit of memory and swap", bytes, 6 << 20);
		}
		return new Limits(this.memory, bytes, this.cpus, this.pids);
	}

	/**
	 * Check those that depend on each other.
	 */
	Limits checked() {
		if (this.memorySwap != null && this.memory == null) {
			throw Checks.invalid("a limit of memory and swap needs one of memory too");
		}
		if (this.memorySwap != null && this.memory != null && this.memorySwap != UNLIMITED
				&& this.memorySwap < this.memory) {
			throw Checks.invalid("the limit of memory and swap together is " + Sizes.format(this.memorySwap)
					+ ", less than that of memory alone, " + Sizes.format(this.memory));
		}
		return this;
	}

	Limits withCpus(double number) {
		if (!(number >= 0.01) || number > 1_000_000) {
			throw Checks.invalid("the limit of processors must be 0.01 or more, not " + number);
		}
		return new Limits(this.memory, this.memorySwap, number, this.pids);
	}

	Limits withPids(long number) {
		Checks.atLeast("limit of processes", number, 1);
		return new Limits(this.memory, this.memorySwap, this.cpus, number);
	}

	@Override
	public String toString() {
		return "Limits[memory=" + this.memory + ", memorySwap=" + this.memorySwap + ", cpus=" + this.cpus + ", pids="
				+ this.pids + "]";
	}

}

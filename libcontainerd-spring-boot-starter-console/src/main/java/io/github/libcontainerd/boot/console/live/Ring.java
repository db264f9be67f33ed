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

package io.github.libcontainerd.boot.console.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The last samples of one container: each of the last ten minutes, and before that the
 * mean of every half minute, for three hours.
 */
class Ring {

	static final List<String> COLUMNS = List.of("cpu", "memory", "received", "sent", "read", "written");

	private static final int FINE = 300;

	private static final int COARSE = 360;

	private static final long COARSE_MILLIS = 30_000;

	private final ReentrantLock lock = new ReentrantLock();

	private final Part fine = new Part(FINE);

	private final Part coarse = new Part(COARSE);

	private final double[] sums = new double[COLUMNS.size()];

	private final int[] counts = new int[COLUMNS.size()];

	private long bucket = -1;

	void add(long millis, double[] sample) {
		this.lock.lock();
		try {
			this.fine.add(millis, sample);
			long now = millis / COARSE_MILLIS;
			if (this.bucket >= 0 && now != this.bucket) {
				double[] means = new double[this.sums.length];
				for (int i = 0; i < means.length; i++) {
					means[i] = (this.counts[i] > 0) ? this.sums[i] / this.counts[i] : Double.NaN;
				}
				this.coarse.add(this.bucket * COARSE_MILLIS, means);
				Arrays.fill(this.sums, 0);
				Arrays.fill(this.counts, 0);
			}
			this.bucket = now;
			for (int i = 0; i < sample.length; i++) {
				if (!Double.isNaN(sample[i])) {
					this.sums[i] += sample[i];
					this.counts[i]++;
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return all samples by column, the oldest first; {@code at} is in milliseconds.
	 */
	Map<String, List<@Nullable Number>> columns() {
		this.lock.lock();
		try {
			Map<String, List<@Nullable Number>> columns = new LinkedHashMap<>();
			List<@Nullable Number> times = new ArrayList<>();
			columns.put("at", times);
			COLUMNS.forEach((name) -> columns.put(name, new ArrayList<>()));
			long firstFine = (this.fine.size > 0) ? this.fine.times[this.fine.index(0)] : Long.MAX_VALUE;
			this.coarse.copy(columns, firstFine - COARSE_MILLIS);
			this.fine.copy(columns, Long.MAX_VALUE);
			return columns;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the last values of one column.
	 */
	List<@Nullable Number> last(int column, int count) {
		this.lock.lock();
		try {
			List<@Nullable Number> values = new ArrayList<>();
			for (int i = Math.max(0, this.fine.size - count); i < this.fine.size; i++) {
				values.add(rounded(this.fine.values[this.fine.index(i)][column]));
			}
			return values;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static @Nullable Number rounded(double value) {
		return Double.isNaN(value) ? null : Math.round(value * 10) / 10.0;
	}

	/**
	 * Samples in the order in which they came.
	 */
	private static final class Part {

		private final long[] times;

		private final float[][] values;

		private int next;

		private int size;

		Part(int capacity) {
			this.times = new long[capacity];
			this.values = new float[capacity][];
		}

		void add(long millis, double[] sample) {
			float[] copy = new float[sample.length];
			for (int i = 0; i < copy.length; i++) {
				copy[i] = (float) sample[i];
			}
			this.times[this.next] = millis;
			this.values[this.next] = copy;
			this.next = (this.next + 1) % this.times.length;
			this.size = Math.min(this.size + 1, this.times.length);
		}

		int index(int position) {
			return (this.next - this.size + position + this.times.length) % this.times.length;
		}

		void copy(Map<String, List<@Nullable Number>> columns, long before) {
			for (int i = 0; i < this.size; i++) {
				int at = index(i);
				if (this.times[at] >= before) {
					return;
				}
				columns.computeIfAbsent("at", (added) -> new ArrayList<>()).add(this.times[at]);
				for (int column = 0; column < COLUMNS.size(); column++) {
					columns.computeIfAbsent(COLUMNS.get(column), (added) -> new ArrayList<>())
						.add(rounded(this.values[at][column]));
				}
			}
		}

	}

}

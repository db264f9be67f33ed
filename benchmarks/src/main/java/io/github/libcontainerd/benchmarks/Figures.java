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

package io.github.libcontainerd.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Durations of the same thing, in nanoseconds.
 */
final class Figures {

	private final List<Long> nanos = new ArrayList<>();

	void add(long value) {
		this.nanos.add(value);
	}

	double medianMillis() {
		List<Long> sorted = this.nanos.stream().sorted().toList();
		int middle = sorted.size() / 2;
		long median = (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
		return median / 1e6;
	}

	/**
	 * Return the value that so many of a hundred do not exceed, in milliseconds.
	 */
	double percentile(int percent) {
		List<Long> sorted = this.nanos.stream().sorted().toList();
		return sorted.get(Math.min(sorted.size() - 1, (sorted.size() * percent + 99) / 100 - 1)) / 1e6;
	}

	@Override
	public String toString() {
		List<Long> sorted = this.nanos.stream().sorted().toList();
		return String.format(Locale.ROOT, "median %.1f ms (min %.1f, max %.1f, n=%d)", medianMillis(),
				sorted.get(0) / 1e6, sorted.get(sorted.size() - 1) / 1e6, sorted.size());
	}

}

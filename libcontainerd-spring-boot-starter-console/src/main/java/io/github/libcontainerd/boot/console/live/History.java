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

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * What the containers have used, for as long as somebody has looked. It is in memory, and
 * that of a container goes with it.
 */
class History {

	private static final int SPARK = 40;

	private final Map<String, Ring> containers = new ConcurrentHashMap<>();

	private final Ring all = new Ring();

	void add(long millis, Map<String, Usage.Figures> figures) {
		double[] sums = new double[Ring.COLUMNS.size()];
		figures.forEach((id, each) -> {
			double[] sample = each.sample();
			this.containers.computeIfAbsent(id, (added) -> new Ring()).add(millis, sample);
			for (int i = 0; i < sums.length; i++) {
				sums[i] += Double.isNaN(sample[i]) ? 0 : sample[i];
			}
		});
		this.containers.keySet().retainAll(figures.keySet());
		this.all.add(millis, Arrays.copyOf(sums, sums.length));
	}

	Map<String, List<@Nullable Number>> of(String id) {
		Ring ring = this.containers.get(id);
		return ((ring != null) ? ring : new Ring()).columns();
	}

	Map<String, List<@Nullable Number>> ofAll() {
		return this.all.columns();
	}

	/**
	 * Return the last figures of processor and memory of each.
	 */
	Map<String, List<List<@Nullable Number>>> sparks() {
		Map<String, List<List<@Nullable Number>>> sparks = new ConcurrentHashMap<>();
		this.containers.forEach((id, ring) -> sparks.put(id, List.of(ring.last(0, SPARK), ring.last(1, SPARK))));
		return sparks;
	}

}

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

package io.github.libcontainerd.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.libcontainerd.StateChange;

/**
 * How long it took after each fault until a container was started again, where the next
 * fault did not come first.
 */
final class Recoveries {

	private final Map<Fault, List<Long>> times = new TreeMap<>();

	Recoveries(List<Entry> entries) {
		List<Torments.Torment> torments = new Torments(entries).all();
		for (int i = 0; i < torments.size(); i++) {
			Torments.Torment torment = torments.get(i);
			long next = (i + 1 < torments.size()) ? torments.get(i + 1).begin() : Long.MAX_VALUE;
			entries.stream()
				.filter((entry) -> entry.kind() == Entry.Kind.EVENT && entry.is("change", StateChange.START.value())
						&& entry.time() >= torment.end() && entry.time() < next)
				.findFirst()
				.ifPresent((entry) -> this.times.computeIfAbsent(torment.fault(), (fault) -> new ArrayList<>())
					.add(entry.time() - torment.end()));
		}
	}

	/**
	 * Return a line for each fault.
	 */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		this.times.forEach((fault, times) -> {
			Collections.sort(times);
			lines.add("%s: %d times, a container started after %d ms (median), %d ms (worst)".formatted(fault.text(),
					times.size(), times.get(times.size() / 2), times.get(times.size() - 1)));
		});
		return lines;
	}

}

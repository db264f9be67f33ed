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

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * What is asked for on the command line.
 *
 * @param time for how long there are faults
 * @param seed decides which
 * @param containerd the directory of another version, or {@code null} for the system's
 * @param workers how many threads run containers
 * @param faults the faults that may happen, as a regular expression
 */
record Options(Duration time, long seed, @Nullable Path containerd, int workers, String faults) {

	static final int WORKERS = 6;

	static Options parse(String... arguments) {
		Duration time = Duration.ofMinutes(2);
		long seed = ThreadLocalRandom.current().nextInt(1_000_000);
		Path containerd = null;
		int workers = WORKERS;
		String faults = ".*";
		for (int i = 0; i < arguments.length; i++) {
			String value = (i + 1 < arguments.length) ? arguments[i + 1] : "";
			switch (arguments[i]) {
				case "--minutes" -> time = Duration.ofMillis((long) (Double.parseDouble(value) * 60_000));
				case "--seed" -> seed = Long.parseLong(value);
				case "--containerd" -> containerd = Path.of(value);
				case "--workers" -> workers = Integer.parseInt(value);
				case "--faults" -> faults = value;
				default -> throw new IllegalArgumentException("Unknown option: " + arguments[i]);
			}
			i++;
		}
		return new Options(time, seed, containerd, workers, faults);
	}

}

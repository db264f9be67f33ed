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

/**
 * How much output of a run is kept, per stream. Immutable.
 *
 * @param memoryBytes how much is kept in memory; what is more goes to a file
 * @param totalBytes how much is kept in all; what is more is dropped
 * @since 0.1.0
 */
public record OutputLimits(long memoryBytes, long totalBytes) {

	/** 1 MiB in memory, 1 GiB in all. */
	public static final OutputLimits DEFAULT = new OutputLimits(1024 * 1024, 1024 * 1024 * 1024);

	public OutputLimits {
		if (memoryBytes < 0 || totalBytes < memoryBytes) {
			throw new IllegalArgumentException("The limits of output must not be negative, and the total not less"
					+ " than what is kept in memory: " + Sizes.format(memoryBytes) + " and "
					+ Sizes.format(totalBytes));
		}
	}

}

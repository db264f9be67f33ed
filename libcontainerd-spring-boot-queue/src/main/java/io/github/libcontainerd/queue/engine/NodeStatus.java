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

package io.github.libcontainerd.queue.engine;

import java.time.Duration;
import java.util.Map;

/**
 * What a worker says of itself. Immutable.
 *
 * @param name its name
 * @param labels its labels
 * @param memory how much memory its jobs may have together, in bytes
 * @param memoryReserved how much of it is promised to those that run
 * @param cpus how many processors its jobs may have together
 * @param cpusReserved how much of it is promised to those that run
 * @param running how many jobs it runs
 * @param draining whether it takes no more jobs
 * @param silentFor how long ago it has said so, by the clock of the engine; zero when a
 * worker reports
 * @since 0.1.0
 */
public record NodeStatus(String name, Map<String, String> labels, long memory, long memoryReserved, double cpus,
		double cpusReserved, int running, boolean draining, Duration silentFor) {
}

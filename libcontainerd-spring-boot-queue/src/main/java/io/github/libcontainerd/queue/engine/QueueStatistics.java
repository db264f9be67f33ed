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

/**
 * Figures of a queue. Immutable.
 *
 * @param queued how many jobs wait
 * @param running how many jobs run
 * @param done how many have a result and were not purged yet
 * @param parked how many are parked and were not purged yet
 * @param cancelled how many were cancelled and were not purged yet
 * @param oldestQueued how long the oldest of those that wait does; zero for none
 * @since 0.1.0
 */
public record QueueStatistics(long queued, long running, long done, long parked, long cancelled,
		Duration oldestQueued) {
}

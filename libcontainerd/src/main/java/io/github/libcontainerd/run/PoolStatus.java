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

import java.time.Duration;

/**
 * What a pool of containers has, and has done so far.
 *
 * @param name the name of the pool
 * @param size how many containers are to wait for their use
 * @param idle how many do
 * @param hits how many uses got a container of the pool
 * @param misses how many uses made one of their own, since there was none
 * @param hitTime how long the uses with a container of the pool took until it was
 * started, all together
 * @param missTime the same of the others
 * @param age how old the containers were when they were used, all together
 * @param expired how many were thrown away because they were too old
 * @param lost how many were thrown away because containerd did not have them any more as
 * they were left, or could not start them
 * @param failures how often none could be made ahead
 * @since 0.1.0
 */
public record PoolStatus(String name, int size, int idle, long hits, long misses, Duration hitTime, Duration missTime,
		Duration age, long expired, long lost, long failures) {

}

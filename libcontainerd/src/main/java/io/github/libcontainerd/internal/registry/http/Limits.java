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

package io.github.libcontainerd.internal.registry.http;

import java.time.Duration;

/**
 * How long to wait and how often to try.
 *
 * @param connect how long a connection may take
 * @param idle how long nothing may come, neither an answer nor a byte of it
 * @param attempts how often to try, the first time included
 * @param firstDelay the pause after the first failure, doubled with each more
 * @param longestDelay the longest pause of our own choice
 * @param longestRetryAfter the longest pause that a registry may choose
 */
public record Limits(Duration connect, Duration idle, int attempts, Duration firstDelay, Duration longestDelay,
		Duration longestRetryAfter) {

	public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 5,
			Duration.ofMillis(250), Duration.ofSeconds(8), Duration.ofSeconds(60));

	/**
	 * Return the same with fewer attempts, for what there is a substitute for.
	 */
	public Limits impatient() {
		return new Limits(this.connect, this.idle, Math.min(this.attempts, 2), this.firstDelay, this.longestDelay,
				this.firstDelay);
	}

}

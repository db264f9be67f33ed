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

package io.github.libcontainerd.internal.pool;

import java.time.Duration;

/**
 * When the next container may be made: not faster than the rate, and after failures more
 * and more slowly. Pure; times are those of {@link System#nanoTime()}. Not safe for use
 * by several threads.
 */
final class RefillPace {

	private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

	private static final Duration LAST_RETRY = Duration.ofSeconds(30);

	private final long interval;

	private long next;

	private long retry;

	RefillPace(double perSecond, long now) {
		this.interval = (long) (Duration.ofSeconds(1).toNanos() / perSecond);
		this.next = now;
	}

	/**
	 * Return how long to wait.
	 */
	Duration delay(long now) {
		return Duration.ofNanos(Math.max(0, this.next - now));
	}

	/**
	 * One is being made.
	 */
	void begun(long now) {
		this.next = now + this.interval;
	}

	void succeeded() {
		this.retry = 0;
	}

	void failed(long now) {
		this.retry = (this.retry == 0) ? FIRST_RETRY.toNanos() : Math.min(2 * this.retry, LAST_RETRY.toNanos());
		this.next = Math.max(this.next, now + this.retry);
	}

	/**
	 * What has failed may work now.
	 */
	void again(long now) {
		if (this.retry > 0) {
			this.retry = 0;
			this.next = now;
		}
	}

}

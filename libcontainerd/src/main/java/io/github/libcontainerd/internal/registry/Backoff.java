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

package io.github.libcontainerd.internal.registry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.registry.http.Cancellation;
import io.github.libcontainerd.internal.registry.http.Limits;

/**
 * Tries again after growing pauses, as long as the trouble may pass. Not safe for use by
 * several threads.
 */
final class Backoff {

	private static final Logger logger = LoggerFactory.getLogger(Backoff.class);

	private final Limits limits;

	private final Cancellation cancellation;

	private int failures;

	Backoff(Limits limits, Cancellation cancellation) {
		this.limits = limits;
		this.cancellation = cancellation;
	}

	/**
	 * Call until it works.
	 * @throws RegistryException the last failure
	 */
	<T> T call(Attempt<T> attempt) throws RegistryException, InterruptedException {
		for (;;) {
			try {
				return attempt.run();
			}
			catch (RegistryException ex) {
				pauseAfter(ex);
			}
		}
	}

	/**
	 * Wait before the next attempt.
	 * @throws RegistryException the same failure when there is to be none
	 */
	void pauseAfter(RegistryException failure) throws RegistryException, InterruptedException {
		this.failures++;
		if (!failure.passing() || this.failures >= this.limits.attempts() || this.cancellation.cancelled()) {
			throw failure;
		}
		Duration wanted = failure.retryAfter();
		if (wanted != null && wanted.compareTo(this.limits.longestRetryAfter()) > 0) {
			throw failure;
		}
		Duration delay = (wanted != null && wanted.compareTo(delay()) > 0) ? wanted : delay();
		logger.debug("Trying again in {} ms: {}", delay.toMillis(), failure.getMessage());
		if (this.cancellation.await(delay)) {
			throw failure;
		}
	}

	/** A random half: clients that failed together don't come back together. */
	private Duration delay() {
		long longest = this.limits.longestDelay().toNanos();
		long nanos = this.limits.firstDelay().toNanos();
		for (int i = 1; i < this.failures && nanos < longest; i++) {
			nanos *= 2;
		}
		nanos = Math.min(nanos, longest);
		return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
	}

	/**
	 * Forget the failures, since it works again.
	 */
	void reset() {
		this.failures = 0;
	}

	/** What is tried. */
	@FunctionalInterface
	interface Attempt<T> {

		T run() throws RegistryException, InterruptedException;

	}

}

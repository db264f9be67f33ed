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

package io.github.libcontainerd.queue;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One attempt at a job. Immutable.
 *
 * @param number its number, from 1
 * @param node the worker
 * @param startedAt when the worker took the job
 * @param endedAt when it ended; {@code null} while it lasts
 * @param end how it ended; {@code null} while it lasts
 * @param problem why it failed; {@code null} if it did not
 * @since 0.1.0
 */
public record JobAttempt(int number, String node, Instant startedAt, @Nullable Instant endedAt, @Nullable End end,
		@Nullable String problem) {

	/**
	 * How an attempt can end.
	 */
	public enum End {

		/** With a result. */
		RESULT,

		/** It could not be run; counts towards the retries. */
		FAILED,

		/** The worker did not extend its lease; counts towards the retries. */
		LEASE_LOST,

		/** The worker gave it back, as it was about to stop; does not count. */
		GIVEN_BACK,

		/** The job was cancelled. */
		CANCELLED

	}

}

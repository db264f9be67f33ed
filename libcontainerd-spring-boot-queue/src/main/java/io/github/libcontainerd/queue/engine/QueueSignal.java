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

import org.jspecify.annotations.Nullable;

/**
 * A hint that something has happened, so that nobody has to wait for the next poll. May
 * be lost, and may come more than once. Immutable.
 *
 * @param kind what has happened
 * @param jobId the job; {@code null} for any
 * @since 0.1.0
 */
public record QueueSignal(Kind kind, @Nullable String jobId) {

	/**
	 * What has happened.
	 */
	public enum Kind {

		/** A job waits for a worker. */
		QUEUED,

		/** A job is final. */
		FINISHED,

		/** A worker should ask after its leases: a job is cancelled or followed. */
		ATTENTION,

		/** Signals may have been lost. */
		RESYNC

	}

}

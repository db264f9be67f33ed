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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A job that was submitted. Holds nothing that needs to be released. Safe for use by
 * several threads.
 *
 * @since 0.1.0
 */
public interface JobHandle {

	/**
	 * Return the id of the job.
	 * @return the id
	 */
	String id();

	/**
	 * Return how it is now.
	 * @return the status
	 * @throws JobNotFoundException if it was purged
	 */
	JobStatus status();

	/**
	 * Return where it is in its life.
	 * @return the state
	 * @throws JobNotFoundException if it was purged
	 */
	default JobState state() {
		return status().state();
	}

	/**
	 * Return its result. Cancelling the future does not cancel the job.
	 * @return completes when the job is {@link JobState#DONE}; exceptionally with a
	 * {@link JobFailedException} when it was parked or cancelled, with a
	 * {@link JobNotFoundException} when it was purged, and when the queue is closed
	 */
	CompletableFuture<JobResult> result();

	/**
	 * Cancel it.
	 * @return whether it was not final yet
	 * @see ContainerQueue#cancel
	 */
	boolean cancel();

	/**
	 * Follow its output. The stream has what the current attempt has written so far, up
	 * to what its worker still keeps, waits for more, goes on with the next attempt if
	 * there is one, and ends with the job. Of a job that is final it has what is stored.
	 * @return the output; to be closed
	 */
	Stream<JobOutput> output();

	/**
	 * Return the attempts at it.
	 * @return the attempts, the first one first
	 */
	List<JobAttempt> attempts();

}

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

package io.github.libcontainerd.queue.worker;

import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.log.OutputConsumer;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.engine.ClaimedJob;
import io.github.libcontainerd.queue.engine.JobLease;

/**
 * Runs a job on this machine.
 *
 * @since 0.1.0
 */
public interface JobRunner {

	/**
	 * Run a job.
	 * @param job the job
	 * @param live gets its output as it comes
	 * @return the run
	 * @throws JobRunException if it can't be run
	 */
	JobRun run(ClaimedJob job, OutputConsumer live);

	/**
	 * Remove what an earlier process of this worker has left of a job.
	 * @param lease what it held
	 */
	void removeLeft(JobLease lease);

	/**
	 * A job that runs.
	 */
	interface JobRun {

		/**
		 * Return its end.
		 * @return completes when nothing is left of it; exceptionally with a
		 * {@link JobRunException} if it could not be run, and with anything when it was
		 * killed
		 */
		CompletableFuture<JobResult> end();

		/**
		 * Kill it, which its end will tell. Returns at once.
		 */
		void kill();

	}

}

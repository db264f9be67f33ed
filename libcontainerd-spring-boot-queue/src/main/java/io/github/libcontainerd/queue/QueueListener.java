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

/**
 * Is told what this process does with jobs. Called by threads of the queue, which wait
 * for it: it must return soon. What it throws is logged.
 *
 * @since 0.1.0
 */
public interface QueueListener {

	/**
	 * Called when a worker of this process has taken a job.
	 * @param jobId the job
	 * @param attempt the number of the attempt
	 * @param node the worker
	 * @param waitedMillis how long the job has waited since its submission
	 */
	default void jobStarted(String jobId, int attempt, String node, long waitedMillis) {
	}

	/**
	 * Called when a worker of this process is done with an attempt.
	 * @param jobId the job
	 * @param attempt the number of the attempt
	 * @param node the worker
	 * @param end how it ended
	 * @param ranMillis how long it took
	 */
	default void attemptEnded(String jobId, int attempt, String node, JobAttempt.End end, long ranMillis) {
	}

	/**
	 * Called when the queue refused what a worker of this process wanted to hand in,
	 * since its lease was gone.
	 * @param jobId the job
	 * @param attempt the number of the attempt
	 * @param node the worker
	 */
	default void lateResultRefused(String jobId, int attempt, String node) {
	}

	/**
	 * Called when a job that this process has submitted, or waits for, is final.
	 * @param job how it ended
	 */
	default void jobFinished(JobStatus job) {
	}

}

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
 * A job that has ended without a result.
 *
 * @since 0.1.0
 */
public final class JobFailedException extends ContainerQueueException {

	private static final long serialVersionUID = 1L;

	private final transient JobStatus job;

	/**
	 * Create it.
	 * @param job how it has ended, parked or cancelled
	 */
	public JobFailedException(JobStatus job) {
		super(message(job), null);
		this.job = job;
	}

	private static String message(JobStatus job) {
		if (job.state() == JobState.CANCELLED) {
			return "The job '" + job.id() + "' was cancelled";
		}
		return "The job '" + job.id() + "' was parked after " + job.failures() + " failed attempt(s), the last one on '"
				+ job.node() + "': " + job.problem();
	}

	/**
	 * Return how it has ended.
	 * @return the status
	 */
	public JobStatus job() {
		return this.job;
	}

}

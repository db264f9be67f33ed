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

package io.github.libcontainerd.queue.event;

import java.time.Duration;

import org.springframework.context.ApplicationEvent;

/**
 * The worker of this application has taken a job.
 *
 * @since 0.1.0
 */
public final class JobStartedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final String jobId;

	private final int attempt;

	private final Duration waited;

	JobStartedEvent(Object source, String jobId, int attempt, Duration waited) {
		super(source);
		this.jobId = jobId;
		this.attempt = attempt;
		this.waited = waited;
	}

	/**
	 * Return the job.
	 * @return its id
	 */
	public String getJobId() {
		return this.jobId;
	}

	/**
	 * Return which attempt it is.
	 * @return the number, from 1
	 */
	public int getAttempt() {
		return this.attempt;
	}

	/**
	 * Return how long the job has waited since its submission.
	 * @return the time
	 */
	public Duration getWaited() {
		return this.waited;
	}

}

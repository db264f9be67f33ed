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

import org.springframework.context.ApplicationEvent;

/**
 * The worker of this application has lost a job to another one, or could not reach the
 * queue for too long, and has killed it.
 *
 * @since 0.1.0
 */
public final class JobLeaseLostEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final String jobId;

	private final int attempt;

	JobLeaseLostEvent(Object source, String jobId, int attempt) {
		super(source);
		this.jobId = jobId;
		this.attempt = attempt;
	}

	/**
	 * Return the job.
	 * @return its id
	 */
	public String getJobId() {
		return this.jobId;
	}

	/**
	 * Return which attempt it was.
	 * @return the number, from 1
	 */
	public int getAttempt() {
		return this.attempt;
	}

}

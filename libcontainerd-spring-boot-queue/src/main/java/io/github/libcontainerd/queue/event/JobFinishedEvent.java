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

import io.github.libcontainerd.queue.JobStatus;

/**
 * A job that this application has submitted, or waits for, is final. Published at least
 * once, on a thread of the queue.
 *
 * @since 0.1.0
 */
public final class JobFinishedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final transient JobStatus job;

	JobFinishedEvent(Object source, JobStatus job) {
		super(source);
		this.job = job;
	}

	/**
	 * Return how it has ended.
	 * @return the job
	 */
	public JobStatus getJob() {
		return this.job;
	}

}

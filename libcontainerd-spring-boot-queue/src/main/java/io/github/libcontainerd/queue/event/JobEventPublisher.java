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

import org.springframework.context.ApplicationEventPublisher;

import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobStatus;
import io.github.libcontainerd.queue.QueueListener;

/**
 * Publishes what happens to jobs as events of the application.
 *
 * @since 0.1.0
 */
public final class JobEventPublisher implements QueueListener {

	private final ApplicationEventPublisher publisher;

	/**
	 * Create it.
	 * @param publisher publishes the events
	 */
	public JobEventPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void jobStarted(String jobId, int attempt, String node, long waitedMillis) {
		this.publisher.publishEvent(new JobStartedEvent(this, jobId, attempt, Duration.ofMillis(waitedMillis)));
	}

	@Override
	public void attemptEnded(String jobId, int attempt, String node, JobAttempt.End end, long ranMillis) {
		if (end == JobAttempt.End.LEASE_LOST) {
			this.publisher.publishEvent(new JobLeaseLostEvent(this, jobId, attempt));
		}
	}

	@Override
	public void jobFinished(JobStatus job) {
		this.publisher.publishEvent(new JobFinishedEvent(this, job));
	}

}

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

package io.github.libcontainerd.queue.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.JobStatus;
import io.github.libcontainerd.queue.engine.JobLife;

/**
 * What the engine keeps of a job; guarded by the engine's lock.
 */
final class StoredJob {

	final ContainerJob job;

	final long sequence;

	final long turn;

	final Instant submittedAt;

	JobLife life;

	int lateResults;

	@Nullable String node;

	@Nullable String problem;

	@Nullable Instant startedAt;

	@Nullable Instant finishedAt;

	@Nullable Instant watchedUntil;

	@Nullable JobResult result;

	final List<JobAttempt> attempts = new ArrayList<>();

	final List<JobOutput> output = new ArrayList<>();

	StoredJob(ContainerJob job, long sequence, long turn, Instant now) {
		this.job = job;
		this.sequence = sequence;
		this.turn = turn;
		this.submittedAt = now;
		this.life = JobLife.submitted(job.retries(), now);
	}

	void attemptBegins(String newNode, Instant now) {
		this.node = newNode;
		this.startedAt = now;
		this.attempts.add(new JobAttempt(this.life.attempt(), newNode, now, null, null, null));
	}

	void attemptEnds(JobAttempt.End end, @Nullable String newProblem, Instant now) {
		JobAttempt last = this.attempts.remove(this.attempts.size() - 1);
		this.attempts.add(new JobAttempt(last.number(), last.node(), last.startedAt(), now, end, newProblem));
		if (newProblem != null) {
			this.problem = newProblem;
		}
	}

	JobStatus status() {
		return new JobStatus(this.job.id(), this.life.state(), this.job.image(), this.job.submitter(),
				this.job.priority(), this.life.attempt(), this.life.failures(), this.lateResults,
				this.life.cancelRequested(), this.node, this.problem, this.submittedAt, this.startedAt,
				this.finishedAt);
	}

}

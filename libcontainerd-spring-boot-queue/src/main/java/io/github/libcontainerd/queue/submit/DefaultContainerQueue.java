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

package io.github.libcontainerd.queue.submit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobHandle;
import io.github.libcontainerd.queue.JobNotFoundException;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobQuery;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.JobStatus;
import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.engine.QueueEngine;

/**
 * A queue upon an engine. Closing it fails the futures that are waited for; the jobs go
 * on.
 *
 * @since 0.1.0
 */
public final class DefaultContainerQueue implements ContainerQueue, AutoCloseable {

	private final QueueEngine engine;

	private final int maxQueued;

	private final ResultWatch results;

	/**
	 * Create a queue.
	 * @param engine the engine
	 * @param maxQueued how many jobs may wait; 0 for any number
	 * @param pollInterval how often to look for results when no notification comes
	 * @param listener is told of the ends of jobs
	 */
	public DefaultContainerQueue(QueueEngine engine, int maxQueued, Duration pollInterval, QueueListener listener) {
		this.engine = engine;
		this.maxQueued = maxQueued;
		this.results = new ResultWatch(engine, pollInterval, listener);
	}

	@Override
	public JobHandle submit(ContainerJob job) {
		// Known before its end can be reported.
		this.results.expect(job.id());
		try {
			this.engine.submit(job, this.maxQueued);
		}
		catch (RuntimeException ex) {
			this.results.forget(job.id());
			throw ex;
		}
		return new Handle(job.id());
	}

	@Override
	public Optional<JobHandle> find(String id) {
		return this.engine.find(id).map((status) -> new Handle(status.id()));
	}

	@Override
	public List<JobStatus> list(JobQuery query) {
		return this.engine.list(query);
	}

	@Override
	public boolean cancel(String id) {
		return this.engine.cancel(id);
	}

	@Override
	public void close() {
		this.results.close();
	}

	/**
	 * A job by its id.
	 */
	private final class Handle implements JobHandle {

		private final String id;

		private Handle(String id) {
			this.id = id;
		}

		@Override
		public String id() {
			return this.id;
		}

		@Override
		public JobStatus status() {
			return DefaultContainerQueue.this.engine.find(this.id).orElseThrow(() -> new JobNotFoundException(this.id));
		}

		@Override
		public CompletableFuture<JobResult> result() {
			return DefaultContainerQueue.this.results.await(this.id).copy();
		}

		@Override
		public boolean cancel() {
			return DefaultContainerQueue.this.cancel(this.id);
		}

		@Override
		public Stream<JobOutput> output() {
			return OutputFollower.follow(DefaultContainerQueue.this.engine, this.id);
		}

		@Override
		public List<JobAttempt> attempts() {
			return DefaultContainerQueue.this.engine.attempts(this.id);
		}

		@Override
		public String toString() {
			return "JobHandle[" + this.id + "]";
		}

	}

}

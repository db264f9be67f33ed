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

package io.github.libcontainerd.queue.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobQuery;
import io.github.libcontainerd.queue.JobStatus;
import io.github.libcontainerd.queue.engine.NodeStatus;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.QueueStatistics;
import io.github.libcontainerd.queue.worker.QueueWorker;

/**
 * Shows the queue: figures, workers and jobs, without their environment, input and
 * output. Cancels a job, and lets the worker of this application drain.
 *
 * @since 0.1.0
 */
@Endpoint(id = "containerqueue")
public class ContainerQueueEndpoint {

	private static final int SHOWN = 100;

	private final QueueEngine engine;

	private final ContainerQueue queue;

	private final @Nullable QueueWorker worker;

	/**
	 * Create it.
	 * @param engine the engine
	 * @param queue the queue
	 * @param worker the worker of this application; {@code null} for none
	 */
	public ContainerQueueEndpoint(QueueEngine engine, ContainerQueue queue, @Nullable QueueWorker worker) {
		this.engine = engine;
		this.queue = queue;
		this.worker = worker;
	}

	/**
	 * Show the queue.
	 * @return figures, workers, and the newest jobs
	 */
	@ReadOperation
	public QueueDescriptor queue() {
		QueueStatistics statistics = this.engine.statistics();
		return new QueueDescriptor(
				new CountsDescriptor(statistics.queued(), statistics.running(), statistics.done(), statistics.parked(),
						statistics.cancelled()),
				statistics.oldestQueued().toMillis(), this.engine.nodes().stream().map(WorkerDescriptor::of).toList(),
				this.engine.list(JobQuery.newest(SHOWN)).stream().map((job) -> JobDescriptor.of(job, null)).toList());
	}

	/**
	 * Show a job.
	 * @param id the job
	 * @return the job with its attempts; {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable JobDescriptor job(@Selector String id) {
		return this.engine.find(id)
			.map((job) -> JobDescriptor.of(job, this.engine.attempts(id).stream().map(AttemptDescriptor::of).toList()))
			.orElse(null);
	}

	/**
	 * Cancel a job.
	 * @param id the job
	 * @return whether it was not final yet; {@code null} if there is none
	 */
	@DeleteOperation
	public @Nullable CancelledDescriptor cancel(@Selector String id) {
		return this.engine.find(id).isPresent() ? new CancelledDescriptor(this.queue.cancel(id)) : null;
	}

	/**
	 * Let the worker of this application take no more jobs, or take them again.
	 * @param draining whether it is to take no more
	 * @return how the worker is then; {@code null} if there is none
	 */
	@WriteOperation
	public @Nullable WorkerDescriptor drain(boolean draining) {
		QueueWorker present = this.worker;
		if (present == null) {
			return null;
		}
		if (draining) {
			present.drain();
		}
		else {
			present.resume();
		}
		return WorkerDescriptor.of(present.status());
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * The queue.
	 *
	 * @param jobs how many jobs there are
	 * @param oldestQueuedMillis how long the oldest of those that wait does
	 * @param workers the workers
	 * @param newest the newest jobs
	 */
	public record QueueDescriptor(CountsDescriptor jobs, long oldestQueuedMillis, List<WorkerDescriptor> workers,
			List<JobDescriptor> newest) implements OperationResponseBody {
	}

	/**
	 * How many jobs there are in each state.
	 *
	 * @param queued those that wait
	 * @param running those that run
	 * @param done those with a result
	 * @param parked those that will not be tried again
	 * @param cancelled those that were cancelled
	 */
	public record CountsDescriptor(long queued, long running, long done, long parked, long cancelled) {
	}

	/**
	 * A worker.
	 *
	 * @param name its name
	 * @param labels its labels
	 * @param running how many jobs it runs
	 * @param memory how much memory its jobs may have together
	 * @param memoryReserved how much of it is promised
	 * @param cpus how many processors its jobs may have together
	 * @param cpusReserved how much of it is promised
	 * @param draining whether it takes no more jobs
	 * @param silentForMillis how long it was not heard of
	 */
	public record WorkerDescriptor(String name, Map<String, String> labels, int running, long memory,
			long memoryReserved, double cpus, double cpusReserved, boolean draining,
			long silentForMillis) implements OperationResponseBody {

		static WorkerDescriptor of(NodeStatus node) {
			return new WorkerDescriptor(node.name(), node.labels(), node.running(), node.memory(),
					node.memoryReserved(), node.cpus(), node.cpusReserved(), node.draining(),
					node.silentFor().toMillis());
		}

	}

	/**
	 * A job.
	 *
	 * @param id its id
	 * @param state its state
	 * @param image its image
	 * @param submitter who submitted it
	 * @param priority its priority
	 * @param attempt the number of the last attempt
	 * @param failures how many attempts have failed
	 * @param lateResults how many results came too late
	 * @param cancelRequested whether it is to be cancelled
	 * @param worker the worker of the last attempt
	 * @param problem why the last failed attempt did
	 * @param submittedAt when it was submitted
	 * @param startedAt when the last attempt began
	 * @param finishedAt when it reached its final state
	 * @param attempts the attempts; {@code null} in a list
	 */
	public record JobDescriptor(String id, String state, String image, String submitter, int priority, int attempt,
			int failures, int lateResults, boolean cancelRequested, @Nullable String worker, @Nullable String problem,
			Instant submittedAt, @Nullable Instant startedAt, @Nullable Instant finishedAt,
			@Nullable List<AttemptDescriptor> attempts) implements OperationResponseBody {

		static JobDescriptor of(JobStatus job, @Nullable List<AttemptDescriptor> attempts) {
			return new JobDescriptor(job.id(), lower(job.state()), job.image(), job.submitter(), job.priority(),
					job.attempt(), job.failures(), job.lateResults(), job.cancelRequested(), job.node(), job.problem(),
					job.submittedAt(), job.startedAt(), job.finishedAt(), attempts);
		}

	}

	/**
	 * An attempt at a job.
	 *
	 * @param number its number
	 * @param worker the worker
	 * @param startedAt when it began
	 * @param endedAt when it ended
	 * @param end how it ended
	 * @param problem why it failed
	 */
	public record AttemptDescriptor(int number, String worker, Instant startedAt, @Nullable Instant endedAt,
			@Nullable String end, @Nullable String problem) {

		static AttemptDescriptor of(JobAttempt attempt) {
			JobAttempt.End end = attempt.end();
			return new AttemptDescriptor(attempt.number(), attempt.node(), attempt.startedAt(), attempt.endedAt(),
					(end != null) ? lower(end) : null, attempt.problem());
		}

	}

	/**
	 * What became of a cancellation.
	 *
	 * @param cancelled whether the job was not final yet
	 */
	public record CancelledDescriptor(boolean cancelled) implements OperationResponseBody {
	}

}

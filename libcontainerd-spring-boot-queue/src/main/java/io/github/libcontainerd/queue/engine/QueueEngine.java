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

package io.github.libcontainerd.queue.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobQuery;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.JobStatus;

/**
 * Keeps the jobs. Each change is made by the rules of {@link JobLife}, as one
 * transaction, with the clock of the engine. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface QueueEngine extends AutoCloseable {

	/**
	 * Add a job, unless it is there.
	 * @param job the job
	 * @param maxQueued how many jobs may wait; 0 for any number
	 * @return whether it is new
	 * @throws io.github.libcontainerd.queue.QueueFullException if as many wait already
	 * @throws io.github.libcontainerd.queue.JobConflictException if one with the same id
	 * and another content is there
	 */
	boolean submit(ContainerJob job, int maxQueued);

	/**
	 * Find a job.
	 * @param id the job
	 * @return how it is
	 */
	Optional<JobStatus> find(String id);

	/**
	 * Find the final ones among jobs.
	 * @param ids the jobs
	 * @return those that are final
	 */
	List<JobStatus> finished(Collection<String> ids);

	/**
	 * List jobs, the newest first.
	 * @param query which ones
	 * @return the jobs
	 */
	List<JobStatus> list(JobQuery query);

	/**
	 * Return the attempts at a job.
	 * @param id the job
	 * @return the attempts, the first one first
	 */
	List<JobAttempt> attempts(String id);

	/**
	 * Return the result of a job.
	 * @param id the job
	 * @return the result; empty unless it is done
	 */
	Optional<JobResult> result(String id);

	/**
	 * Take jobs: those of the highest priority, of each submitter in turn, in the order
	 * of submission.
	 * @param request what is offered
	 * @return the jobs; may be fewer than there are
	 */
	List<ClaimedJob> claim(ClaimRequest request);

	/**
	 * Extend leases.
	 * @param leases the leases
	 * @param lease for how long from now on
	 * @return those that are still held; the others are lost
	 */
	Map<JobLease, LeaseSignal> extend(Collection<JobLease> leases, Duration lease);

	/**
	 * Hand in the result of a job.
	 * @param lease what the worker holds
	 * @param result the result
	 * @return what becomes of it; what is late is counted
	 */
	Verdict complete(JobLease lease, JobResult result);

	/**
	 * Say that a job that was to be cancelled was killed.
	 * @param lease what the worker holds
	 * @return what becomes of it
	 */
	Verdict cancelled(JobLease lease);

	/**
	 * Say that a job could not be run.
	 * @param lease what the worker holds
	 * @param problem why
	 * @param permanent whether no other attempt would do better
	 * @param delay when to try it again from now on
	 * @return what becomes of it; what is late is counted
	 */
	Verdict fail(JobLease lease, String problem, boolean permanent, Duration delay);

	/**
	 * Give a job back that was not run to its end, without counting it as a failure.
	 * @param lease what the worker holds
	 * @return what becomes of it
	 */
	Verdict giveBack(JobLease lease);

	/**
	 * Return what a worker holds by the book.
	 * @param node the worker
	 * @return the leases
	 */
	List<JobLease> leases(String node);

	/**
	 * Cancel a job, or have its worker do so.
	 * @param id the job
	 * @return whether there is one that is not final
	 */
	boolean cancel(String id);

	/**
	 * Store output of a job that runs. What an attempt without a lease wants to store is
	 * dropped.
	 * @param lease what the worker holds
	 * @param output the pieces
	 */
	void appendOutput(JobLease lease, List<JobOutput> output);

	/**
	 * Return stored output of a job.
	 * @param id the job
	 * @param attempt pieces of this attempt or later ones
	 * @param fromIndex of this attempt, pieces from this index on
	 * @return the pieces, in order; may be fewer than there are
	 */
	List<JobOutput> output(String id, int attempt, long fromIndex);

	/**
	 * Say that somebody follows the output of a job.
	 * @param id the job
	 * @param time for how long from now on
	 */
	void watch(String id, Duration time);

	/**
	 * Take jobs away from workers that have not extended their leases.
	 * @return how many
	 */
	int expire();

	/**
	 * Remove jobs that have been final for some time, with all that belongs to them, and
	 * workers that were not heard of for that time.
	 * @param age for how long
	 * @return how many jobs; there may be more unless it is 0
	 */
	int purge(Duration age);

	/**
	 * Return figures.
	 * @return the figures as they are now
	 */
	QueueStatistics statistics();

	/**
	 * Store what a worker says of itself.
	 * @param node the worker
	 */
	void report(NodeStatus node);

	/**
	 * Return the workers that have reported.
	 * @return the workers, by name
	 */
	List<NodeStatus> nodes();

	/**
	 * Get hints when something happens.
	 * @param listener gets them, by a thread of the engine; must return at once
	 * @return ends it
	 */
	Subscription listen(Consumer<QueueSignal> listener);

	/**
	 * Release what the engine holds: threads and connections, not the jobs.
	 */
	@Override
	void close();

	/**
	 * Ends the hints when it is closed.
	 */
	@FunctionalInterface
	interface Subscription extends AutoCloseable {

		@Override
		void close();

	}

}

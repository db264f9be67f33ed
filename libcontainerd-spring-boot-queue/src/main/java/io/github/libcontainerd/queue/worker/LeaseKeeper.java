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

package io.github.libcontainerd.queue.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.libcontainerd.queue.engine.JobLease;
import io.github.libcontainerd.queue.engine.LeaseSignal;
import io.github.libcontainerd.queue.engine.QueueEngine;

/**
 * Extends the leases of a worker, and kills what has lost its lease. One thread asks the
 * engine. Another one only looks at the clock, so that an engine that does not answer
 * can't keep a job alive: that is the monotonic clock of this machine, as it is only
 * about how long ago the worker was last told that it holds the job.
 */
final class LeaseKeeper implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(LeaseKeeper.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition wakeUp = this.lock.newCondition();

	private final QueueEngine engine;

	private final Duration lease;

	private final Supplier<Collection<ActiveJob>> jobs;

	private final Consumer<ActiveJob> onLost;

	private final Thread beat;

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "container-queue-clock");
		thread.setDaemon(true);
		return thread;
	});

	private boolean soon;

	private volatile boolean closed;

	LeaseKeeper(QueueEngine engine, Duration lease, Supplier<Collection<ActiveJob>> jobs, Consumer<ActiveJob> onLost) {
		this.engine = engine;
		this.lease = lease;
		this.jobs = jobs;
		this.onLost = onLost;
		this.beat = new Thread(this::keep, "container-queue-lease");
		this.beat.setDaemon(true);
	}

	void start() {
		this.beat.start();
		long look = Math.max(50, this.lease.toMillis() / 20);
		this.clock.scheduleAtFixedRate(this::watchTheClock, look, look, TimeUnit.MILLISECONDS);
	}

	/**
	 * Ask at once: a job may have been cancelled.
	 */
	void askSoon() {
		this.lock.lock();
		try {
			this.soon = true;
			this.wakeUp.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void keep() {
		boolean failing = false;
		while (!this.closed) {
			try {
				pause(failing ? this.lease.dividedBy(10) : this.lease.dividedBy(3));
				extend();
				failing = false;
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException ex) {
				if (!failing && !this.closed) {
					logger.warn("The leases of jobs can't be extended, which is tried again until they are over: "
							+ ex.getMessage());
				}
				failing = true;
			}
		}
	}

	private void pause(Duration time) throws InterruptedException {
		this.lock.lock();
		try {
			long left = time.toNanos();
			while (!this.soon && left > 0 && !this.closed) {
				left = this.wakeUp.awaitNanos(left);
			}
			this.soon = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void extend() {
		List<ActiveJob> held = new ArrayList<>(this.jobs.get());
		held.removeIf(ActiveJob::leaseGone);
		if (held.isEmpty()) {
			return;
		}
		// Before the question: the lease begins at some time before the answer.
		long asked = System.nanoTime();
		Map<JobLease, LeaseSignal> extended = this.engine.extend(held.stream().map(ActiveJob::lease).toList(),
				this.lease);
		for (ActiveJob job : held) {
			LeaseSignal signal = extended.get(job.lease());
			if (signal == null) {
				lost(job, "it was given to another worker, or removed");
			}
			else {
				job.extended(asked, signal.watched());
				if (signal.cancelRequested() && job.decide(ActiveJob.Fate.CANCELLED)) {
					logger.debug("The job '" + job.lease().jobId() + "' is cancelled");
				}
			}
		}
	}

	private void watchTheClock() {
		try {
			for (ActiveJob job : this.jobs.get()) {
				if (System.nanoTime() - job.extendedAt() > this.lease.toNanos()) {
					lost(job, "the lease could not be extended in time");
				}
			}
		}
		catch (RuntimeException ex) {
			logger.error("A job that has lost its lease could not be killed", ex);
		}
	}

	/**
	 * A job that has ended by itself meanwhile is about to be reported, and has nothing
	 * that could be killed.
	 */
	private void lost(ActiveJob job, String why) {
		if (job.decide(ActiveJob.Fate.LOST)) {
			logger.warn("The job '" + job.lease().jobId() + "', attempt " + job.lease().attempt() + ", is killed here: "
					+ why);
			job.leaseIsGone();
			this.onLost.accept(job);
		}
		else if (job.fate() == ActiveJob.Fate.CANCELLED || job.fate() == ActiveJob.Fate.GIVEN_BACK) {
			job.leaseIsGone();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		askSoon();
		this.beat.interrupt();
		this.clock.shutdownNow();
		try {
			this.beat.join(TimeUnit.SECONDS.toMillis(10));
			this.clock.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.engine.ClaimRequest;
import io.github.libcontainerd.queue.engine.ClaimedJob;
import io.github.libcontainerd.queue.engine.JobLease;
import io.github.libcontainerd.queue.engine.NodeStatus;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.QueueSignal;

/**
 * Takes jobs that fit and runs them. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class QueueWorker implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(QueueWorker.class);

	private static final int BATCH = 8;

	private static final Duration REPORT = Duration.ofSeconds(5);

	private static final long FLUSH_MILLIS = 200;

	private final Map<JobLease, ActiveJob> active = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	// Held while jobs are taken.
	private final ReentrantLock taking = new ReentrantLock();

	private final QueueEngine engine;

	private final JobRunner runner;

	private final WorkerSettings settings;

	private final QueueListener listener;

	private final ExecutorService executor;

	private final LongSupplier availableMemory;

	private final LeaseKeeper leases;

	private final JobReporter reporter;

	private final Thread claims;

	private final Thread flushes;

	private QueueEngine.@Nullable Subscription subscription;

	private boolean awake;

	private volatile long reportedAt;

	private volatile boolean draining;

	private volatile boolean closed;

	/**
	 * Create a worker.
	 * @param engine the engine
	 * @param runner what runs the jobs
	 * @param settings how it works
	 * @param listener is told of what it does
	 * @param executor runs what takes its time, as many at once as there are jobs; not
	 * shut down
	 * @param availableMemory tells how many bytes of memory the machine has left
	 */
	public QueueWorker(QueueEngine engine, JobRunner runner, WorkerSettings settings, QueueListener listener,
			ExecutorService executor, LongSupplier availableMemory) {
		this.engine = engine;
		this.runner = runner;
		this.settings = settings;
		this.listener = listener;
		this.executor = executor;
		this.availableMemory = availableMemory;
		this.reporter = new JobReporter(engine, settings, listener);
		this.leases = new LeaseKeeper(engine, settings.lease(), this.active::values, (job) -> wake());
		this.claims = daemon(this::takeJobs, "container-queue-claim");
		this.flushes = daemon(this::flushOutput, "container-queue-output");
	}

	private static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Begin to take jobs.
	 */
	public void start() {
		this.subscription = this.engine.listen(this::signal);
		this.leases.start();
		this.claims.start();
		this.flushes.start();
	}

	/**
	 * Return its settings.
	 * @return the settings
	 */
	public WorkerSettings settings() {
		return this.settings;
	}

	/**
	 * Return what it does.
	 * @return the status
	 */
	public NodeStatus status() {
		Collection<ActiveJob> held = this.active.values();
		long memory = 0;
		double cpus = 0;
		int running = 0;
		for (ActiveJob job : held) {
			memory += job.claimed().job().memory();
			cpus += job.claimed().job().cpus();
			running++;
		}
		return new NodeStatus(this.settings.node(), this.settings.labels(), this.settings.memory(), memory,
				this.settings.cpus(), cpus, running, this.draining, Duration.ZERO);
	}

	private void signal(QueueSignal signal) {
		switch (signal.kind()) {
			case QUEUED -> wake();
			case ATTENTION -> {
				if (this.active.keySet().stream().anyMatch((lease) -> lease.jobId().equals(signal.jobId()))) {
					this.leases.askSoon();
				}
			}
			case RESYNC -> {
				wake();
				this.leases.askSoon();
			}
			default -> {
				// The end of a job is nothing to a worker.
			}
		}
	}

	private void wake() {
		this.lock.lock();
		try {
			this.awake = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void takeJobs() {
		boolean recovered = false;
		boolean failing = false;
		while (!this.closed) {
			try {
				if (!recovered) {
					recover();
					recovered = true;
				}
				report();
				while (takeUnlessDraining()) {
					report();
				}
				failing = false;
			}
			catch (RuntimeException ex) {
				if (!failing && !this.closed) {
					logger.warn("No jobs can be taken, which is tried again: " + ex.getMessage());
				}
				failing = true;
			}
			if (!pause(failing)) {
				return;
			}
		}
	}

	/**
	 * What an earlier process of this worker has held is removed, and queued again.
	 */
	private void recover() {
		for (JobLease lease : this.engine.leases(this.settings.node())) {
			logger.info("The job '" + lease.jobId() + "' ran here before a restart, and is queued again");
			this.runner.removeLeft(lease);
			this.engine.fail(lease, "its worker '" + this.settings.node() + "' was restarted", false, Duration.ZERO);
		}
	}

	private void report() {
		if (this.reportedAt == 0 || System.nanoTime() - this.reportedAt > REPORT.toNanos()) {
			this.engine.report(status());
			this.reportedAt = System.nanoTime();
		}
	}

	private boolean takeUnlessDraining() {
		this.taking.lock();
		try {
			return !this.draining && !this.closed && take();
		}
		finally {
			this.taking.unlock();
		}
	}

	/**
	 * Take some jobs.
	 * @return whether there may be more
	 */
	private boolean take() {
		NodeStatus status = status();
		long memory = Math.min(this.settings.memory() - status.memoryReserved(), this.availableMemory.getAsLong());
		double cpus = this.settings.cpus() - status.cpusReserved();
		int room = Math.min(BATCH, this.settings.maxJobs() - status.running());
		if (room < 1 || memory < 1 || cpus <= 0) {
			return false;
		}
		long asked = System.nanoTime();
		List<ClaimedJob> claimed = this.engine.claim(new ClaimRequest(this.settings.node(), this.settings.labels(),
				memory, cpus, room, this.settings.lease(), this.settings.maxPerSubmitter()));
		for (ClaimedJob job : claimed) {
			ActiveJob taken = new ActiveJob(job, asked, this.settings.maxOutput());
			this.active.put(job.lease(), taken);
			this.listener.jobStarted(job.lease().jobId(), job.lease().attempt(), job.lease().node(),
					job.waited().toMillis());
			this.executor.execute(() -> run(taken));
		}
		return !claimed.isEmpty();
	}

	private void run(ActiveJob job) {
		try {
			JobRunner.JobRun run = this.runner.run(job.claimed(), job.output());
			job.running(run);
			run.end().whenCompleteAsync((result, failure) -> {
				try {
					this.reporter.report(job, result, failure);
				}
				finally {
					forget(job);
				}
			}, this.executor);
		}
		catch (RuntimeException ex) {
			try {
				this.reporter.report(job, null, ex);
			}
			finally {
				forget(job);
			}
		}
	}

	private void forget(ActiveJob job) {
		this.active.remove(job.lease());
		wake();
	}

	private boolean pause(boolean failing) {
		long interval = failing ? TimeUnit.SECONDS.toNanos(1) : this.settings.pollInterval().toNanos();
		long left = interval * ThreadLocalRandom.current().nextInt(80, 120) / 100;
		this.lock.lock();
		try {
			while ((!this.awake || failing) && left > 0 && !this.closed) {
				left = this.changed.awaitNanos(left);
			}
			this.awake = false;
			return !this.closed;
		}
		catch (InterruptedException ex) {
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void flushOutput() {
		while (!this.closed) {
			for (ActiveJob job : this.active.values()) {
				if (job.watched() && !job.leaseGone()) {
					this.reporter.flush(job);
				}
			}
			this.lock.lock();
			try {
				long left = TimeUnit.MILLISECONDS.toNanos(FLUSH_MILLIS);
				while (left > 0 && !this.closed) {
					left = this.changed.awaitNanos(left);
				}
			}
			catch (InterruptedException ex) {
				return;
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Take no more jobs. None is taken after this has returned.
	 */
	public void drain() {
		this.draining = true;
		this.taking.lock();
		this.reportedAt = 0;
		this.taking.unlock();
		wake();
	}

	/**
	 * Take jobs again.
	 */
	public void resume() {
		this.draining = false;
		this.reportedAt = 0;
		wake();
	}

	/**
	 * Stop: take no more jobs, let those that run go on for the drain timeout, and give
	 * back those that have not ended by then. Nothing of them is left then.
	 */
	@Override
	public void close() {
		drain();
		awaitNone(this.settings.drainTimeout());
		this.active.values().forEach((job) -> job.decide(ActiveJob.Fate.GIVEN_BACK));
		awaitNone(Duration.ofSeconds(15));
		this.closed = true;
		wake();
		QueueEngine.Subscription present = this.subscription;
		if (present != null) {
			present.close();
		}
		this.reporter.close();
		this.leases.close();
		join(this.claims);
		join(this.flushes);
		try {
			this.engine.report(status());
		}
		catch (RuntimeException ex) {
			logger.debug("The end of the worker could not be reported", ex);
		}
	}

	private void awaitNone(Duration time) {
		this.lock.lock();
		try {
			long left = time.toNanos();
			while (!this.active.isEmpty() && left > 0) {
				left = this.changed.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void join(Thread thread) {
		thread.interrupt();
		try {
			thread.join(TimeUnit.SECONDS.toMillis(10));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

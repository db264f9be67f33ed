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

package io.github.libcontainerd.boot.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.client.Client;

/**
 * Gets the figures of all containers of a client by one call, at most once per time to
 * live and never twice at once, and only when somebody reads them or a container has been
 * started. A reader waits for the call up to a deadline, counted from the call's start,
 * so that reading many meters does not wait many times.
 */
class StatsCollector {

	private static final Logger logger = LoggerFactory.getLogger(StatsCollector.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final Client client;

	private final ContainerMetricsOptions options;

	private final Executor executor;

	private final LongSupplier nanoTime;

	private final Listener listener;

	private @Nullable Flight flight;

	private boolean requested;

	private long requestedAt;

	private volatile boolean collected;

	private volatile long endedAt;

	private long startedAt;

	StatsCollector(Client client, ContainerMetricsOptions options, Executor executor, LongSupplier nanoTime,
			Listener listener) {
		this.client = client;
		this.options = options;
		this.executor = executor;
		this.nanoTime = nanoTime;
		this.listener = listener;
	}

	/**
	 * Return once the figures are fresh or are not to be had in time.
	 */
	void await() {
		Flight current = (!fresh()) ? join() : null;
		if (current != null && current.thread != Thread.currentThread()) {
			current.await(this.options.timeout().toNanos() - (this.nanoTime.getAsLong() - current.start));
		}
	}

	/**
	 * See to it that a collection starts after now, soon but not before the time to live
	 * of the last one is over.
	 */
	void request() {
		boolean first;
		this.lock.lock();
		try {
			first = !this.requested;
			this.requested = true;
			this.requestedAt = this.nanoTime.getAsLong();
		}
		finally {
			this.lock.unlock();
		}
		if (first) {
			schedule();
		}
	}

	private void schedule() {
		long wait = (this.collected) ? this.options.timeToLive().toNanos() - (this.nanoTime.getAsLong() - this.endedAt)
				: 0;
		Executor delayed = (wait > 0) ? CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS, this::execute)
				: this::execute;
		delayed.execute(this::answer);
	}

	private void answer() {
		Flight started = null;
		this.lock.lock();
		try {
			if (this.flight == null) {
				this.requested = false;
				if (!this.collected || this.startedAt - this.requestedAt < 0) {
					started = start();
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		if (started != null) {
			collect(started);
		}
	}

	private boolean fresh() {
		return this.collected && this.nanoTime.getAsLong() - this.endedAt < this.options.timeToLive().toNanos();
	}

	private @Nullable Flight join() {
		Flight current;
		this.lock.lock();
		try {
			if (this.flight != null || fresh()) {
				return this.flight;
			}
			current = start();
		}
		finally {
			this.lock.unlock();
		}
		if (!execute(() -> collect(current))) {
			end(current);
		}
		return current;
	}

	private Flight start() {
		this.startedAt = this.nanoTime.getAsLong();
		this.flight = new Flight(this.startedAt);
		return this.flight;
	}

	private boolean execute(Runnable task) {
		try {
			this.executor.execute(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			logger.debug("No figures of namespace '{}': closed", this.client.namespace(), ex);
			return false;
		}
	}

	private void collect(Flight current) {
		current.thread = Thread.currentThread();
		try {
			Map<String, Integer> runs = runs();
			this.listener.collected(runs, (!runs.isEmpty()) ? call() : Map.of());
		}
		catch (RuntimeException ex) {
			logger.debug("No figures of namespace '{}'", this.client.namespace(), ex);
		}
		finally {
			end(current);
		}
	}

	private Map<String, Stats> call() {
		long start = this.nanoTime.getAsLong();
		StatsOutcome outcome = StatsOutcome.ERROR;
		try {
			Map<String, Stats> stats = this.client.stats();
			outcome = StatsOutcome.SUCCESS;
			return stats;
		}
		catch (OperationTimeoutException ex) {
			outcome = StatsOutcome.TIMEOUT;
			throw ex;
		}
		catch (DaemonUnavailableException ex) {
			outcome = StatsOutcome.UNAVAILABLE;
			throw ex;
		}
		finally {
			this.listener.called(outcome, Duration.ofNanos(this.nanoTime.getAsLong() - start));
		}
	}

	private Map<String, Integer> runs() {
		Map<String, Integer> runs = new HashMap<>();
		for (ContainerInfo container : this.client.list()) {
			if (alive(container)) {
				runs.put(container.id(), container.run());
			}
		}
		return runs;
	}

	private void end(Flight current) {
		boolean again;
		this.lock.lock();
		try {
			this.endedAt = this.nanoTime.getAsLong();
			this.collected = true;
			this.flight = null;
			again = this.requested;
		}
		finally {
			this.lock.unlock();
		}
		current.end.complete(null);
		if (again) {
			schedule();
		}
	}

	static boolean alive(ContainerInfo container) {
		return container.status() == ContainerStatus.RUNNING || container.status() == ContainerStatus.PAUSED;
	}

	/**
	 * Is told of collections, on the collecting thread.
	 */
	interface Listener {

		/**
		 * Called with the figures.
		 * @param runs the run of each container that was alive before
		 * @param stats the figures, by container
		 */
		void collected(Map<String, Integer> runs, Map<String, Stats> stats);

		/**
		 * Called after containerd has been asked.
		 * @param outcome how it ended
		 * @param duration how long it took
		 */
		void called(StatsOutcome outcome, Duration duration);

	}

	/**
	 * A collection under way.
	 */
	private static final class Flight {

		private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

		private final long start;

		private volatile @Nullable Thread thread;

		private Flight(long start) {
			this.start = start;
		}

		private void await(long nanos) {
			try {
				this.end.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (ExecutionException | TimeoutException ignored) {
				// The last figures have to do.
			}
		}

	}

}

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.queue.JobFailedException;
import io.github.libcontainerd.queue.JobNotFoundException;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.JobState;
import io.github.libcontainerd.queue.JobStatus;
import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.QueueUnavailableException;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.QueueSignal;

/**
 * Waits for the ends of jobs: by notification, and by polling as what can be relied on.
 */
final class ResultWatch implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ResultWatch.class);

	private static final int BATCH = 1000;

	// How long a job may be invisible, as its transaction is not committed yet.
	private static final Duration INVISIBLE = Duration.ofMinutes(1);

	private static final int LOOKS = 20;

	private final Map<String, Expected> expected = new ConcurrentHashMap<>();

	private final Set<String> signalled = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition wakeUp = this.lock.newCondition();

	private final QueueEngine engine;

	private final Duration pollInterval;

	private final QueueListener listener;

	private final QueueEngine.Subscription subscription;

	private final Thread thread;

	// What users hang on a future must not hold up the results of others.
	private final ExecutorService deliveries = Executors.newCachedThreadPool((task) -> {
		Thread delivery = new Thread(task, "container-queue-result");
		delivery.setDaemon(true);
		return delivery;
	});

	private boolean awake;

	private boolean all;

	private volatile boolean closed;

	ResultWatch(QueueEngine engine, Duration pollInterval, QueueListener listener) {
		this.engine = engine;
		this.pollInterval = pollInterval;
		this.listener = listener;
		this.thread = new Thread(this::watch, "container-queue-watch");
		this.thread.setDaemon(true);
		this.subscription = engine.listen(this::signal);
		this.thread.start();
	}

	void expect(String id) {
		this.expected.computeIfAbsent(id, (key) -> new Expected());
	}

	void forget(String id) {
		this.expected.remove(id);
	}

	CompletableFuture<JobResult> await(String id) {
		Expected present = this.expected.computeIfAbsent(id, (key) -> new Expected());
		if (this.closed) {
			present.future.completeExceptionally(closedException());
		}
		else if (!present.asked) {
			present.asked = true;
			this.signalled.add(id);
			wake(false);
		}
		return present.future;
	}

	private void signal(QueueSignal signal) {
		String id = signal.jobId();
		if (signal.kind() == QueueSignal.Kind.FINISHED && id != null) {
			if (this.expected.containsKey(id)) {
				this.signalled.add(id);
				wake(false);
			}
		}
		else if (signal.kind() == QueueSignal.Kind.RESYNC) {
			wake(true);
		}
	}

	private void wake(boolean everything) {
		this.lock.lock();
		try {
			this.awake = true;
			this.all |= everything;
			this.wakeUp.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void watch() {
		boolean failing = false;
		long nextPoll = System.nanoTime() + this.pollInterval.toNanos();
		while (!this.closed) {
			try {
				boolean everything = pause(nextPoll - System.nanoTime());
				if (everything || System.nanoTime() - nextPoll >= 0) {
					nextPoll = System.nanoTime() + this.pollInterval.toNanos();
					look(List.copyOf(this.expected.keySet()));
					lookForVanished();
				}
				else {
					look(take());
				}
				failing = false;
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException ex) {
				if (!failing && !this.closed) {
					logger.warn("Results of jobs can't be read, which is tried again: " + ex.getMessage());
				}
				failing = true;
			}
		}
	}

	private boolean pause(long nanos) throws InterruptedException {
		this.lock.lock();
		try {
			long left = nanos;
			while (!this.awake && left > 0 && !this.closed) {
				left = this.wakeUp.awaitNanos(left);
			}
			boolean everything = this.all;
			this.awake = false;
			this.all = false;
			return everything;
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<String> take() {
		List<String> ids = new ArrayList<>(this.signalled);
		ids.forEach(this.signalled::remove);
		return ids;
	}

	private void look(List<String> ids) {
		for (int from = 0; from < ids.size(); from += BATCH) {
			for (JobStatus status : this.engine.finished(ids.subList(from, Math.min(from + BATCH, ids.size())))) {
				finished(status);
			}
		}
	}

	private void finished(JobStatus status) {
		Expected present = this.expected.get(status.id());
		if (present == null) {
			return;
		}
		if (status.state() == JobState.DONE) {
			JobResult result = this.engine.result(status.id()).orElse(null);
			if (result == null) {
				deliver(status, present, null, new JobNotFoundException(status.id()));
			}
			else {
				deliver(status, present, result, null);
			}
		}
		else {
			deliver(status, present, null, new JobFailedException(status));
		}
	}

	private void deliver(JobStatus status, Expected present, @Nullable JobResult result,
			@Nullable RuntimeException failure) {
		this.expected.remove(status.id(), present);
		this.deliveries.execute(() -> {
			this.listener.jobFinished(status);
			if (failure != null) {
				present.future.completeExceptionally(failure);
			}
			else {
				present.future.complete(result);
			}
		});
	}

	private void lookForVanished() {
		long now = System.nanoTime();
		int looks = 0;
		for (Map.Entry<String, Expected> entry : this.expected.entrySet()) {
			Expected present = entry.getValue();
			if (now - present.lookedAt >= INVISIBLE.toNanos() && looks++ < LOOKS) {
				present.lookedAt = now;
				if (this.engine.find(entry.getKey()).isEmpty()) {
					this.expected.remove(entry.getKey(), present);
					this.deliveries
						.execute(() -> present.future.completeExceptionally(new JobNotFoundException(entry.getKey())));
				}
			}
		}
	}

	private static QueueUnavailableException closedException() {
		return new QueueUnavailableException("The queue was closed; the job goes on, and can be found by its id", null);
	}

	@Override
	public void close() {
		this.closed = true;
		this.subscription.close();
		this.thread.interrupt();
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(10));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.expected.values().forEach((present) -> present.future.completeExceptionally(closedException()));
		this.expected.clear();
		this.deliveries.shutdown();
	}

	/**
	 * A job whose end is waited for.
	 */
	private static final class Expected {

		private final CompletableFuture<JobResult> future = new CompletableFuture<>();

		private volatile boolean asked;

		private volatile long lookedAt = System.nanoTime();

	}

}

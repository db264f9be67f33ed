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
package io.github.libcontainerd.internal.resource;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;

/**
 * What could not be removed, mostly because containerd was away: it is removed as soon as
 * containerd answers, or before something of the same name is made, whichever comes
 * first.
 */
public final class PendingRemovals {

	private static final Logger logger = LoggerFactory.getLogger(PendingRemovals.class);

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

	private static final int ATTEMPTS = 10;

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

	// However much there is when containerd is back.
	private static final int THREADS = 4;

	private static final int NAMED = 5;

	private final ConcurrentHashMap<String, Removal> removals = new ConcurrentHashMap<>();

	private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();

	private final AtomicInteger threads = new AtomicInteger();

	private final Supplier<CompletableFuture<Void>> connected;

	private final ScheduledExecutorService scheduler;

	private final Executor workers;

	public PendingRemovals(Supplier<CompletableFuture<Void>> connected, ScheduledExecutorService scheduler,
			Executor workers) {
		this.connected = connected;
		this.scheduler = scheduler;
		this.workers = workers;
	}

	/**
	 * Return the name of a container.
	 */
	public static String container(String id) {
		return "container '" + id + "'";
	}

	/**
	 * Return the name of an additional process.
	 */
	public static String process(String id, String processId) {
		return "process '" + processId + "' of container '" + id + "'";
	}

	/**
	 * Remember something to be removed.
	 * @param name its name
	 * @param task removes it; blocks, and may be repeated
	 */
	public void add(String name, Runnable task) {
		Removal removal = new Removal(name, task);
		if (this.removals.putIfAbsent(name, removal) == null) {
			removal.whenConnected(ATTEMPTS);
		}
	}

	public boolean contains(String name) {
		return this.removals.containsKey(name);
	}

	/**
	 * Remove something at once, since another of its name is about to be made; nothing if
	 * there is none.
	 * @throws ContainerdException when it can't be removed
	 */
	public void runNow(String name) {
		Removal removal = this.removals.get(name);
		if (removal != null) {
			removal.run();
		}
	}

	/**
	 * Wait for what is being removed.
	 */
	public void close() {
		if (this.connected.get().isDone()) {
			CompletableFuture
				.allOf(this.removals.values().stream().map((removal) -> removal.done).toArray(CompletableFuture[]::new))
				.completeOnTimeout(null, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
				.join();
		}
		List<String> left = this.removals.keySet().stream().sorted().toList();
		if (!left.isEmpty()) {
			logger.warn("Left behind, since containerd is away: {}{}",
					String.join(", ", left.subList(0, Math.min(left.size(), NAMED))),
					(left.size() > NAMED) ? " and " + (left.size() - NAMED) + " more" : "");
		}
	}

	private void execute(Runnable attempt) {
		this.ready.add(attempt);
		startThread();
	}

	private void startThread() {
		if (this.threads.getAndUpdate((count) -> Math.min(count + 1, THREADS)) < THREADS) {
			this.workers.execute(this::work);
		}
	}

	private void work() {
		try {
			for (Runnable next = this.ready.poll(); next != null; next = this.ready.poll()) {
				next.run();
			}
		}
		finally {
			this.threads.decrementAndGet();
		}
		// What came after the last look.
		if (!this.ready.isEmpty()) {
			startThread();
		}
	}

	/**
	 * One thing to be removed, by one thread at a time.
	 */
	private final class Removal {

		private final String name;

		private final Runnable task;

		private final ReentrantLock lock = new ReentrantLock();

		private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

		private Removal(String name, Runnable task) {
			this.name = name;
			this.task = task;
		}

		private void whenConnected(int attempts) {
			PendingRemovals.this.connected.get().thenRun(() -> execute(() -> attempt(attempts)));
		}

		private void run() {
			this.lock.lock();
			try {
				if (!this.done.isDone()) {
					this.task.run();
					finish();
				}
			}
			finally {
				this.lock.unlock();
			}
		}

		private void attempt(int attempts) {
			try {
				run();
			}
			catch (DaemonUnavailableException ex) {
				logger.debug("Removed later: {}", this.name, ex);
				again(attempts);
			}
			catch (ContainerdException ex) {
				if (attempts > 1) {
					again(attempts - 1);
				}
				else {
					logger.warn("Could not remove {}", this.name, ex);
					finish();
				}
			}
		}

		private void again(int attempts) {
			if (!PendingRemovals.this.scheduler.isShutdown()) {
				PendingRemovals.this.scheduler.schedule(() -> whenConnected(attempts), RETRY_INTERVAL.toMillis(),
						TimeUnit.MILLISECONDS);
			}
		}

		private void finish() {
			PendingRemovals.this.removals.remove(this.name, this);
			this.done.complete(null);
		}

	}

}

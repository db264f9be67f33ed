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

package io.github.libcontainerd.internal.image.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks of one piece of work, some at a time. The first failure cancels all others;
 * {@link #close} cancels what is left, and returns when no task runs any more.
 */
public final class TaskGroup implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(TaskGroup.class);

	private static final Duration END_LIMIT = Duration.ofSeconds(30);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition idle = this.lock.newCondition();

	private final Executor executor;

	private final int limit;

	private final ArrayDeque<Task<?>> waiting = new ArrayDeque<>();

	private final List<Task<?>> running = new ArrayList<>();

	private @Nullable Throwable failure;

	private boolean closed;

	/**
	 * Create a group.
	 * @param executor runs each task or fails, but drops none
	 * @param limit how many tasks may run at a time
	 */
	public TaskGroup(Executor executor, int limit) {
		this.executor = executor;
		this.limit = limit;
	}

	/**
	 * Run a task, as soon as there is room for it.
	 */
	public <T> Future<T> fork(Callable<T> work) {
		Task<T> task = new Task<>(work);
		this.lock.lock();
		try {
			if (this.closed || this.failure != null) {
				task.cancel(false);
				return task;
			}
			this.waiting.addLast(task);
		}
		finally {
			this.lock.unlock();
		}
		startNext();
		return task;
	}

	private void startNext() {
		Task<?> next;
		this.lock.lock();
		try {
			if (this.running.size() >= this.limit) {
				return;
			}
			next = this.waiting.pollFirst();
			if (next == null) {
				return;
			}
			this.running.add(next);
		}
		finally {
			this.lock.unlock();
		}
		try {
			this.executor.execute(next);
		}
		catch (RuntimeException | Error ex) {
			// Nobody else would ever end it.
			next.cancel(false);
			ended(next, ex);
		}
	}

	/**
	 * Wait for a task.
	 * @throws Exception what the first task that failed has thrown
	 */
	public <T> T await(Future<T> task) throws Exception {
		try {
			return task.get();
		}
		catch (ExecutionException | CancellationException ex) {
			Throwable first = firstFailure();
			Throwable cause = (first != null) ? first : (ex instanceof ExecutionException) ? ex.getCause() : ex;
			if (cause instanceof Exception exception) {
				throw exception;
			}
			throw new IllegalStateException(cause);
		}
	}

	private @Nullable Throwable firstFailure() {
		this.lock.lock();
		try {
			return this.failure;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void ended(Task<?> task, @Nullable Throwable problem) {
		List<Task<?>> victims = List.of();
		this.lock.lock();
		try {
			this.running.remove(task);
			if (problem != null && this.failure == null && !this.closed) {
				this.failure = problem;
				victims = all();
			}
			this.idle.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		victims.forEach((victim) -> victim.cancel(true));
		startNext();
	}

	private List<Task<?>> all() {
		List<Task<?>> tasks = new ArrayList<>(this.running);
		tasks.addAll(this.waiting);
		this.waiting.clear();
		return tasks;
	}

	@Override
	public void close() {
		List<Task<?>> left;
		this.lock.lock();
		try {
			this.closed = true;
			left = all();
		}
		finally {
			this.lock.unlock();
		}
		left.forEach((task) -> task.cancel(true));
		awaitIdle();
	}

	private void awaitIdle() {
		boolean interrupted = false;
		this.lock.lock();
		try {
			long end = System.nanoTime() + END_LIMIT.toNanos();
			while (!this.running.isEmpty()) {
				long nanos = end - System.nanoTime();
				if (nanos <= 0) {
					logger.warn("A task does not end");
					break;
				}
				try {
					this.idle.await(nanos, TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			this.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * A task that counts as running until its thread is through with it, cancelled or
	 * not.
	 *
	 * @param <T> the type of the result
	 */
	private final class Task<T> extends FutureTask<T> {

		private Task(Callable<T> work) {
			super(work);
		}

		@Override
		public void run() {
			try {
				super.run();
			}
			finally {
				ended(this, problem());
			}
		}

		private @Nullable Throwable problem() {
			if (isCancelled()) {
				return null;
			}
			try {
				get();
				return null;
			}
			catch (ExecutionException ex) {
				return ex.getCause();
			}
			catch (InterruptedException | CancellationException ex) {
				return null;
			}
		}

	}

}

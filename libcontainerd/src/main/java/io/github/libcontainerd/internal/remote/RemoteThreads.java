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

package io.github.libcontainerd.internal.remote;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a remote. Workers come and go with the work: a listener that blocks
 * costs one of them and delays no other.
 */
final class RemoteThreads implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RemoteThreads.class);

	private static final int IDLE_SECONDS = 5;

	private final ExecutorService workers = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
			new SynchronousQueue<>(), factory("containerd-worker-"));

	private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1,
			factory("containerd-scheduler-"));

	RemoteThreads() {
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	private static ThreadFactory factory(String prefix) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, prefix + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * For what may block. What comes after the end is dropped.
	 */
	Executor workers() {
		return (task) -> {
			try {
				this.workers.execute(task);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Dropped a task after the end", ex);
			}
		};
	}

	/**
	 * For the answers to calls, and for all else that a caller waits for. What comes
	 * after the end runs at once, so that no caller waits for ever.
	 */
	Executor callbacks() {
		return (task) -> {
			try {
				this.workers.execute(task);
			}
			catch (RejectedExecutionException ex) {
				task.run();
			}
		};
	}

	/**
	 * For delays only.
	 */
	ScheduledExecutorService scheduler() {
		return this.scheduler;
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
		this.workers.shutdown();
		try {
			if (!this.workers.awaitTermination(2, TimeUnit.SECONDS)) {
				this.workers.shutdownNow();
				if (!this.workers.awaitTermination(2, TimeUnit.SECONDS)) {
					logger.warn("A listener does not end");
				}
			}
		}
		catch (InterruptedException ex) {
			this.workers.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

}

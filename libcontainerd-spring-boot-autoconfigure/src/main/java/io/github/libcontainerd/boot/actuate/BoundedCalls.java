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

package io.github.libcontainerd.boot.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls whose answers are waited for only so long. There are few of them at a time: what
 * does not answer must not collect threads.
 */
class BoundedCalls implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(BoundedCalls.class);

	private static final int MAXIMUM = 8;

	private static final AtomicInteger threads = new AtomicInteger();

	private final Duration limit;

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(0, MAXIMUM, 5, TimeUnit.SECONDS,
			new SynchronousQueue<>(), BoundedCalls::thread);

	BoundedCalls(Duration limit) {
		this.limit = limit;
	}

	/**
	 * Start a call.
	 * @param what what is asked for
	 * @param call the call
	 * @return the call under way
	 */
	<T> Call<T> start(String what, Supplier<T> call) {
		try {
			return new Call<>(what, System.nanoTime() + this.limit.toNanos(),
					CompletableFuture.supplyAsync(call, this.executor));
		}
		catch (RejectedExecutionException ex) {
			return new Call<>(what, System.nanoTime(), CompletableFuture.failedFuture(ex));
		}
	}

	@Override
	public void close() {
		this.executor.shutdown();
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "containerd-endpoint-" + threads.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * A call under way.
	 *
	 * @param what what is asked for
	 * @param deadline when the answer is not waited for any more
	 * @param future the answer
	 */
	record Call<T>(String what, long deadline, CompletableFuture<T> future) {

		/**
		 * Return the answer.
		 * @param problems receives what went wrong, by what was asked for
		 * @return the answer, or {@code null} when there is none
		 */
		@Nullable T get(Map<String, String> problems) {
			try {
				return this.future.get(Math.max(0, this.deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				problems.put(this.what, "Interrupted");
			}
			catch (TimeoutException ex) {
				problems.put(this.what, "No answer in time");
			}
			catch (ExecutionException ex) {
				logger.debug("No {} for an endpoint", this.what, ex);
				problems.put(this.what, (ex.getCause() instanceof RejectedExecutionException)
						? "Too many requests at once" : Problem.of(ex.getCause()).text());
			}
			return null;
		}

	}

}

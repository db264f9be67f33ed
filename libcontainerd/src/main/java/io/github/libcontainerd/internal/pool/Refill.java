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

package io.github.libcontainerd.internal.pool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Makes one container after the other in the background, as long as more are needed. Safe
 * for use by several threads.
 */
final class Refill {

	private final RefillPace pace;

	private final BooleanSupplier needed;

	private final BooleanSupplier step;

	private final ScheduledExecutorService scheduler;

	private final Executor workers;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable CompletableFuture<Void> running;

	private boolean closed;

	/**
	 * Create it.
	 * @param needed whether one more is needed
	 * @param step makes one, which may block; returns whether it could
	 */
	Refill(RefillPace pace, BooleanSupplier needed, BooleanSupplier step, ScheduledExecutorService scheduler,
			Executor workers) {
		this.pace = pace;
		this.needed = needed;
		this.step = step;
		this.scheduler = scheduler;
		this.workers = workers;
	}

	/**
	 * One more may be needed.
	 */
	void wake() {
		this.lock.lock();
		try {
			if (this.closed || this.timer != null || this.running != null || this.scheduler.isShutdown()
					|| !this.needed.getAsBoolean()) {
				return;
			}
			this.timer = this.scheduler.schedule(() -> this.workers.execute(this::run),
					this.pace.delay(System.nanoTime()).toNanos(), TimeUnit.NANOSECONDS);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What has failed may work now.
	 */
	void again() {
		this.lock.lock();
		try {
			this.pace.again(System.nanoTime());
			if (this.timer != null && this.timer.cancel(false)) {
				this.timer = null;
			}
		}
		finally {
			this.lock.unlock();
		}
		wake();
	}

	private void run() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.lock.lock();
		try {
			this.timer = null;
			if (this.closed) {
				return;
			}
			this.running = done;
			this.pace.begun(System.nanoTime());
		}
		finally {
			this.lock.unlock();
		}
		boolean made = false;
		try {
			made = this.step.getAsBoolean();
		}
		finally {
			finished(made);
			done.complete(null);
		}
		wake();
	}

	private void finished(boolean made) {
		this.lock.lock();
		try {
			this.running = null;
			if (made) {
				this.pace.succeeded();
			}
			else {
				this.pace.failed(System.nanoTime());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Make no more.
	 * @return completes when the last one has been made
	 */
	CompletableFuture<Void> close() {
		this.lock.lock();
		try {
			this.closed = true;
			if (this.timer != null) {
				this.timer.cancel(false);
			}
			CompletableFuture<Void> last = this.running;
			return (last != null) ? last : CompletableFuture.completedFuture(null);
		}
		finally {
			this.lock.unlock();
		}
	}

}

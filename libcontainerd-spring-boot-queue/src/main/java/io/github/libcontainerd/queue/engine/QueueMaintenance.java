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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Takes jobs from workers that were not heard of, and removes old ones. Every process of
 * a queue has one, in a thread of its own; it does not matter which is first.
 *
 * @since 0.1.0
 */
public final class QueueMaintenance implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(QueueMaintenance.class);

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "container-queue-maintenance");
		thread.setDaemon(true);
		return thread;
	});

	private final AtomicBoolean failing = new AtomicBoolean();

	private final QueueEngine engine;

	/**
	 * Create it and begin.
	 * @param engine the engine
	 * @param interval how often to look for leases that are over
	 * @param keepFinished how long jobs are kept that are final
	 */
	public QueueMaintenance(QueueEngine engine, Duration interval, Duration keepFinished) {
		this.engine = engine;
		this.timer.scheduleWithFixedDelay(() -> safely(engine::expire), interval.toMillis(), interval.toMillis(),
				TimeUnit.MILLISECONDS);
		this.timer.scheduleWithFixedDelay(() -> safely(() -> purge(keepFinished)), 10, 60, TimeUnit.SECONDS);
	}

	private void purge(Duration keepFinished) {
		int purged = this.engine.purge(keepFinished);
		while (purged > 0 && !this.timer.isShutdown()) {
			logger.debug("Removed " + purged + " old jobs");
			purged = this.engine.purge(keepFinished);
		}
	}

	private void safely(Runnable action) {
		try {
			action.run();
			this.failing.set(false);
		}
		catch (RuntimeException ex) {
			if (!this.timer.isShutdown() && !this.failing.getAndSet(true)) {
				logger.warn("The queue of containers can't be looked after: " + ex.getMessage());
			}
		}
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
		try {
			this.timer.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

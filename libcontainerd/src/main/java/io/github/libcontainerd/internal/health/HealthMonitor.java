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
package io.github.libcontainerd.internal.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.health.HealthCheck;

/**
 * Examines a container again and again while it runs, one check at a time. All but the
 * check itself is done by the queue of the container, which calls {@link #begin} and
 * {@link #end}.
 */
public final class HealthMonitor {

	private final HealthCheck check;

	private final Patient patient;

	private final ScheduledExecutorService scheduler;

	private final Executor workers;

	// Those of an earlier run count no more.
	private int run;

	private long began;

	private @Nullable HealthMachine machine;

	private @Nullable Future<?> timer;

	/**
	 * Create it.
	 * @param check the check
	 * @param patient the container
	 * @param scheduler for delays
	 * @param workers for what may block
	 */
	public HealthMonitor(HealthCheck check, Patient patient, ScheduledExecutorService scheduler, Executor workers) {
		this.check = check;
		this.patient = patient;
		this.scheduler = scheduler;
		this.workers = workers;
	}

	/**
	 * A run has started, or was found running.
	 * @param known what is known of its health
	 */
	public void begin(HealthStatus known) {
		stop();
		this.began = System.nanoTime();
		HealthMachine started = new HealthMachine(this.check, known);
		this.machine = started;
		this.patient.diagnosed(started.health(), false);
		schedule(this.run, started.firstPause());
	}

	/**
	 * The run has ended.
	 */
	public void end() {
		stop();
		this.machine = null;
		this.patient.diagnosed(null, false);
	}

	private void stop() {
		this.run++;
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	private void schedule(int ofRun, Duration pause) {
		long start = this.began;
		try {
			this.timer = this.scheduler.schedule(() -> this.workers.execute(() -> examine(ofRun, start)),
					pause.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The client is being closed.
		}
	}

	private void examine(int ofRun, long start) {
		Duration begun = Duration.ofNanos(System.nanoTime() - start);
		CompletableFuture<@Nullable CheckResult> result = this.patient.isPaused()
				? CompletableFuture.completedFuture(null) : this.patient.examine(this.check);
		result.whenComplete((found, failure) -> this.patient.queue().execute(() -> conclude(ofRun, begun, found)));
	}

	private void conclude(int ofRun, Duration begun, @Nullable CheckResult result) {
		HealthMachine current = this.machine;
		if (ofRun != this.run || current == null) {
			return;
		}
		// What was frozen meanwhile says nothing.
		if (result != null && !this.patient.isPaused()) {
			boolean changed = current.ended(result, begun);
			this.patient.diagnosed(current.health(), changed);
		}
		schedule(ofRun, current.pause(Duration.ofNanos(System.nanoTime() - this.began)));
	}

}

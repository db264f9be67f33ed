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

package io.github.libcontainerd.queue.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.QueueUnavailableException;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.QueueStatistics;

/**
 * Meters of the queue: what is in it, asked at most every ten seconds, and what the
 * worker of this process does.
 *
 * @since 0.1.0
 */
public final class QueueMetrics implements MeterBinder, QueueListener {

	private static final Duration FRESH = Duration.ofSeconds(10);

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final QueueEngine engine;

	private @Nullable QueueStatistics statistics;

	private long askedAt;

	/**
	 * Create them.
	 * @param engine the engine
	 */
	public QueueMetrics(QueueEngine engine) {
		this.engine = engine;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		jobs(registry, "queued", QueueStatistics::queued);
		jobs(registry, "running", QueueStatistics::running);
		jobs(registry, "done", QueueStatistics::done);
		jobs(registry, "parked", QueueStatistics::parked);
		jobs(registry, "cancelled", QueueStatistics::cancelled);
		Gauge
			.builder("libcontainerd.queue.oldest", this,
					(metrics) -> metrics.value((figures) -> figures.oldestQueued().toMillis() / 1000.0))
			.description("How long the oldest of the jobs that wait does")
			.baseUnit("seconds")
			.register(registry);
		waited(registry);
		late(registry);
		for (JobAttempt.End end : JobAttempt.End.values()) {
			ran(registry, end);
		}
	}

	private void jobs(MeterRegistry registry, String state, ToDoubleFunction<QueueStatistics> value) {
		Gauge.builder("libcontainerd.queue.jobs", this, (metrics) -> metrics.value(value))
			.description("Jobs in the queue, with those that are final and were not removed yet")
			.tag("state", state)
			.register(registry);
	}

	private static Timer waited(MeterRegistry registry) {
		return Timer.builder("libcontainerd.queue.wait")
			.description("Time from the submission of a job to an attempt by this worker")
			.register(registry);
	}

	private static Counter late(MeterRegistry registry) {
		return Counter.builder("libcontainerd.queue.late")
			.description("Results of this worker that were refused, since its lease was gone")
			.register(registry);
	}

	private static Timer ran(MeterRegistry registry, JobAttempt.End end) {
		return Timer.builder("libcontainerd.queue.attempts")
			.description("Attempts of this worker")
			.tag("end", end.name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.register(registry);
	}

	private double value(ToDoubleFunction<QueueStatistics> value) {
		this.lock.lock();
		try {
			if (this.statistics == null || System.nanoTime() - this.askedAt > FRESH.toNanos()) {
				this.statistics = this.engine.statistics();
				this.askedAt = System.nanoTime();
			}
			return value.applyAsDouble(this.statistics);
		}
		catch (QueueUnavailableException ex) {
			return Double.NaN;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void jobStarted(String jobId, int attempt, String node, long waitedMillis) {
		this.registries.forEach((registry) -> waited(registry).record(waitedMillis, TimeUnit.MILLISECONDS));
	}

	@Override
	public void attemptEnded(String jobId, int attempt, String node, JobAttempt.End end, long ranMillis) {
		this.registries.forEach((registry) -> ran(registry, end).record(ranMillis, TimeUnit.MILLISECONDS));
	}

	@Override
	public void lateResultRefused(String jobId, int attempt, String node) {
		this.registries.forEach((registry) -> late(registry).increment());
	}

}

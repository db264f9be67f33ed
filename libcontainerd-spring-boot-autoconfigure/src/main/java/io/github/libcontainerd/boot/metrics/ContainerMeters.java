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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.boot.metrics.StatsMeter.Value;

/**
 * The meters of one run of a container. All but reading their values happens under the
 * lock of {@link ContainerMetrics}.
 */
class ContainerMeters {

	private final int run;

	private final Tags tags;

	private final @Nullable Instant startedAt;

	private final ContainerMetricsOptions options;

	private final StatsCollector collector;

	private final LongSupplier nanoTime;

	private final Map<StatsMeter, List<Registered>> meters = new HashMap<>();

	private final Map<MeterRegistry, Meter> uptimes = new LinkedHashMap<>();

	private final Map<MeterRegistry, Meter> disks = new LinkedHashMap<>();

	private volatile long diskBytes = -1;

	private volatile Sample sample;

	ContainerMeters(ContainerInfo container, Tags tags, Stats stats, ContainerMetricsOptions options,
			StatsCollector collector, LongSupplier nanoTime) {
		this.run = container.run();
		this.startedAt = container.startedAt();
		this.tags = tags;
		this.options = options;
		this.collector = collector;
		this.nanoTime = nanoTime;
		this.sample = new Sample(stats, nanoTime.getAsLong());
	}

	int run() {
		return this.run;
	}

	/**
	 * Whether the figures are recent enough to be shown.
	 */
	boolean current() {
		return this.nanoTime.getAsLong() - this.sample.at <= this.options.staleAfter().toNanos();
	}

	/**
	 * Take new figures, and have meters for those that are counted and for no others.
	 */
	void update(Stats stats, Collection<MeterRegistry> registries) {
		this.sample = new Sample(stats, this.nanoTime.getAsLong());
		for (StatsMeter meter : StatsMeter.ALL) {
			boolean counted = meter.figure().of(stats) != null;
			if (counted && !this.meters.containsKey(meter)) {
				this.meters.put(meter, new ArrayList<>());
				registries.forEach((registry) -> register(meter, registry));
			}
			else if (!counted && this.meters.containsKey(meter)) {
				this.meters.remove(meter).forEach(Registered::remove);
			}
		}
	}

	/**
	 * Take a new figure of what it takes of the disk.
	 */
	void disk(long bytes, Collection<MeterRegistry> registries) {
		boolean first = this.diskBytes < 0;
		this.diskBytes = bytes;
		if (first) {
			registries.forEach(this::bindDisk);
		}
	}

	private void bindDisk(MeterRegistry registry) {
		this.disks.put(registry, Gauge.builder(this.options.prefix() + "container.disk.usage", this, (meters) -> {
			// The other figures are asked for, and with them this one.
			meters.collector.await();
			return meters.diskBytes;
		})
			.strongReference(true)
			.baseUnit(BaseUnits.BYTES)
			.description("What the container has made or changed on the disk, besides its image")
			.tags(this.tags)
			.register(registry));
	}

	void bind(MeterRegistry registry) {
		if (this.diskBytes >= 0) {
			bindDisk(registry);
		}
		this.meters.keySet().forEach((meter) -> register(meter, registry));
		if (this.startedAt != null) {
			Instant start = this.startedAt;
			this.uptimes.put(registry,
					TimeGauge
						.builder(this.options.prefix() + "container.uptime",
								() -> Duration.between(start, Instant.now()).toMillis(), TimeUnit.MILLISECONDS)
						.strongReference(true)
						.description("Time since the start of the container's run")
						.tags(this.tags)
						.register(registry));
		}
	}

	void remove() {
		this.meters.values().forEach((registered) -> registered.forEach(Registered::remove));
		this.meters.clear();
		this.uptimes.forEach(MeterRegistry::remove);
		this.uptimes.clear();
		this.disks.forEach(MeterRegistry::remove);
		this.disks.clear();
	}

	private void register(StatsMeter meter, MeterRegistry registry) {
		Value value = () -> value(meter);
		List<Registered> registered = this.meters.get(meter);
		if (registered != null) {
			registered.add(new Registered(registry, meter.register(registry, this.options.prefix(), this.tags, value)));
		}
	}

	private double value(StatsMeter meter) {
		this.collector.await();
		Number figure = (current()) ? meter.figure().of(this.sample.stats) : null;
		return (figure != null) ? figure.doubleValue() : Double.NaN;
	}

	/**
	 * Figures and when they came.
	 */
	private record Sample(Stats stats, long at) {
	}

	/**
	 * A meter of a registry.
	 */
	private record Registered(MeterRegistry registry, Meter meter) {

		private void remove() {
			this.registry.remove(this.meter);
		}

	}

}

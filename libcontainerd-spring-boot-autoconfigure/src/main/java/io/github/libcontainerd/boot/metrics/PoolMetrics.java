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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.PoolStatus;

/**
 * Meters over pools of containers. Reading them asks nobody.
 *
 * @since 0.1.0
 */
public class PoolMetrics implements MeterBinder {

	private final Supplier<? extends Iterable<ContainerPool>> pools;

	/**
	 * Create new metrics.
	 * @param pools the pools, which are asked for when the meters are bound
	 */
	public PoolMetrics(Supplier<? extends Iterable<ContainerPool>> pools) {
		this.pools = pools;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.pools.get().forEach((pool) -> bind(pool, registry));
	}

	private static void bind(ContainerPool pool, MeterRegistry registry) {
		Tags tags = Tags.of("pool", pool.name());
		gauge("libcontainerd.pool.size", "Containers that are to wait for their use", PoolStatus::size, pool, tags,
				registry);
		gauge("libcontainerd.pool.idle", "Containers that wait for their use", PoolStatus::idle, pool, tags, registry);
		timer("libcontainerd.pool.uses", "Uses, until their container was started", PoolStatus::hits,
				PoolStatus::hitTime, pool, tags.and("result", "hit"), registry);
		timer("libcontainerd.pool.uses", "Uses, until their container was started", PoolStatus::misses,
				PoolStatus::missTime, pool, tags.and("result", "miss"), registry);
		timer("libcontainerd.pool.age", "Age of containers at their use", PoolStatus::hits, PoolStatus::age, pool, tags,
				registry);
		discarded("expired", PoolStatus::expired, pool, tags, registry);
		discarded("lost", PoolStatus::lost, pool, tags, registry);
		counter("libcontainerd.pool.failures", "Containers that could not be made ahead", PoolStatus::failures, pool,
				tags, registry);
	}

	private static void gauge(String name, String description, ToDoubleFunction<PoolStatus> value, ContainerPool pool,
			Tags tags, MeterRegistry registry) {
		Gauge.builder(name, pool, (read) -> value.applyAsDouble(read.status()))
			.description(description)
			.tags(tags)
			.register(registry);
	}

	private static void timer(String name, String description, ToLongFunction<PoolStatus> count,
			Function<PoolStatus, Duration> time, ContainerPool pool, Tags tags, MeterRegistry registry) {
		FunctionTimer
			.builder(name, pool, (read) -> count.applyAsLong(read.status()),
					(read) -> time.apply(read.status()).toNanos(), TimeUnit.NANOSECONDS)
			.description(description)
			.tags(tags)
			.register(registry);
	}

	private static void discarded(String reason, ToDoubleFunction<PoolStatus> value, ContainerPool pool, Tags tags,
			MeterRegistry registry) {
		counter("libcontainerd.pool.discarded", "Containers that were thrown away unused", value, pool,
				tags.and("reason", reason), registry);
	}

	private static void counter(String name, String description, ToDoubleFunction<PoolStatus> value, ContainerPool pool,
			Tags tags, MeterRegistry registry) {
		FunctionCounter.builder(name, pool, (read) -> value.applyAsDouble(read.status()))
			.description(description)
			.tags(tags)
			.register(registry);
	}

}

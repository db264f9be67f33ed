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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.libcontainerd.boot.StubClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the tests of {@link ContainerMetrics} share.
 */
@ExtendWith(OutputCaptureExtension.class)
abstract class AbstractContainerMetricsTests {

	final StubClient client = new StubClient("jobs");

	final AtomicLong now = new AtomicLong(TimeUnit.DAYS.toNanos(1));

	final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Nullable ContainerMetrics metrics;

	@AfterEach
	void close() {
		if (this.metrics != null) {
			this.metrics.close();
		}
	}

	static ContainerMetricsOptions options() {
		return ContainerMetricsOptions.DEFAULTS;
	}

	void bind(ContainerMetricsOptions options) {
		bind(options, this.now::get);
	}

	void bind(ContainerMetricsOptions options, LongSupplier nanoTime) {
		bind(options, nanoTime, this.registry);
	}

	void bind(ContainerMetricsOptions options, LongSupplier nanoTime, MeterRegistry registry) {
		ContainerMetrics made = new ContainerMetrics(() -> List.of(this.client), options, nanoTime);
		this.metrics = made;
		made.bindTo(registry);
		registry.get("libcontainerd.stats.containers").gauge().value();
	}

	ContainerMetrics metrics() {
		assertThat(this.metrics).isNotNull();
		return this.metrics;
	}

	void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	void refresh() {
		pass(Duration.ofSeconds(2));
		value("libcontainerd.stats.containers");
	}

	double value(String name, String... tags) {
		return read(this.registry.get(name).tags(tags).meter());
	}

	List<String> names() {
		return this.registry.getMeters().stream().map((meter) -> meter.getId().getName()).toList();
	}

	static double read(Meter meter) {
		return meter.measure().iterator().next().getValue();
	}

	static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

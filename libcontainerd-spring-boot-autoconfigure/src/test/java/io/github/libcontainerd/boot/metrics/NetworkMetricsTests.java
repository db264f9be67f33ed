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

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.boot.StubClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NetworkMetrics}.
 */
class NetworkMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final StubClient client = new StubClient("jobs");

	@AfterEach
	void release() {
		this.client.releaseNetworks();
	}

	@Test
	void addressesAreCountedOfEachNetwork() {
		this.client.networks().create("backend", (request) -> request.subnet("192.0.2.0/29"));
		this.client.with("db", "backend");
		new NetworkMetrics(() -> List.of(this.client)).bindTo(this.registry);
		assertThat(value("libcontainerd.network.count")).isEqualTo(1);
		assertThat(this.registry.get("libcontainerd.network.addresses")
			.tags("network", "backend", "state", "used")
			.gauge()
			.value()).isEqualTo(1);
		assertThat(this.registry.get("libcontainerd.network.addresses")
			.tags("network", "backend", "state", "left")
			.gauge()
			.value()).isEqualTo(4);
		assertThat(this.registry.get("libcontainerd.network.repairs").functionCounter().count()).isZero();
	}

	@Test
	void theHostIsNotAskedForAnApplicationWithoutNetworks() {
		this.client.networks().create("backend");
		this.client.with("job", null);
		new NetworkMetrics(() -> List.of(this.client)).bindTo(this.registry);
		assertThat(value("libcontainerd.network.count")).isZero();
	}

	@Test
	void whatWasCountedStaysWhenNoContainerIsInANetworkAnyMore() {
		this.client.networks().create("backend");
		this.client.with("db", "backend");
		new NetworkMetrics(() -> List.of(this.client), Duration.ZERO).bindTo(this.registry);
		FunctionTimer setUps = this.registry.get("libcontainerd.network.setup").functionTimer();
		assertThat(setUps.count()).isEqualTo(1);
		this.client.with("db", null);
		assertThat(setUps.count()).isEqualTo(1);
		assertThat(value("libcontainerd.network.count")).isZero();
	}

	private double value(String name) {
		return this.registry.get(name).gauge().value();
	}

}

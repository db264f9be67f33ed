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

package io.github.libcontainerd.boot.health;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.libcontainerd.boot.StubClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NetworksHealthIndicator}.
 */
class NetworksHealthIndicatorTests {

	private final StubClient client = new StubClient("jobs");

	@AfterEach
	void release() {
		this.client.releaseNetworks();
	}

	@Test
	void itIsUnknownWhileNoContainerIsInANetwork() {
		this.client.networks().create("backend");
		this.client.with("job", null);
		assertThat(health().getStatus()).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void itTellsOfTheAddressesThatAreLeft() {
		this.client.networks().create("backend", (request) -> request.subnet("192.0.2.0/29"));
		this.client.with("db", "backend");
		Health health = health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("table", true).containsEntry("repaired", 0L);
		assertThat(health.getDetails().get("addresses")).asString().contains("used=1", "left=4");
	}

	@Test
	void itIsOutOfServiceWhenTheFirewallHasLostTheNetworks() {
		this.client.networks().create("backend");
		this.client.with("db", "backend");
		this.client.releaseNetworks();
		this.client.networks().remove("backend");
		assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health().getDetails().get("reason")).asString().contains("has lost the networks");
	}

	private Health health() {
		return new NetworksHealthIndicator(this.client).health();
	}

}

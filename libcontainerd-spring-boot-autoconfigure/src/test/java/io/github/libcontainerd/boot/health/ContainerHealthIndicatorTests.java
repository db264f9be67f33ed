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

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.health.contributor.Health;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.run.RunningContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ContainerHealthIndicator}.
 */
class ContainerHealthIndicatorTests {

	private final RunningContainer container = mock(RunningContainer.class);

	@BeforeEach
	void setUp() {
		given(this.container.id()).willReturn("shop_db");
		given(this.container.status()).willReturn(ContainerStatus.RUNNING);
	}

	@ParameterizedTest
	@CsvSource({ "RUNNING, UP", "PAUSED, OUT_OF_SERVICE", "CREATED, DOWN", "RESTARTING, DOWN" })
	void withoutACheckItSaysWhetherTheContainerRuns(ContainerStatus status, String health) {
		given(this.container.status()).willReturn(status);
		assertThat(health(false).getStatus().getCode()).isEqualTo(health);
		assertThat(health(false).getDetails()).containsEntry("id", "shop_db").containsEntry("container", status);
	}

	@ParameterizedTest
	@CsvSource({ "STARTING, UNKNOWN", "HEALTHY, UP", "UNHEALTHY, DOWN" })
	void itSaysWhatTheCheckOfTheContainerDoes(HealthStatus status, String health) {
		given(this.container.health()).willReturn(new ContainerHealth(status, 0, 0, "", Instant.EPOCH));
		assertThat(health(false).getStatus().getCode()).isEqualTo(health);
		assertThat(health(false).getDetails()).containsEntry("check", status).doesNotContainKey("output");
	}

	@Test
	void aCheckThatFailsTellsWhy() {
		given(this.container.health())
			.willReturn(new ContainerHealth(HealthStatus.HEALTHY, 1, 2, "no response", Instant.EPOCH));
		assertThat(health(false).getDetails()).containsEntry("failures", 1).containsEntry("output", "no response");
	}

	@ParameterizedTest
	@CsvSource({ "0, true, UP", "3, true, DOWN", "0, false, DOWN" })
	void anEndIsWellIfItWasToBe(int code, boolean ends, String health) {
		given(this.container.status()).willReturn(ContainerStatus.EXITED);
		given(this.container.exit()).willReturn(
				CompletableFuture.completedFuture(new ExitStatus(code, true, false, Instant.EPOCH, false, false)));
		assertThat(health(ends).getStatus().getCode()).isEqualTo(health);
		assertThat(health(ends).getDetails()).containsEntry("exitCode", code);
	}

	@Test
	void anEndWithAnUnknownCodeIsNotWell() {
		given(this.container.status()).willReturn(ContainerStatus.EXITED);
		given(this.container.exit())
			.willReturn(CompletableFuture.completedFuture(new ExitStatus(0, false, false, null, false, false)));
		assertThat(health(true).getStatus().getCode()).isEqualTo("DOWN");
		assertThat(health(true).getDetails()).doesNotContainKey("exitCode");
	}

	private Health health(boolean ends) {
		return new ContainerHealthIndicator(this.container, ends).health();
	}

}

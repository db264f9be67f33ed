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
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.health.HealthCheck;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link HealthMachine}.
 */
class HealthMachineTests {

	private static final HealthCheck CHECK = HealthCheck.of("check")
		.interval(seconds(30))
		.startPeriod(seconds(60))
		.startInterval(seconds(2))
		.retries(2);

	private final HealthMachine machine = new HealthMachine(CHECK, HealthStatus.STARTING);

	@Test
	void firstSuccessMakesItHealthy() {
		assertThat(this.machine.health().status()).isEqualTo(HealthStatus.STARTING);
		assertThat(this.machine.ended(result(0), seconds(2))).isTrue();
		assertThat(this.machine.health().status()).isEqualTo(HealthStatus.HEALTHY);
		assertThat(this.machine.ended(result(0), seconds(32))).isFalse();
	}

	@Test
	void failuresOfTheStartPeriodDoNotCount() {
		assertThat(this.machine.ended(result(1), seconds(2))).isFalse();
		assertThat(this.machine.ended(result(1), seconds(59))).isFalse();
		assertThat(this.machine.health().failures()).isZero();
		assertThat(this.machine.ended(result(1), seconds(60))).isFalse();
		assertThat(this.machine.ended(result(1), seconds(90))).isTrue();
		assertThat(this.machine.health().status()).isEqualTo(HealthStatus.UNHEALTHY);
	}

	@Test
	void failuresBeforeTheFirstIntervalIsOverDoNotCount() {
		HealthMachine impatient = new HealthMachine(CHECK.startPeriod(Duration.ZERO), HealthStatus.STARTING);
		for (int second = 1; second < 30; second++) {
			assertThat(impatient.ended(result(1), seconds(second))).isFalse();
		}
		assertThat(impatient.health().failures()).isZero();
		assertThat(impatient.ended(result(1), seconds(30))).isFalse();
		assertThat(impatient.ended(result(1), seconds(60))).isTrue();
	}

	@Test
	void failuresCountInTheStartPeriodOnceItWasHealthy() {
		this.machine.ended(result(0), seconds(1));
		assertThat(this.machine.ended(result(1), seconds(31))).isFalse();
		assertThat(this.machine.health().failures()).isEqualTo(1);
		assertThat(this.machine.ended(result(1), seconds(50))).isTrue();
		assertThat(this.machine.health().status()).isEqualTo(HealthStatus.UNHEALTHY);
	}

	@Test
	void successEndsARowOfFailures() {
		this.machine.ended(result(0), seconds(1));
		this.machine.ended(result(1), seconds(31));
		this.machine.ended(result(0), seconds(61));
		assertThat(this.machine.health().failures()).isZero();
		assertThat(this.machine.ended(result(1), seconds(91))).isFalse();
	}

	@Test
	void oneSuccessMakesAnUnhealthyOneHealthy() {
		HealthMachine sick = new HealthMachine(CHECK, HealthStatus.UNHEALTHY);
		assertThat(sick.ended(result(0), seconds(5))).isTrue();
		assertThat(sick.health().status()).isEqualTo(HealthStatus.HEALTHY);
	}

	@Test
	void checkWithoutAnExitCodeHasFailed() {
		this.machine.ended(result(0), seconds(1));
		this.machine.ended(result(null), seconds(70));
		assertThat(this.machine.health().failures()).isEqualTo(1);
		assertThat(this.machine.health().exitCode()).isNull();
	}

	@Test
	void checksAreFrequentUntilTheFirstSuccess() {
		assertThat(this.machine.firstPause()).isEqualTo(seconds(2));
		assertThat(this.machine.pause(seconds(59))).isEqualTo(seconds(2));
		assertThat(this.machine.pause(seconds(60))).isEqualTo(seconds(30));
		this.machine.ended(result(0), seconds(4));
		assertThat(this.machine.pause(seconds(4))).isEqualTo(seconds(30));
	}

	@Test
	void intervalThatIsShorterThanThatOfTheStartIsKept() {
		HealthMachine quick = new HealthMachine(CHECK.interval(Duration.ofMillis(100)), HealthStatus.STARTING);
		assertThat(quick.pause(seconds(1))).isEqualTo(Duration.ofMillis(100));
	}

	@Test
	void whatAnEarlierProcessKnewIsCheckedAtOnce() {
		HealthMachine restored = new HealthMachine(CHECK, HealthStatus.HEALTHY);
		assertThat(restored.firstPause()).isZero();
		assertThat(restored.health().status()).isEqualTo(HealthStatus.HEALTHY);
	}

	private static CheckResult result(@Nullable Integer exitCode) {
		return new CheckResult(exitCode, "output", Instant.EPOCH);
	}

	private static Duration seconds(int seconds) {
		return Duration.ofSeconds(seconds);
	}

}

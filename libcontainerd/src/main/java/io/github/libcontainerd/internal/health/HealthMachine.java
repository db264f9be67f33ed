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

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.health.HealthCheck;

/**
 * What the checks of one run of a container mean. Pure; times are those since the start
 * of the run. Not safe for use by several threads.
 */
final class HealthMachine {

	private final HealthCheck check;

	private HealthStatus status;

	private int failures;

	private @Nullable CheckResult last;

	HealthMachine(HealthCheck check, HealthStatus status) {
		this.check = check;
		this.status = status;
	}

	/**
	 * A check has ended.
	 * @param begun when it began
	 * @return whether the status has changed
	 */
	boolean ended(CheckResult result, Duration begun) {
		HealthStatus before = this.status;
		this.last = result;
		if (result.successful()) {
			this.failures = 0;
			this.status = HealthStatus.HEALTHY;
		}
		else if (!isEarly(begun) && ++this.failures >= this.check.retries()) {
			this.status = HealthStatus.UNHEALTHY;
		}
		return this.status != before;
	}

	/**
	 * Return how long to wait before the next check.
	 * @param now the time
	 */
	Duration pause(Duration now) {
		boolean early = isEarly(now) && this.check.startInterval().compareTo(this.check.interval()) < 0;
		return early ? this.check.startInterval() : this.check.interval();
	}

	/**
	 * Return how long to wait before the first check.
	 */
	Duration firstPause() {
		return (this.status == HealthStatus.STARTING) ? pause(Duration.ZERO) : Duration.ZERO;
	}

	// Docker would not have looked before the first interval was over.
	private boolean isEarly(Duration time) {
		return this.status == HealthStatus.STARTING
				&& (time.compareTo(this.check.startPeriod()) < 0 || time.compareTo(this.check.interval()) < 0);
	}

	HealthStatus status() {
		return this.status;
	}

	ContainerHealth health() {
		CheckResult result = this.last;
		return (result != null)
				? new ContainerHealth(this.status, this.failures, result.exitCode(), result.output(), result.at())
				: new ContainerHealth(this.status, this.failures, null, "", null);
	}

}

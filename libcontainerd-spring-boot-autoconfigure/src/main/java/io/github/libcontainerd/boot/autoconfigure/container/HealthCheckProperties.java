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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationUnit;

/**
 * Properties of the health check of a declared container.
 *
 * @since 0.1.0
 */
public class HealthCheckProperties {

	/**
	 * Whether the health is checked; 'false' also for an image that brings a check.
	 */
	private boolean enabled = true;

	/**
	 * Command that ends with code 0 in the container when all is well, such as
	 * 'pg_isready'. By default, the check that the image brings.
	 */
	private @Nullable List<String> command;

	/**
	 * Time between two checks. By default, 30s. If a duration suffix is not specified,
	 * seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration interval;

	/**
	 * Time after which a check is killed and has failed. By default, 30s. If a duration
	 * suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration timeout;

	/**
	 * Time after the start in which failures don't count. By default, 0s. If a duration
	 * suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration startPeriod;

	/**
	 * Time between two checks before the first success. By default, 1s. If a duration
	 * suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration startInterval;

	/**
	 * How many failures in a row make the container unhealthy. By default, 3.
	 */
	private @Nullable Integer retries;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable List<String> getCommand() {
		return this.command;
	}

	public void setCommand(@Nullable List<String> command) {
		this.command = command;
	}

	public @Nullable Duration getInterval() {
		return this.interval;
	}

	public void setInterval(@Nullable Duration interval) {
		this.interval = interval;
	}

	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(@Nullable Duration timeout) {
		this.timeout = timeout;
	}

	public @Nullable Duration getStartPeriod() {
		return this.startPeriod;
	}

	public void setStartPeriod(@Nullable Duration startPeriod) {
		this.startPeriod = startPeriod;
	}

	public @Nullable Duration getStartInterval() {
		return this.startInterval;
	}

	public void setStartInterval(@Nullable Duration startInterval) {
		this.startInterval = startInterval;
	}

	public @Nullable Integer getRetries() {
		return this.retries;
	}

	public void setRetries(@Nullable Integer retries) {
		this.retries = retries;
	}

}

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
 * Properties of when a declared container is ready.
 *
 * @since 0.1.0
 */
public class WaitForProperties {

	/**
	 * Whether to wait until the container is ready.
	 */
	private boolean enabled = true;

	/**
	 * Ports of the container that have to answer. By default, all published ports of TCP,
	 * unless something else is to be waited for.
	 */
	private @Nullable List<Integer> port;

	/**
	 * Regular expression that a line of the log has to contain.
	 */
	private @Nullable String log;

	/**
	 * How many lines have to contain it.
	 */
	private int logTimes = 1;

	/**
	 * Command that has to end with code 0 in the container, such as 'pg_isready'.
	 */
	private @Nullable List<String> command;

	/**
	 * Port and path of the container that have to answer a GET with a status from 200 to
	 * 399, such as '8080/actuator/health'.
	 */
	private @Nullable String http;

	/**
	 * Whether the health check of the container, or of its image, has to say that it is
	 * healthy.
	 */
	private boolean health;

	/**
	 * Whether the container has to end with code 0, as one that prepares something for
	 * others.
	 */
	private boolean exit;

	/**
	 * How long to wait. If a duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration timeout = Duration.ofMinutes(2);

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable List<Integer> getPort() {
		return this.port;
	}

	public void setPort(@Nullable List<Integer> port) {
		this.port = port;
	}

	public @Nullable String getLog() {
		return this.log;
	}

	public void setLog(@Nullable String log) {
		this.log = log;
	}

	public int getLogTimes() {
		return this.logTimes;
	}

	public void setLogTimes(int logTimes) {
		this.logTimes = logTimes;
	}

	public @Nullable List<String> getCommand() {
		return this.command;
	}

	public void setCommand(@Nullable List<String> command) {
		this.command = command;
	}

	public @Nullable String getHttp() {
		return this.http;
	}

	public void setHttp(@Nullable String http) {
		this.http = http;
	}

	public boolean isHealth() {
		return this.health;
	}

	public void setHealth(boolean health) {
		this.health = health;
	}

	public boolean isExit() {
		return this.exit;
	}

	public void setExit(boolean exit) {
		this.exit = exit;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

}

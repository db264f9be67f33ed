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
package io.github.libcontainerd.health;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;

/**
 * How to find out whether a container does what it is for: a command that is run inside
 * it, by its user and in its environment, and ends with 0 when all is well. Times and
 * their defaults are those of Docker's {@code HEALTHCHECK}. Immutable.
 * <p>
 * As long as no check has succeeded, and until the start period and the first interval
 * are over, checks come at the start interval and a failed one does not count.
 *
 * @see <a href="https://docs.docker.com/reference/dockerfile/#healthcheck">HEALTHCHECK in
 * Docker's reference</a>
 * @since 0.1.0
 */
public final class HealthCheck {

	/** The default time between two checks: 30 seconds. */
	public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

	/** The default time that a check may take: 30 seconds. */
	public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

	/** The default time between two checks before the first success: a second. */
	public static final Duration DEFAULT_START_INTERVAL = Duration.ofSeconds(1);

	/** The default number of failures in a row that make a container unhealthy: 3. */
	public static final int DEFAULT_RETRIES = 3;

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final HealthCheck NONE = new HealthCheck(new Values(List.of(), DEFAULT_INTERVAL, DEFAULT_TIMEOUT,
			Duration.ZERO, DEFAULT_START_INTERVAL, DEFAULT_RETRIES));

	private final Values values;

	private HealthCheck(Values values) {
		this.values = values;
	}

	/**
	 * Return a check by a program.
	 * @param command the program and its arguments, such as {@code pg_isready}
	 * @return the check, with the default times
	 */
	public static HealthCheck of(String... command) {
		return of(List.of(command));
	}

	/**
	 * Return a check by a program.
	 * @param command the program and its arguments
	 * @return the check, with the default times
	 */
	public static HealthCheck of(List<String> command) {
		if (command.isEmpty() || command.get(0).isEmpty()) {
			throw invalid("there is no command; say what to run");
		}
		if (command.stream().anyMatch((argument) -> argument.indexOf('\0') >= 0)) {
			throw invalid("an argument of its command has a NUL in it");
		}
		Values defaults = NONE.values;
		return new HealthCheck(new Values(List.copyOf(command), defaults.interval, defaults.timeout,
				defaults.startPeriod, defaults.startInterval, defaults.retries));
	}

	/**
	 * Return a check by a line of the shell {@code /bin/sh}, which the container must
	 * have.
	 * @param line the line, such as {@code curl -f http://localhost/ || exit 1}
	 * @return the check, with the default times
	 */
	public static HealthCheck shell(String line) {
		return of("/bin/sh", "-c", line);
	}

	/**
	 * Return no check, in the place of the one that an image brings.
	 * @return nothing to check
	 */
	public static HealthCheck none() {
		return NONE;
	}

	/**
	 * Return whether there is nothing to check.
	 * @return whether this is {@link #none()}
	 */
	public boolean isNone() {
		return this.values.command.isEmpty();
	}

	/**
	 * Return the program and its arguments.
	 * @return the command; empty for {@link #none()}
	 */
	public List<String> command() {
		return this.values.command;
	}

	/**
	 * Return the time between the end of a check and the next one.
	 * @return the time, positive
	 */
	public Duration interval() {
		return this.values.interval;
	}

	/**
	 * Return the same check with another time between two checks.
	 * @param interval the time, at least a millisecond
	 * @return the check
	 */
	public HealthCheck interval(Duration interval) {
		Values v = this.values;
		return new HealthCheck(new Values(v.command, positive("interval", interval), v.timeout, v.startPeriod,
				v.startInterval, v.retries));
	}

	/**
	 * Return the time after which a check is killed and has failed.
	 * @return the time, positive
	 */
	public Duration timeout() {
		return this.values.timeout;
	}

	/**
	 * Return the same check with another time that it may take.
	 * @param timeout the time, at least a millisecond
	 * @return the check
	 */
	public HealthCheck timeout(Duration timeout) {
		Values v = this.values;
		return new HealthCheck(new Values(v.command, v.interval, positive("timeout", timeout), v.startPeriod,
				v.startInterval, v.retries));
	}

	/**
	 * Return the time after the start in which failures don't count.
	 * @return the time, or zero
	 */
	public Duration startPeriod() {
		return this.values.startPeriod;
	}

	/**
	 * Return the same check with another time in which failures don't count.
	 * @param startPeriod the time, or zero
	 * @return the check
	 */
	public HealthCheck startPeriod(Duration startPeriod) {
		if (startPeriod.isNegative()) {
			throw invalid("the start period must not be negative: " + startPeriod);
		}
		Values v = this.values;
		return new HealthCheck(new Values(v.command, v.interval, v.timeout, startPeriod, v.startInterval, v.retries));
	}

	/**
	 * Return the time between two checks before the first success.
	 * @return the time, positive
	 */
	public Duration startInterval() {
		return this.values.startInterval;
	}

	/**
	 * Return the same check with another time between two checks before the first
	 * success.
	 * @param startInterval the time, at least a millisecond
	 * @return the check
	 */
	public HealthCheck startInterval(Duration startInterval) {
		Values v = this.values;
		return new HealthCheck(new Values(v.command, v.interval, v.timeout, v.startPeriod,
				positive("start interval", startInterval), v.retries));
	}

	/**
	 * Return how many failures in a row make a container unhealthy.
	 * @return the number, at least 1
	 */
	public int retries() {
		return this.values.retries;
	}

	/**
	 * Return the same check with another number of failures that make a container
	 * unhealthy.
	 * @param retries the number, at least 1
	 * @return the check
	 */
	public HealthCheck retries(int retries) {
		if (retries < 1) {
			throw invalid("the number of retries must be 1 or more, not " + retries);
		}
		Values v = this.values;
		return new HealthCheck(new Values(v.command, v.interval, v.timeout, v.startPeriod, v.startInterval, retries));
	}

	private static Duration positive(String what, Duration duration) {
		if (duration.compareTo(SHORTEST) < 0) {
			throw invalid("the " + what + " must be a millisecond or more, not " + duration);
		}
		return duration;
	}

	private static InvalidRequestException invalid(String problem) {
		return new InvalidRequestException(Operation.onDaemon("make a health check"), problem, null);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof HealthCheck check && this.values.equals(check.values);
	}

	@Override
	public int hashCode() {
		return this.values.hashCode();
	}

	@Override
	public String toString() {
		return "HealthCheck" + this.values.toString().substring("Values".length());
	}

	private record Values(List<String> command, Duration interval, Duration timeout, Duration startPeriod,
			Duration startInterval, int retries) {
	}

}

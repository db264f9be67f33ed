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
package io.github.libcontainerd.run;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What makes a started container ready, so that {@link Containers#start} returns. Until
 * then its caller waits; when the time is up, or the container ends before, the start
 * fails with {@link io.github.libcontainerd.ContainerNotReadyException}. Immutable.
 *
 * @see RunRequest.Builder#waitFor(WaitStrategy...)
 * @since 0.1.0
 */
public sealed interface WaitStrategy {

	/** How long is waited unless {@link #within} says so: a minute. */
	Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);

	/**
	 * Wait until all published TCP ports accept connections.
	 * @return the strategy
	 */
	static WaitStrategy ports() {
		return new Ports();
	}

	/**
	 * Wait until a TCP port accepts connections: where it is published, else on the
	 * address of the container in its network, or of the host if it has the host's.
	 * Nothing stands between that would accept a connection on the container's behalf.
	 * @param containerPort the port inside the container
	 * @return the strategy
	 */
	static WaitStrategy port(int containerPort) {
		return new Port(containerPort);
	}

	/**
	 * Wait for a line of output, on either stream.
	 * @param regex a regular expression that is found in the line
	 * @return the strategy
	 */
	static WaitStrategy log(String regex) {
		return log(regex, 1);
	}

	/**
	 * Wait until a line of output has come several times, as the one with which
	 * PostgreSQL's image says that it accepts connections: twice.
	 * @param regex a regular expression that is found in the line
	 * @param times how many lines, at least 1
	 * @return the strategy
	 */
	static WaitStrategy log(String regex, int times) {
		try {
			return new LogLine(Pattern.compile(regex), times);
		}
		catch (PatternSyntaxException ex) {
			throw Checks.invalid("'" + regex + "' is no regular expression: " + ex.getDescription());
		}
	}

	/**
	 * Wait until a GET is answered with a status from 200 to 399. Redirects are not
	 * followed.
	 * @param containerPort the port inside the container, found as {@link #port} does
	 * @param path the path, such as {@code /actuator/health}
	 * @return the strategy
	 */
	static Http http(int containerPort, String path) {
		return new Http(containerPort, path, Set.of());
	}

	/**
	 * Wait until the health check of the container says that it is healthy. When it says
	 * that it is not, the start fails.
	 * @return the strategy
	 * @see RunRequest.Builder#health
	 */
	static WaitStrategy health() {
		return new Health();
	}

	/**
	 * Wait until the container has ended with code 0, as one that prepares something for
	 * others.
	 * @return the strategy
	 */
	static WaitStrategy exit() {
		return new Exit();
	}

	/**
	 * Wait until a command inside the container ends with code 0.
	 * @param command the program and its arguments, such as {@code pg_isready}
	 * @return the strategy
	 */
	static WaitStrategy command(String... command) {
		return new Command(List.of(command));
	}

	/**
	 * Wait for anything else. It is asked about ten times a second, by the thread that
	 * started the container, and should answer soon.
	 * @param description what is waited for, as in "the leader to be elected"
	 * @param condition whether the container is ready; what it throws ends the start
	 * @return the strategy
	 */
	static WaitStrategy until(String description, Predicate<RunningContainer> condition) {
		return new Until(description, condition);
	}

	/**
	 * Wait for this so long.
	 * @param timeout how long, counted from the start of the container
	 * @return the strategy
	 */
	default WaitStrategy within(Duration timeout) {
		return new Within((this instanceof Within within) ? within.strategy() : this, timeout);
	}

	/**
	 * All published TCP ports accept connections.
	 */
	record Ports() implements WaitStrategy {
	}

	/**
	 * A TCP port accepts connections.
	 *
	 * @param containerPort the port inside the container
	 */
	record Port(int containerPort) implements WaitStrategy {

		public Port {
			Checks.port(containerPort);
		}

	}

	/**
	 * A line was written.
	 *
	 * @param pattern is found in the line
	 * @param times in how many lines
	 */
	record LogLine(Pattern pattern, int times) implements WaitStrategy {

		public LogLine {
			Checks.atLeast("number of lines to wait for", times, 1);
		}

	}

	/**
	 * A GET is answered.
	 *
	 * @param containerPort the port inside the container
	 * @param path the path, with the query if there is one
	 * @param statuses the statuses that count; empty for 200 to 399
	 */
	record Http(int containerPort, String path, Set<Integer> statuses) implements WaitStrategy {

		public Http {
			Checks.port(containerPort);
			if (!path.matches("/[!-~]*")) {
				throw Checks.invalid("the path '" + path + "' must start with '/' and have no blanks");
			}
			statuses = Set.copyOf(statuses);
		}

		/**
		 * Return the same for other statuses.
		 * @param statuses those that count
		 * @return the strategy
		 */
		public Http status(int... statuses) {
			Set<Integer> wanted = new TreeSet<>();
			for (int status : statuses) {
				wanted.add(status);
			}
			return new Http(this.containerPort, this.path, wanted);
		}

	}

	/**
	 * The container is healthy.
	 */
	record Health() implements WaitStrategy {
	}

	/**
	 * The container has ended with code 0.
	 */
	record Exit() implements WaitStrategy {
	}

	/**
	 * A command ends with code 0.
	 *
	 * @param command the program and its arguments
	 */
	record Command(List<String> command) implements WaitStrategy {

		public Command {
			command = List.copyOf(command);
			Checks.command(command);
		}

	}

	/**
	 * A condition of the caller.
	 *
	 * @param description what is waited for
	 * @param condition whether the container is ready
	 */
	record Until(String description, Predicate<RunningContainer> condition) implements WaitStrategy {
	}

	/**
	 * Another strategy, for a time of its own.
	 *
	 * @param strategy the other strategy
	 * @param timeout how long, counted from the start of the container
	 */
	record Within(WaitStrategy strategy, Duration timeout) implements WaitStrategy {

		public Within {
			Checks.positive("time to wait", timeout);
		}

	}

}

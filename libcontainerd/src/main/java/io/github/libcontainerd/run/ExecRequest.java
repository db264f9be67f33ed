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
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An additional process in a container. What is not set is as for the container's own
 * process. Immutable, but for a stream as stdin, which only one process can read.
 *
 * @since 0.1.0
 */
public final class ExecRequest {

	private final List<String> command;

	private final Map<String, String> env;

	private final @Nullable String user;

	private final @Nullable String workingDir;

	private final boolean tty;

	private final @Nullable RunInput stdin;

	private final @Nullable Duration timeout;

	private final OutputLimits output;

	private ExecRequest(Builder builder) {
		Checks.command(builder.command);
		this.command = builder.command;
		this.env = Checks.copyOf(builder.env);
		this.user = builder.user;
		this.workingDir = builder.workingDir;
		this.tty = builder.tty;
		this.stdin = builder.stdin;
		this.timeout = builder.timeout;
		this.output = builder.output;
	}

	/**
	 * Return a builder of a request.
	 * @param command the program and its arguments; may be left to
	 * {@link Builder#command}
	 * @return a builder
	 */
	public static Builder of(String... command) {
		return new Builder().command(command);
	}

	/**
	 * Return what to run.
	 * @return the program and its arguments
	 */
	public List<String> command() {
		return this.command;
	}

	/**
	 * Return the environment variables, besides those of the container.
	 * @return the values by name, in the order in which they were set
	 */
	public Map<String, String> env() {
		return this.env;
	}

	/**
	 * Return the user.
	 * @return {@code name}, {@code uid}, {@code name:group} or {@code uid:gid};
	 * {@code null} for the container's
	 */
	public @Nullable String user() {
		return this.user;
	}

	/**
	 * Return the working directory.
	 * @return an absolute path in the container; {@code null} for the container's
	 */
	public @Nullable String workingDir() {
		return this.workingDir;
	}

	/**
	 * Return whether it has a terminal.
	 * @return whether it has one
	 */
	public boolean tty() {
		return this.tty;
	}

	/**
	 * Return what it reads from its standard input.
	 * @return the input; {@code null} for the default, see {@link RunningContainer#exec}
	 * and {@link RunningContainer#startProcess}
	 */
	public @Nullable RunInput stdin() {
		return this.stdin;
	}

	/**
	 * Return the time after which it is killed with all that it has started, counted from
	 * its start. A daemon that it has started, in a session of its own and without its
	 * parent, is not found.
	 * @return the time; {@code null} for none
	 */
	public @Nullable Duration timeout() {
		return this.timeout;
	}

	/**
	 * Return how much output is kept for the result.
	 * @return the limits
	 */
	public OutputLimits output() {
		return this.output;
	}

	/**
	 * Return what is run, without what may hold a secret: only the program of the
	 * command, no environment and no input.
	 */
	@Override
	public String toString() {
		return "ExecRequest[program=" + this.command.get(0) + ", user=" + this.user + ", workingDir=" + this.workingDir
				+ ", tty=" + this.tty + ", timeout=" + this.timeout + "]";
	}

	/**
	 * Builder for an {@link ExecRequest}. Its methods throw an
	 * {@link io.github.libcontainerd.InvalidRequestException} for values that can't be
	 * right. Not safe for use by several threads.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder extends ProcessSettings<Builder> {

		private Builder() {
		}

		@Override
		Builder self() {
			return this;
		}

		/**
		 * Return the request. The builder can be used again.
		 * @return the request
		 * @throws io.github.libcontainerd.InvalidRequestException if there is no command
		 */
		public ExecRequest build() {
			return new ExecRequest(this);
		}

	}

}

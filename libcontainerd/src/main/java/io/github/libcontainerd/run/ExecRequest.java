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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An additional process. What is not set is as for the container's own process.
 *
 * @param command what to run
 * @param env environment variables, besides those of the container
 * @param user the user, as in {@link RunRequest.Builder#user}; {@code null} for the
 * container's
 * @param workingDir the working directory; {@code null} for the container's
 * @param tty whether it has a terminal
 * @param stdin what it reads; {@code null} for the default, see
 * {@link RunningContainer#exec} and {@link RunningContainer#startProcess}
 * @param timeout after which it is killed; {@code null} for none
 * @param output how much output is kept
 * @since 0.1.0
 */
public record ExecRequest(List<String> command, Map<String, String> env, @Nullable String user,
		@Nullable String workingDir, boolean tty, @Nullable RunInput stdin, @Nullable Duration timeout,
		OutputLimits output) {

	public ExecRequest {
		command = List.copyOf(command);
		env = Map.copyOf(env);
		Checks.command(command);
	}

	/**
	 * Begin a request.
	 * @param command what to run
	 * @return a builder
	 */
	public static Builder of(String... command) {
		return new Builder().command(command);
	}

	/**
	 * Builder for an {@link ExecRequest}.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private List<String> command = List.of();

		private final Map<String, String> env = new LinkedHashMap<>();

		private @Nullable String user;

		private @Nullable String workingDir;

		private boolean tty;

		private @Nullable RunInput stdin;

		private @Nullable Duration timeout;

		private OutputLimits output = OutputLimits.DEFAULT;

		private Builder() {
		}

		public Builder command(String... command) {
			this.command = List.of(command);
			return this;
		}

		public Builder env(String name, String value) {
			Checks.env(name, value);
			this.env.put(name, value);
			return this;
		}

		/**
		 * Set the user, as in {@link RunRequest.Builder#user}.
		 * @param user the user
		 * @return this builder
		 */
		public Builder user(String user) {
			this.user = user;
			return this;
		}

		public Builder workingDir(String workingDir) {
			this.workingDir = Checks.absolute("working directory", workingDir);
			return this;
		}

		public Builder tty(boolean tty) {
			this.tty = tty;
			return this;
		}

		public Builder stdin(RunInput stdin) {
			this.stdin = stdin;
			return this;
		}

		/**
		 * Set the time after which it is killed.
		 * @param timeout the time
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = Checks.positive("timeout", timeout);
			return this;
		}

		public Builder output(OutputLimits output) {
			this.output = output;
			return this;
		}

		public ExecRequest build() {
			return new ExecRequest(this.command, this.env, this.user, this.workingDir, this.tty, this.stdin,
					this.timeout, this.output);
		}

	}

}

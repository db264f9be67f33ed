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
 * What can be set for the process of a new container and for a process that is added to
 * one.
 *
 * @param <B> the builder
 */
abstract sealed class ProcessSettings<B extends ProcessSettings<B>> permits MountSettings, ExecRequest.Builder {

	List<String> command = List.of();

	final Map<String, String> env = new LinkedHashMap<>();

	@Nullable String user;

	@Nullable String workingDir;

	boolean tty;

	@Nullable RunInput stdin;

	@Nullable Duration timeout;

	OutputLimits output = OutputLimits.DEFAULT;

	abstract B self();

	/**
	 * Set what to run. For a container it takes the place of what the image says
	 * ({@code CMD}); if there is an entry point these are its arguments.
	 * @param command the program and its arguments
	 * @return this builder
	 */
	public B command(String... command) {
		Checks.arguments("argument", List.of(command));
		this.command = List.of(command);
		return self();
	}

	/**
	 * Set an environment variable, besides those of the image, or of the container for an
	 * additional process. It takes the place of one of the same name.
	 * @param name the name, not empty and without {@code =}
	 * @param value the value, which may be empty
	 * @return this builder
	 */
	public B env(String name, String value) {
		Checks.env(name, value);
		this.env.put(name, value);
		return self();
	}

	/**
	 * Set several environment variables, each as {@link #env(String, String)} does.
	 * @param variables the values by name
	 * @return this builder
	 */
	public B env(Map<String, String> variables) {
		variables.forEach(this::env);
		return self();
	}

	/**
	 * Set the user. Names are looked up in the container's own {@code /etc/passwd} and
	 * {@code /etc/group}; so are the groups of a user that is given by number.
	 * @param user {@code name}, {@code uid}, {@code name:group} or {@code uid:gid}
	 * @return this builder
	 */
	public B user(String user) {
		if (user.isBlank()) {
			throw Checks.invalid("the user is empty; give a name or a number, or leave it out");
		}
		this.user = Checks.text("user", user);
		return self();
	}

	/**
	 * Set the working directory; by default that of the image, or of the container for an
	 * additional process.
	 * @param workingDir an absolute path in the container
	 * @return this builder
	 */
	public B workingDir(String workingDir) {
		this.workingDir = Checks.absolute("working directory", workingDir);
		return self();
	}

	/**
	 * Set whether it has a terminal; by default it has none. With a terminal all output
	 * is in stdout.
	 * @param tty whether it has one
	 * @return this builder
	 */
	public B tty(boolean tty) {
		this.tty = tty;
		return self();
	}

	/**
	 * Set what it reads from its standard input. By default that is at its end at once,
	 * and open for {@link RunningContainer#startProcess}.
	 * @param stdin the input
	 * @return this builder
	 */
	public B stdin(RunInput stdin) {
		this.stdin = stdin;
		return self();
	}

	/**
	 * Set what it reads from its standard input.
	 * @param text the text, encoded as UTF-8
	 * @return this builder
	 */
	public B stdin(String text) {
		return stdin(RunInput.of(text));
	}

	/**
	 * Set the time after which it is killed, counted from its start; by default there is
	 * none. Once this process has died, the time of what it has left running is not
	 * watched any more.
	 * @param timeout the time, more than zero
	 * @return this builder
	 */
	public B timeout(Duration timeout) {
		this.timeout = Checks.positive("timeout", timeout);
		return self();
	}

	/**
	 * Set how much output is kept for the result; by default
	 * {@link OutputLimits#DEFAULT}.
	 * @param output the limits
	 * @return this builder
	 */
	public B output(OutputLimits output) {
		this.output = output;
		return self();
	}

}

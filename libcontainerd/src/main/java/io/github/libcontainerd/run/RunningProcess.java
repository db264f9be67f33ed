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

import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.log.AttachedStreams;

/**
 * An additional process of a container. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface RunningProcess {

	/**
	 * Return the id of the process.
	 * @return the id, for the calls of {@link io.github.libcontainerd.client.Client}
	 */
	String id();

	/**
	 * Return its streams, from the first byte of its output on.
	 * @return the streams
	 */
	AttachedStreams streams();

	/**
	 * Return its end.
	 * @return completes then
	 */
	CompletableFuture<ExitStatus> exit();

	/**
	 * Send it a signal.
	 * @param signal the number of the signal
	 */
	void signal(int signal);

	/**
	 * Send it a signal.
	 * @param signal its name with or without {@code SIG}, such as {@code SIGHUP}, or its
	 * number, see {@link Signals#parse}
	 * @throws io.github.libcontainerd.InvalidRequestException if there is no such signal
	 */
	default void signal(String signal) {
		signal(Signals.parse(signal));
	}

	/**
	 * Set the size of its terminal.
	 * @param columns the number of columns
	 * @param rows the number of rows
	 */
	void resize(int columns, int rows);

}

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

import io.github.libcontainerd.ContainerdException;

/**
 * Containers of one request that were created ahead, so that a use begins in a fraction
 * of the time. What differs from use to use is the input. Each container is used once,
 * and then removed like any other; the pool makes a new one in the background. When there
 * is none, a use makes its own, with the same result.
 * <p>
 * A container that was not used is reported to nobody: it is in no list, event or figure
 * of the client. One that is used is a container like any other from then on; its
 * {@link io.github.libcontainerd.ContainerInfo#labels() labels} name the pool, by
 * {@link #LABEL}. Its time and its {@link RunResult#duration() duration} begin with the
 * use.
 * <p>
 * A pool survives a restart of containerd, and ends with its process: what that leaves is
 * removed the next time a client of the namespace is opened, as for
 * {@link Containers#run(RunRequest)}. Safe for use by several threads.
 *
 * @see Containers#pool(RunRequest, PoolSettings)
 * @since 0.1.0
 */
public interface ContainerPool extends AutoCloseable {

	/** The label of a container that came from a pool; its value is the pool's name. */
	String LABEL = "io.github.libcontainerd/pool";

	/**
	 * Return the name of the pool, which the ids of its containers begin with.
	 * @return the name
	 */
	String name();

	/**
	 * Run a container without input, and wait for its end.
	 * @return the result
	 * @see #run(RunInput)
	 */
	default RunResult run() {
		return run(RunInput.none());
	}

	/**
	 * Run a container and wait for its end, as {@link Containers#run(RunRequest)} does.
	 * @param input what it reads from its standard input
	 * @return the result
	 * @throws ContainerdException if it can't be started, or the pool is closed
	 * @throws java.util.concurrent.CancellationException if the thread was interrupted
	 */
	RunResult run(RunInput input);

	/**
	 * The same as {@link #run(RunInput)}, without waiting. Cancelling the future kills
	 * and removes the container.
	 * @param input what it reads from its standard input
	 * @return the result
	 */
	CompletableFuture<RunResult> runAsync(RunInput input);

	/**
	 * Start a container and leave it running, as {@link Containers#start(RunRequest)}
	 * does: it outlives the pool, and this process as the live restore of the remote
	 * says.
	 * @param input what it reads from its standard input
	 * @return the started container
	 * @throws ContainerdException if it can't be started, or the pool is closed
	 */
	RunningContainer start(RunInput input);

	/**
	 * Return what the pool has, and has done so far. Asks nobody.
	 * @return the figures
	 */
	PoolStatus status();

	/**
	 * Remove the containers that were not used. Those that are used go on. Done with the
	 * client, too. Does nothing the second time.
	 */
	@Override
	void close();

	/**
	 * How containers wait for their use.
	 *
	 * @since 0.1.0
	 */
	enum Kind {

		/** Created: the program is started by the use. */
		CREATED,

		/**
		 * Started: the program runs already and waits for its input, so that what it does
		 * before it reads is done ahead. What it writes meanwhile is part of its output.
		 * One that ends before it is used is replaced.
		 */
		STARTED

	}

}

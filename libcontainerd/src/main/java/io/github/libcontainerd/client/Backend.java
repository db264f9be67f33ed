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

package io.github.libcontainerd.client;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.StateInfo;

/**
 * Receives what happens to the containers of a {@link Client}.
 * <p>
 * For one container the calls come one after another and in order: one start and one end
 * per run, the start first; nothing follows the end of the last run but a new
 * {@link Client#create} of the same id. Calls for different containers are concurrent. An
 * implementation may block, which delays that container's later calls only, and may call
 * back into the client, for the same container too. What it throws is logged and changes
 * nothing.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Backend {

	/**
	 * Called after the state of a container or of one of its processes has changed.
	 * @param containerId the container
	 * @param info what happened
	 * @throws Exception to have it logged
	 */
	void stateChanged(String containerId, StateInfo info) throws Exception;

	/**
	 * Called after the state of a container or of one of its processes has changed, with
	 * what was known of the container at that moment: nothing needs to be looked up,
	 * which would be too late for a container that has ended. This is the method that the
	 * client calls; the default passes the call on to
	 * {@link #stateChanged(String, StateInfo)}. A backend that passes calls on to another
	 * one overrides both.
	 * @param container the container, with its labels, its image and its run
	 * @param info what happened
	 * @throws Exception to have it logged
	 */
	default void stateChanged(ContainerInfo container, StateInfo info) throws Exception {
		stateChanged(container.id(), info);
	}

	/**
	 * Called before a process with attached streams starts. The implementation reads
	 * stdout and stderr, on threads of its own, until they end: a process whose output
	 * nobody reads blocks once about 128 KiB wait. The default hands every line to the
	 * logger {@code io.github.libcontainerd.output}.
	 * <p>
	 * Unlike v1.12.2, where an additional process was announced by its bare id, both ids
	 * are given.
	 * @param containerId the container
	 * @param processId {@link StateInfo#INIT} or the id given to
	 * {@link Client#addProcess}
	 * @param io the streams of the process
	 * @throws Exception to make the start fail, and have everything rolled back
	 */
	default void attachStreams(String containerId, String processId, IOPipe io) throws Exception {
		OutputPump.toLog(containerId, processId, io);
	}

}

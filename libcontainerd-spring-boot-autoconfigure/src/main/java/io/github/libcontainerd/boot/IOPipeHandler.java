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

package io.github.libcontainerd.boot;

import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Client;

/**
 * Takes the streams of a process, stdin included. Of several beans, the first in order
 * that supports the process gets them.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IOPipeHandler {

	/**
	 * Return whether this handler wants the streams of a process.
	 * @param containerId the container
	 * @param processId {@link StateInfo#INIT}, or the id given to
	 * {@link Client#addProcess}
	 * @return {@code true} to get them; by default, of every process
	 */
	default boolean supports(String containerId, String processId) {
		return true;
	}

	/**
	 * Take the streams of a process, before it starts. Both output streams have to be
	 * read to their end, on platform threads of the handler's own; this method must not
	 * wait for that.
	 * @param containerId the container
	 * @param processId {@link StateInfo#INIT}, or the id given to
	 * {@link Client#addProcess}
	 * @param io the streams
	 * @throws Exception to make the start of the process fail
	 */
	void handle(String containerId, String processId, IOPipe io) throws Exception;

}

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

package io.github.libcontainerd.internal.grpc.task;

/**
 * A process as containerd sees it.
 *
 * @param status what it is doing
 * @param pid its process id on the host
 * @param exit how it ended; meaningful when stopped
 * @param stdin the path of its stdin FIFO, or empty
 * @param stdout the path or URI of its stdout, or empty
 * @param stderr the path or URI of its stderr, or empty
 * @param terminal whether it has a terminal
 */
public record TaskProcess(Status status, int pid, ProcessExit exit, String stdin, String stdout, String stderr,
		boolean terminal) {

	/** What a process is doing. */
	public enum Status {

		/** Not known. */
		UNKNOWN,

		/** Created and not started. */
		CREATED,

		/** Running. */
		RUNNING,

		/** Ended. */
		STOPPED,

		/** Frozen. */
		PAUSED,

		/** Being frozen. */
		PAUSING

	}

}

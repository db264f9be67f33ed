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

package io.github.libcontainerd;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One state change of a container or of one of its additional processes. Immutable.
 *
 * @param change what happened
 * @param pid the process id on the host; 0 where the event has none
 * @param exitCode the exit code of an end event: 128 + signal number when killed by a
 * signal, 255 when {@code codeKnown} is false; 0 for other events
 * @param codeKnown whether the exit code is known, from containerd or its shim; when
 * false the process has ended with an unknown code
 * @param processId {@link #INIT} for the container's first process, else the id given to
 * {@link io.github.libcontainerd.client.Client#addProcess}
 * @param oomKilled whether the kernel's out-of-memory killer killed a process of this run
 * @param exitedAt when the process ended, by the shim's clock; {@code null} when unknown
 * or not an end event
 * @param run the number of the run, counting from 1; a restart policy makes a new run
 * @param timedOut whether this is the end of what was killed because the time that it was
 * given was up
 * @since 0.1.0
 */
public record StateInfo(StateChange change, int pid, int exitCode, boolean codeKnown, String processId,
		boolean oomKilled, @Nullable Instant exitedAt, int run, boolean timedOut) {

	/** The process id of a container's first process: {@code InitFriendlyName}. */
	public static final String INIT = "init";

	/** The exit code of a process whose real one is not known. */
	public static final int UNKNOWN_EXIT_CODE = 255;

	/**
	 * Create a change of what has not timed out.
	 * @param change what happened
	 * @param pid the process id on the host; 0 for none
	 * @param exitCode the exit code
	 * @param codeKnown whether the exit code is known
	 * @param processId the process
	 * @param oomKilled whether the kernel killed a process for its use of memory
	 * @param exitedAt when the process ended; {@code null} when unknown
	 * @param run the number of the run
	 */
	public StateInfo(StateChange change, int pid, int exitCode, boolean codeKnown, String processId, boolean oomKilled,
			@Nullable Instant exitedAt, int run) {
		this(change, pid, exitCode, codeKnown, processId, oomKilled, exitedAt, run, false);
	}

	/**
	 * Whether this is about the container's first process.
	 * @return {@code false} for an additional process
	 */
	public boolean init() {
		return INIT.equals(this.processId);
	}

}

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
 * How a process ended. Immutable.
 *
 * @param code the exit code, 128 + signal number when killed by a signal; 255 when
 * {@code codeKnown} is false
 * @param codeKnown whether the code is known, from containerd or its shim
 * @param oomKilled whether the kernel's out-of-memory killer killed a process of the run
 * @param exitedAt when it ended, by the shim's clock; {@code null} when unknown
 * @param restarting whether the restart policy starts the container again
 * @param timedOut whether it was killed because the time that it was given was up
 * @since 0.1.0
 */
public record ExitStatus(int code, boolean codeKnown, boolean oomKilled, @Nullable Instant exitedAt, boolean restarting,
		boolean timedOut) {

	/**
	 * Create a status of what has not timed out.
	 * @param code the exit code
	 * @param codeKnown whether the code is known
	 * @param oomKilled whether the kernel killed a process for its use of memory
	 * @param exitedAt when it ended; {@code null} when unknown
	 * @param restarting whether the restart policy starts the container again
	 */
	public ExitStatus(int code, boolean codeKnown, boolean oomKilled, @Nullable Instant exitedAt, boolean restarting) {
		this(code, codeKnown, oomKilled, exitedAt, restarting, false);
	}

	/**
	 * Whether the process is known to have ended by itself with code 0.
	 * @return {@code true} for a known exit code of 0 before its time was up
	 */
	public boolean successful() {
		return this.codeKnown && this.code == 0 && !this.timedOut;
	}

}

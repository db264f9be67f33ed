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

package io.github.libcontainerd.boot.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.StateInfo;

/**
 * What is common to the events for the end of a process. May be listened to itself.
 *
 * @since 0.1.0
 */
public sealed interface ExitDetails
		permits ContainerExitedEvent, ContainerRestartingEvent, ContainerProcessExitedEvent {

	/**
	 * Return all that is known of the end.
	 * @return the state change
	 */
	StateInfo getStateInfo();

	/**
	 * Return the exit code.
	 * @return the code, 128 + signal number when killed by a signal; 255 when it is not
	 * known
	 */
	default int getExitCode() {
		return getStateInfo().exitCode();
	}

	/**
	 * Return whether containerd or its shim told the exit code.
	 * @return {@code false} when nobody knows how the process ended
	 */
	default boolean isCodeKnown() {
		return getStateInfo().codeKnown();
	}

	/**
	 * Return whether the kernel's out-of-memory killer hit the run.
	 * @return {@code true} if it did
	 */
	default boolean isOomKilled() {
		return getStateInfo().oomKilled();
	}

	/**
	 * Return whether it was killed because the time that it was given was up.
	 * @return {@code false} for a plain kill, and for an end of its own
	 */
	default boolean isTimedOut() {
		return getStateInfo().timedOut();
	}

	/**
	 * Return when the process ended.
	 * @return the time by the shim's clock; {@code null} when it is not known
	 */
	default @Nullable Instant getExitedAt() {
		return getStateInfo().exitedAt();
	}

}

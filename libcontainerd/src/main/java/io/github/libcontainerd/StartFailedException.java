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

import org.jspecify.annotations.Nullable;

/**
 * The command of a container or of an additional process could not be started. No state
 * change was or will be reported for it and nothing is left of it.
 *
 * @since 0.1.0
 */
public final class StartFailedException extends ContainerdException {

	private static final long serialVersionUID = 1L;

	/** What a shell answers for a command that is not executable. */
	public static final int NOT_EXECUTABLE = 126;

	/** What a shell answers for a command that does not exist. */
	public static final int COMMAND_NOT_FOUND = 127;

	/** What Docker answers for any other failed start. */
	public static final int OTHER = 128;

	private final int exitCode;

	/**
	 * Create a new exception.
	 * @param operation what was being done, or {@code null}
	 * @param exitCode what a shell would have answered
	 * @param problem what is wrong, and what to do about it
	 * @param cause the cause, or {@code null}
	 */
	public StartFailedException(@Nullable Operation operation, int exitCode, String problem,
			@Nullable Throwable cause) {
		super(operation, problem, cause);
		this.exitCode = exitCode;
	}

	/**
	 * Return the exit code that a shell would have answered.
	 * @return {@value #COMMAND_NOT_FOUND} for a command that does not exist,
	 * {@value #NOT_EXECUTABLE} for one that is not executable, else {@value #OTHER}
	 */
	public int exitCode() {
		return this.exitCode;
	}

}

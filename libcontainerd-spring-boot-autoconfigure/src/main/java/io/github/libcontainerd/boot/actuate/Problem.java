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

package io.github.libcontainerd.boot.actuate;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.UnsupportedByDaemonException;

/**
 * What a failure is called outside. The text of an exception stays inside: it carries
 * whatever containerd and runc say, which can be parts of a specification.
 */
enum Problem {

	/** There is no such container. */
	NOT_FOUND(404, "Not found"),

	/** The container does not allow it now. */
	CONFLICT(409, "The state of the container does not allow it"),

	/** What was passed can't be right. */
	INVALID(400, "Invalid request"),

	/** The daemon is away. */
	UNAVAILABLE(503, "containerd does not answer"),

	/** The daemon takes too long. */
	TIMEOUT(504, "containerd did not answer in time"),

	/** The daemon is too old. */
	UNSUPPORTED(501, "Not supported by this containerd"),

	/** All else. */
	FAILED(500, "containerd failed; the log says more");

	private final int status;

	private final String text;

	Problem(int status, String text) {
		this.status = status;
		this.text = text;
	}

	int status() {
		return this.status;
	}

	String text() {
		return this.text;
	}

	static Problem of(@Nullable Throwable failure) {
		if (failure instanceof NotFoundException) {
			return NOT_FOUND;
		}
		if (failure instanceof IllegalContainerStateException || failure instanceof AlreadyExistsException) {
			return CONFLICT;
		}
		if (failure instanceof InvalidRequestException) {
			return INVALID;
		}
		if (failure instanceof DaemonUnavailableException) {
			return UNAVAILABLE;
		}
		if (failure instanceof OperationTimeoutException) {
			return TIMEOUT;
		}
		return (failure instanceof UnsupportedByDaemonException) ? UNSUPPORTED : FAILED;
	}

}

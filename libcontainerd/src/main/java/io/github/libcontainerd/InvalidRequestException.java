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
 * What the caller passed can't be right whatever containerd thinks of it: a malformed id,
 * a specification without a process, a root file system that does not exist.
 *
 * @since 0.1.0
 */
public final class InvalidRequestException extends ContainerdException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create a new exception.
	 * @param operation what was being done, or {@code null}
	 * @param problem what is wrong, and what to do about it
	 * @param cause the cause, or {@code null}
	 */
	public InvalidRequestException(@Nullable Operation operation, String problem, @Nullable Throwable cause) {
		super(operation, problem, cause);
	}

}

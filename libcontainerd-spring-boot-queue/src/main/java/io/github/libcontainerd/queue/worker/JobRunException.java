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

package io.github.libcontainerd.queue.worker;

import org.jspecify.annotations.Nullable;

/**
 * A job that could not be run.
 *
 * @since 0.1.0
 */
public final class JobRunException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final boolean permanent;

	/**
	 * Create it.
	 * @param problem why
	 * @param permanent whether no other attempt would do better
	 * @param cause the error; {@code null} for none
	 */
	public JobRunException(String problem, boolean permanent, @Nullable Throwable cause) {
		super(problem, cause);
		this.permanent = permanent;
	}

	/**
	 * Return whether no other attempt would do better.
	 * @return whether it is the job's own fault
	 */
	public boolean permanent() {
		return this.permanent;
	}

}

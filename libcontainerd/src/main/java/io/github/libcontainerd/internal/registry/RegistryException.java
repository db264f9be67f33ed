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

package io.github.libcontainerd.internal.registry;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ImageException.Reason;

/**
 * A registry did not do what was asked. Its message never has a credential in it.
 */
public final class RegistryException extends IOException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	private final boolean passing;

	private final transient @Nullable Duration retryAfter;

	/**
	 * Create a new exception.
	 * @param reason the kind of trouble
	 * @param problem what is wrong, and what to do about it
	 * @param cause the cause, or {@code null}
	 */
	public RegistryException(Reason reason, String problem, @Nullable Throwable cause) {
		this(reason, problem, cause, false, null);
	}

	private RegistryException(Reason reason, String problem, @Nullable Throwable cause, boolean passing,
			@Nullable Duration retryAfter) {
		super(problem, cause);
		this.reason = reason;
		this.passing = passing;
		this.retryAfter = retryAfter;
	}

	/**
	 * Create an exception for trouble that may pass.
	 */
	static RegistryException passing(Reason reason, String problem, @Nullable Throwable cause,
			@Nullable Duration retryAfter) {
		return new RegistryException(reason, problem, cause, true, retryAfter);
	}

	/**
	 * Return the kind of trouble.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Whether it makes sense to try again.
	 */
	boolean passing() {
		return this.passing;
	}

	/**
	 * Return how long the registry wants to be left alone, or {@code null}.
	 */
	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}

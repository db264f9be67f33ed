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

package io.github.libcontainerd.boot.test.container;

import org.jspecify.annotations.Nullable;

/**
 * A {@link TestContainer} can't be used: it can't be started or connected to, it is asked
 * for too early, or it is not clear which one is meant.
 *
 * @since 0.1.0
 */
public final class TestContainerException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what is wrong, and what to do
	 * @param cause the cause; {@code null} for none
	 */
	public TestContainerException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}

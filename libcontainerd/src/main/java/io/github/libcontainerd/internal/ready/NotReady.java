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
package io.github.libcontainerd.internal.ready;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * Something has not come true yet.
 */
final class NotReady extends Exception {

	@Serial
	private static final long serialVersionUID = 1L;

	private final boolean hopeless;

	private NotReady(String problem, boolean hopeless, @Nullable Throwable cause) {
		super(problem, cause, false, false);
		this.hopeless = hopeless;
	}

	/**
	 * It may come true later.
	 * @param problem what is seen now
	 */
	static NotReady yet(String problem, @Nullable Throwable cause) {
		return new NotReady(problem, false, cause);
	}

	/**
	 * There is no use in waiting longer.
	 * @param problem what is seen now
	 */
	static NotReady hopeless(String problem) {
		return new NotReady(problem, true, null);
	}

	boolean isHopeless() {
		return this.hopeless;
	}

}

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

package io.github.libcontainerd.client;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Operation;

/**
 * Is notified of the operations of clients, for metrics and traces. Safe for use by
 * several threads; must not block. What it throws is logged and changes nothing.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OperationObserver {

	/**
	 * Called before an operation, on the thread that makes it.
	 * @param operation the operation; its {@link Operation#name} is one of a few, such as
	 * {@code create}, {@code stop}, {@code pull}
	 * @return receives the end of the operation
	 */
	Observed begin(Operation operation);

	/**
	 * One operation under way.
	 */
	@FunctionalInterface
	interface Observed {

		/**
		 * Called once after the operation; on the thread that made it, unless it
		 * continued in the background.
		 * @param failure what it failed with; {@code null} when it did not
		 */
		void end(@Nullable Throwable failure);

		/**
		 * Called on the thread that made the operation when it continues in the
		 * background.
		 */
		default void detached() {
		}

	}

}

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

package io.github.libcontainerd.internal.resource;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been done so far, to be undone in reverse when the next step fails.
 */
public final class Rollback {

	private final Deque<Runnable> steps = new ArrayDeque<>();

	/**
	 * Undo this when a later step fails.
	 */
	public void add(Runnable step) {
		this.steps.push(step);
	}

	/**
	 * Undo everything; what goes wrong is attached to the failure.
	 */
	public void run(Throwable failure) {
		while (!this.steps.isEmpty()) {
			try {
				this.steps.pop().run();
			}
			catch (RuntimeException ex) {
				failure.addSuppressed(ex);
			}
		}
	}

}

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

package io.github.libcontainerd.internal.registry.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives up what is under way, from any thread.
 */
public final class Cancellation {

	private final CountDownLatch done = new CountDownLatch(1);

	private final Set<Runnable> actions = ConcurrentHashMap.newKeySet();

	/**
	 * Give up. What is told so is told once.
	 */
	public void cancel() {
		this.done.countDown();
		for (Runnable action : this.actions) {
			if (this.actions.remove(action)) {
				action.run();
			}
		}
	}

	public boolean cancelled() {
		return this.done.getCount() == 0;
	}

	/**
	 * Tell an action when it is given up; at once if it is already.
	 */
	void add(Runnable action) {
		this.actions.add(action);
		if (cancelled() && this.actions.remove(action)) {
			action.run();
		}
	}

	void remove(Runnable action) {
		this.actions.remove(action);
	}

	/**
	 * Wait.
	 * @return whether it was given up meanwhile
	 */
	public boolean await(Duration time) throws InterruptedException {
		return this.done.await(time.toNanos(), TimeUnit.NANOSECONDS);
	}

}

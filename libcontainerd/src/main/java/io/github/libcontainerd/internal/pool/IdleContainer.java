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

package io.github.libcontainerd.internal.pool;

import io.github.libcontainerd.internal.run.Preparation.Prepared;
import io.github.libcontainerd.internal.run.RunEngine;

/**
 * A container that waits for its use.
 *
 * @param prepared what it was created from
 * @param container the container
 * @param since when it began to wait, by {@link System#nanoTime()}
 */
record IdleContainer(Prepared prepared, RunEngine.Waiting container, long since) {

	String id() {
		return this.prepared.id();
	}

	long age(long now) {
		return now - this.since;
	}

}

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
package io.github.libcontainerd.internal.health;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.HealthStatus;

/**
 * Has the runs of a container examined, one after the other, if it has a health check.
 * Called by the queue of the container.
 */
public final class HealthWatch {

	private @Nullable HealthMonitor monitor;

	private HealthStatus known = HealthStatus.STARTING;

	/**
	 * From now on its runs are examined.
	 * @param monitor examines them
	 * @param known what an earlier process knew of the current run
	 */
	public void examineWith(HealthMonitor monitor, HealthStatus known) {
		this.monitor = monitor;
		this.known = known;
	}

	/**
	 * A run has started, or was found running.
	 */
	public void begin() {
		if (this.monitor != null) {
			this.monitor.begin(this.known);
			this.known = HealthStatus.STARTING;
		}
	}

	/**
	 * The run has ended.
	 */
	public void end() {
		if (this.monitor != null) {
			this.monitor.end();
		}
	}

}

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

package io.github.libcontainerd.boot.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.libcontainerd.Remote;
import io.github.libcontainerd.RemoteStatus;
import io.github.libcontainerd.RemoteStatus.Connection;

/**
 * Meters over the connection to containerd and a daemon that we run. Reading them does
 * not ask containerd.
 *
 * @since 0.1.0
 */
public class RemoteMetrics implements MeterBinder {

	private final Remote remote;

	/**
	 * Create new metrics.
	 * @param remote the connection
	 */
	public RemoteMetrics(Remote remote) {
		this.remote = remote;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge
			.builder("libcontainerd.connection.up", this.remote,
					(remote) -> (remote.status().connection() == Connection.CONNECTED) ? 1 : 0)
			.strongReference(true)
			.description("Whether containerd answers")
			.register(registry);
		counter("libcontainerd.connection.reconnects", "Re-established connections to containerd",
				RemoteStatus::reconnects, registry);
		if (this.remote.status().managed()) {
			counter("libcontainerd.daemon.restarts", "Restarts of the managed containerd", RemoteStatus::restarts,
					registry);
		}
	}

	private void counter(String name, String description, ToDoubleFunction<RemoteStatus> value,
			MeterRegistry registry) {
		// The function keeps the weakly referenced object.
		FunctionCounter.builder(name, this.remote, (ignored) -> value.applyAsDouble(this.remote.status()))
			.description(description)
			.register(registry);
	}

}

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

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.libcontainerd.boot.NamedRemotes;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.RemoteStatus.Connection;

/**
 * Meters over the connection to containerd and a daemon that we run. Reading them does
 * not ask containerd.
 *
 * @since 0.1.0
 */
public class RemoteMetrics implements MeterBinder {

	private final Map<String, Remote> remotes;

	/**
	 * Create new metrics of one connection.
	 * @param remote the connection
	 */
	public RemoteMetrics(Remote remote) {
		this(Map.of(NamedRemotes.DEFAULT, remote));
	}

	/**
	 * Create new metrics of several connections.
	 * @param remotes the connections by the names that they are tagged with
	 */
	public RemoteMetrics(Map<String, Remote> remotes) {
		this.remotes = Map.copyOf(remotes);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.remotes.forEach((name, remote) -> bind(Tags.of("remote", name), remote, registry));
	}

	private static void bind(Tags tags, Remote remote, MeterRegistry registry) {
		Gauge
			.builder("libcontainerd.connection.up", remote,
					(known) -> (known.status().connection() == Connection.CONNECTED) ? 1 : 0)
			.strongReference(true)
			.tags(tags)
			.description("Whether containerd answers")
			.register(registry);
		Gauge.builder("libcontainerd.shims.visible", remote, (known) -> known.status().shimsVisible() ? 1 : 0)
			.strongReference(true)
			.tags(tags)
			.description("Whether the shims can be asked for exit codes while containerd is away")
			.register(registry);
		counter("libcontainerd.connection.reconnects", "Re-established connections to containerd", tags, remote,
				RemoteStatus::reconnects, registry);
		if (remote.status().managed()) {
			bindDaemon(tags, remote, registry);
		}
		else if (remote.status().version() == null) {
			// It may not know yet whose containerd it will have.
			AtomicBoolean bound = new AtomicBoolean();
			remote.addListener((event) -> {
				if (remote.status().managed() && bound.compareAndSet(false, true)) {
					bindDaemon(tags, remote, registry);
				}
			});
		}
	}

	private static void bindDaemon(Tags tags, Remote remote, MeterRegistry registry) {
		counter("libcontainerd.daemon.restarts", "Restarts of the managed containerd", tags, remote,
				RemoteStatus::restarts, registry);
	}

	private static void counter(String name, String description, Tags tags, Remote remote,
			ToDoubleFunction<RemoteStatus> value, MeterRegistry registry) {
		// The function keeps the weakly referenced object.
		FunctionCounter.builder(name, remote, (ignored) -> value.applyAsDouble(remote.status()))
			.tags(tags)
			.description(description)
			.register(registry);
	}

}

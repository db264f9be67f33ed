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

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.SubscriptionState;

/**
 * The containers of one client that have meters. Follows what the client lists, so that
 * it does not matter which events were seen.
 */
class ClientContainers implements StatsCollector.Listener {

	private static final Logger logger = LoggerFactory.getLogger(ClientContainers.class);

	private final Client client;

	private final String namespace;

	private final ContainerMetricsOptions options;

	private final LongSupplier nanoTime;

	private final ReentrantLock lock;

	private final Capacity capacity;

	private final Collection<MeterRegistry> registries;

	private final StatsCollector collector;

	private final DiskCollector disks;

	private final Map<String, ContainerMeters> containers = new ConcurrentHashMap<>();

	private final Map<MeterRegistry, Meter> covered = new HashMap<>();

	private boolean closed;

	/**
	 * Create a new instance.
	 * @param lock guards the meters of all clients, their capacity and the registries
	 */
	ClientContainers(Client client, ContainerMetricsOptions options, Executor executor, LongSupplier nanoTime,
			ReentrantLock lock, Capacity capacity, Collection<MeterRegistry> registries) {
		this.client = client;
		this.namespace = client.namespace();
		this.options = options;
		this.nanoTime = nanoTime;
		this.lock = lock;
		this.capacity = capacity;
		this.registries = registries;
		this.collector = new StatsCollector(client, options, executor, nanoTime, this);
		this.disks = new DiskCollector(client, options.diskInterval().toNanos(), executor, nanoTime, this::disks);
	}

	Client client() {
		return this.client;
	}

	/**
	 * Whether the client is of no more use, so that there may be a new one for the
	 * namespace.
	 */
	boolean clientClosed() {
		return this.client.subscription().state() == SubscriptionState.CLOSED;
	}

	void request() {
		this.collector.request();
	}

	void bind(MeterRegistry registry) {
		this.containers.values().forEach((container) -> container.bind(registry));
		this.covered.put(registry,
				Gauge.builder("libcontainerd.stats.containers", this, ClientContainers::covered)
					.strongReference(true)
					.description("Containers whose figures are known")
					.tag("namespace", this.namespace)
					.register(registry));
	}

	void ended(String containerId, int run) {
		ContainerMeters container = this.containers.get(containerId);
		if (container != null && container.run() <= run) {
			this.containers.remove(containerId);
			remove(container);
		}
	}

	void close() {
		this.closed = true;
		this.containers.values().forEach(this::remove);
		this.containers.clear();
		this.covered.forEach(MeterRegistry::remove);
		this.covered.clear();
	}

	@Override
	public void collected(Map<String, Integer> runs, Map<String, Stats> stats) {
		this.lock.lock();
		try {
			if (!this.closed) {
				follow(runs, stats);
				this.disks.request(this.containers.keySet());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void disks(Map<String, Long> bytes) {
		this.lock.lock();
		try {
			bytes.forEach((container, taken) -> {
				ContainerMeters meters = this.containers.get(container);
				if (meters != null && !this.closed) {
					meters.disk(taken, this.registries);
				}
			});
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void called(StatsOutcome outcome, Duration duration) {
		this.lock.lock();
		try {
			for (MeterRegistry registry : this.registries) {
				Timer.builder("libcontainerd.stats.collection")
					.description("Calls to containerd for the figures of all containers")
					.tags("namespace", this.namespace, "outcome", outcome.tag())
					.register(registry)
					.record(duration);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The list is taken again, under the lock: a container that ends later sends its
	 * event later too.
	 */
	private void follow(Map<String, Integer> runs, Map<String, Stats> stats) {
		Map<String, ContainerInfo> alive = new HashMap<>();
		for (ContainerInfo container : this.client.list()) {
			if (StatsCollector.alive(container)) {
				alive.put(container.id(), container);
			}
		}
		for (Iterator<Map.Entry<String, ContainerMeters>> all = this.containers.entrySet().iterator(); all.hasNext();) {
			Map.Entry<String, ContainerMeters> known = all.next();
			ContainerInfo container = alive.get(known.getKey());
			if (container == null || container.run() != known.getValue().run()) {
				all.remove();
				remove(known.getValue());
			}
		}
		for (ContainerInfo container : alive.values()) {
			Stats figures = stats.get(container.id());
			Integer run = runs.get(container.id());
			// Figures of an earlier run say nothing about this one.
			if (figures != null && figures.version() != Stats.CgroupVersion.UNKNOWN && run != null
					&& run == container.run()) {
				update(container, figures);
			}
		}
	}

	private void update(ContainerInfo container, Stats figures) {
		try {
			ContainerMeters meters = this.containers.get(container.id());
			if (meters == null) {
				if (!this.capacity.take()) {
					return;
				}
				Tags tags = this.options.tags(this.namespace, container);
				meters = new ContainerMeters(container, tags, figures, this.options, this.collector, this.nanoTime);
				this.containers.put(container.id(), meters);
				this.registries.forEach(meters::bind);
			}
			meters.update(figures, this.registries);
		}
		catch (RuntimeException ex) {
			logger.warn("The meters of container '{}' in namespace '{}' can't be registered", container.id(),
					this.namespace, ex);
		}
	}

	private void remove(ContainerMeters container) {
		container.remove();
		this.capacity.giveBack();
	}

	private double covered() {
		this.collector.await();
		return this.containers.values().stream().filter(ContainerMeters::current).count();
	}

	/**
	 * How many containers may have meters. Guarded by the lock.
	 */
	static class Capacity {

		private final int total;

		private int taken;

		private boolean warned;

		Capacity(int total) {
			this.total = total;
		}

		private boolean take() {
			if (this.taken < this.total) {
				this.taken++;
				return true;
			}
			if (!this.warned) {
				this.warned = true;
				logger.warn("There are more than {} containers; the others have no meters. "
						+ "'libcontainerd.metrics.max-containers' raises the limit", this.total);
			}
			return false;
		}

		private void giveBack() {
			this.taken--;
		}

	}

}

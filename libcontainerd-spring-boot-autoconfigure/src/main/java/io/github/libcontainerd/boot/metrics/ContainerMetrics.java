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

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Client;

/**
 * Meters over what containers use: processor time, memory, processes, disk. A container
 * has them while it is alive; a figure that the host does not count has none.
 * <p>
 * The figures of all containers of a client come by one call to containerd, made when the
 * meters are read, and once after containers have been started.
 *
 * @since 0.1.0
 * @see ContainerMetricsOptions
 */
public class ContainerMetrics implements MeterBinder, AutoCloseable {

	private static final AtomicInteger threads = new AtomicInteger();

	private final ReentrantLock lock = new ReentrantLock();

	private final Supplier<? extends Collection<Client>> clients;

	private final ContainerMetricsOptions options;

	private final LongSupplier nanoTime;

	private final ClientContainers.Capacity capacity;

	private final Collection<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	private final Map<String, ClientContainers> namespaces = new LinkedHashMap<>();

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS,
			new SynchronousQueue<>(), ContainerMetrics::thread);

	private boolean closed;

	/**
	 * Create new metrics of one client.
	 * @param client the client
	 */
	public ContainerMetrics(Client client) {
		this(() -> List.of(client), ContainerMetricsOptions.DEFAULTS);
	}

	/**
	 * Create new metrics.
	 * @param clients the clients, asked for again with every registry; others are found
	 * by the events of their containers
	 * @param options the options
	 */
	public ContainerMetrics(Supplier<? extends Collection<Client>> clients, ContainerMetricsOptions options) {
		this(clients, options, System::nanoTime);
	}

	ContainerMetrics(Supplier<? extends Collection<Client>> clients, ContainerMetricsOptions options,
			LongSupplier nanoTime) {
		this.clients = clients;
		this.options = options;
		this.nanoTime = nanoTime;
		this.capacity = new ClientContainers.Capacity(options.maxContainers());
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Collection<Client> present = this.clients.get();
		this.lock.lock();
		try {
			if (!this.closed && !this.registries.contains(registry)) {
				this.registries.add(registry);
				this.namespaces.values().forEach((namespace) -> namespace.bind(registry));
				present.forEach(this::namespace);
				this.namespaces.values().forEach(ClientContainers::request);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take note of a state change: the meters of a container that has started appear
	 * soon, those of one that has ended are removed.
	 * @param client the client of the container
	 * @param containerId the container
	 * @param info what happened
	 */
	public void stateChanged(Client client, String containerId, StateInfo info) {
		this.lock.lock();
		try {
			if (this.closed || this.registries.isEmpty()) {
				return;
			}
			switch (info.change()) {
				case START, RESTORE -> namespace(client).request();
				case EXIT, RESTART -> namespace(client).ended(containerId, info.run());
				default -> {
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Remove the meters.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.namespaces.values().forEach(ClientContainers::close);
			this.namespaces.clear();
			this.registries.clear();
		}
		finally {
			this.lock.unlock();
		}
		this.executor.shutdown();
	}

	private ClientContainers namespace(Client client) {
		ClientContainers known = this.namespaces.get(client.namespace());
		if (known != null && (known.client() == client || !known.clientClosed())) {
			return known;
		}
		if (known != null) {
			known.close();
		}
		ClientContainers made = new ClientContainers(client, this.options, this.executor, this.nanoTime, this.lock,
				this.capacity, this.registries);
		this.registries.forEach(made::bind);
		this.namespaces.put(client.namespace(), made);
		return made;
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "containerd-stats-" + threads.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

}

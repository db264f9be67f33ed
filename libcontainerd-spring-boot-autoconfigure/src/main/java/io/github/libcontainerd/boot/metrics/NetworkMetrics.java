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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.network.NetworksStatus;
import io.github.libcontainerd.network.NetworksStatus.Usage;

/**
 * Meters over the networks of containers. Reading them asks the host at most every ten
 * seconds, and not at all while no container is in a network.
 *
 * @since 0.1.0
 */
public class NetworkMetrics implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(NetworkMetrics.class);

	private static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);

	private final Supplier<? extends Collection<Client>> clients;

	private final ReentrantLock lock = new ReentrantLock();

	private final long timeToLive;

	private volatile Known known;

	/**
	 * Create new metrics.
	 * @param clients the clients whose containers may be in networks
	 */
	public NetworkMetrics(Supplier<? extends Collection<Client>> clients) {
		this(clients, TIME_TO_LIVE);
	}

	NetworkMetrics(Supplier<? extends Collection<Client>> clients, Duration timeToLive) {
		this.clients = clients;
		this.timeToLive = timeToLive.toNanos();
		this.known = new Known(Map.of(), List.of(), System.nanoTime() - this.timeToLive);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		MultiGauge addresses = MultiGauge.builder("libcontainerd.network.addresses")
			.description("Addresses of networks that containers have, and that are left")
			.register(registry);
		// It is read with the others, and looks for networks that came or went.
		Gauge.builder("libcontainerd.network.count", this, (self) -> {
			List<Usage> networks = self.networks();
			addresses.register(networks.stream().flatMap((usage) -> self.rows(usage.network())).toList());
			return networks.size();
		}).strongReference(true).description("Networks of this host").register(registry);
		counter("libcontainerd.network.repairs", "Entries of networks that were made again in the firewall",
				NetworksStatus::repaired, registry);
		counter("libcontainerd.network.sweeps", "Containers that are no more, of which something was taken back",
				NetworksStatus::swept, registry);
		FunctionTimer
			.builder("libcontainerd.network.setup", this,
					(self) -> (long) self.sum((status) -> status.setUps().count()),
					(self) -> self.sum((status) -> status.setUps().time().toNanos()), TimeUnit.NANOSECONDS)
			.description("Interfaces, addresses and ports that a container was given")
			.register(registry);
	}

	private void counter(String name, String description, ToDoubleFunction<NetworksStatus> value,
			MeterRegistry registry) {
		FunctionCounter.builder(name, this, (self) -> self.sum(value)).description(description).register(registry);
	}

	private double sum(ToDoubleFunction<NetworksStatus> value) {
		return refreshed().statuses().values().stream().mapToDouble(value).sum();
	}

	private Stream<Row<?>> rows(String network) {
		return Stream.of(Row.of(Tags.of("network", network, "state", "used"), () -> of(network, Usage::used)),
				Row.of(Tags.of("network", network, "state", "left"),
						() -> of(network, (usage) -> usage.total() - usage.used())));
	}

	private double of(String network, ToDoubleFunction<Usage> value) {
		return networks().stream()
			.filter((usage) -> usage.network().equals(network))
			.mapToDouble(value)
			.findFirst()
			.orElse(Double.NaN);
	}

	private List<Usage> networks() {
		return refreshed().networks();
	}

	private Known refreshed() {
		Known last = this.known;
		if (System.nanoTime() - last.at() < this.timeToLive || !this.lock.tryLock()) {
			return last;
		}
		try {
			this.known = read(last);
			return this.known;
		}
		finally {
			this.lock.unlock();
		}
	}

	// What was counted stays when a client has no container in a network any more.
	private Known read(Known last) {
		Map<Client, NetworksStatus> statuses = new HashMap<>();
		List<Usage> networks = List.of();
		try {
			for (Client client : this.clients.get()) {
				NetworksStatus before = last.statuses().get(client);
				if (usesNetworks(client)) {
					NetworksStatus status = client.networks().status();
					statuses.put(client, status);
					// They are the host's, and the same for all clients.
					networks = status.networks();
				}
				else if (before != null) {
					statuses.put(client, before);
				}
			}
			return new Known(statuses, networks, System.nanoTime());
		}
		catch (ContainerdException ex) {
			logger.debug("The networks of containers can't be measured", ex);
			return new Known(last.statuses(), last.networks(), System.nanoTime());
		}
	}

	private static boolean usesNetworks(Client client) {
		return client.list().stream().anyMatch((container) -> container.pid() > 0 && !container.networks().isEmpty());
	}

	/**
	 * What was read last.
	 *
	 * @param statuses the last status of each client that has used networks
	 * @param networks the networks, if any is used
	 * @param at when
	 */
	private record Known(Map<Client, NetworksStatus> statuses, List<Usage> networks, long at) {
	}

}

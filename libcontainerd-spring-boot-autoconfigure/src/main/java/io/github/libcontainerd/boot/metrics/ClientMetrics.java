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
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.StdioTraffic;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.image.PullProgress;

/**
 * Meters over clients: their containers, what happened to them, and the event stream.
 * Reading them does not ask containerd.
 *
 * @since 0.1.0
 */
public class ClientMetrics implements MeterBinder {

	private final ReentrantLock lock = new ReentrantLock();

	private final Supplier<? extends Collection<Client>> clients;

	private final boolean countFromStart;

	private final List<MeterRegistry> registries = new ArrayList<>();

	private final Map<String, Namespace> namespaces = new LinkedHashMap<>();

	/**
	 * Create new metrics of one client.
	 * @param client the client
	 */
	public ClientMetrics(Client client) {
		this(() -> List.of(client), true);
	}

	/**
	 * Create new metrics.
	 * @param clients the clients, asked for again with every registry; others are found
	 * by the events of their containers
	 * @param countFromStart whether {@link #stateChanged} is called for everything that
	 * happens; if it is not known, the meters over state changes appear with the first
	 * one, since until then nobody knows that nothing has happened
	 */
	public ClientMetrics(Supplier<? extends Collection<Client>> clients, boolean countFromStart) {
		this.clients = clients;
		this.countFromStart = countFromStart;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Collection<Client> present = this.clients.get();
		this.lock.lock();
		try {
			if (!this.registries.contains(registry)) {
				this.registries.add(registry);
				this.namespaces.values().forEach((namespace) -> namespace.bind(registry));
				present.forEach(this::namespace);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Count a state change. May be called before the first registry is bound.
	 * @param client the client of the container
	 * @param info what happened
	 */
	public void stateChanged(Client client, StateInfo info) {
		counting(client).count(info);
	}

	/**
	 * Count what has been fetched for an image.
	 * @param client the client that pulls
	 * @param progress how far a part of the image is
	 */
	public void progressed(Client client, PullProgress progress) {
		if (progress.status() == PullProgress.Status.DOWNLOADED) {
			counting(client).pulled.add(progress.total());
		}
	}

	private Namespace counting(Client client) {
		this.lock.lock();
		try {
			Namespace namespace = namespace(client);
			if (!namespace.counting) {
				namespace.counting = true;
				this.registries.forEach(namespace::bindCounts);
			}
			return namespace;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Namespace namespace(Client client) {
		Namespace namespace = this.namespaces.get(client.namespace());
		if (namespace == null) {
			namespace = new Namespace(client, this.countFromStart);
			this.namespaces.put(client.namespace(), namespace);
			this.registries.forEach(namespace::bind);
		}
		namespace.client = client;
		return namespace;
	}

	/**
	 * The meters of a namespace. They hold on to this object, and it does to the client.
	 */
	private static final class Namespace {

		private final Tags tags;

		private final LongAdder starts = new LongAdder();

		private final LongAdder restarts = new LongAdder();

		private final LongAdder ooms = new LongAdder();

		private final LongAdder pulled = new LongAdder();

		private final Map<ExitClass, LongAdder> exits = new EnumMap<>(ExitClass.class);

		private volatile Client client;

		private boolean counting;

		private Namespace(Client client, boolean counting) {
			this.client = client;
			this.counting = counting;
			this.tags = Tags.of("namespace", client.namespace());
			for (ExitClass exitClass : ExitClass.values()) {
				this.exits.put(exitClass, new LongAdder());
			}
		}

		private void count(StateInfo info) {
			switch (info.change()) {
				case START -> this.starts.increment();
				case EXIT -> count(ExitClass.of(info));
				case RESTART -> {
					count(ExitClass.of(info));
					this.restarts.increment();
				}
				case OOM -> this.ooms.increment();
				default -> {
				}
			}
		}

		private void count(ExitClass exitClass) {
			LongAdder exits = this.exits.get(exitClass);
			if (exits != null) {
				exits.increment();
			}
		}

		private void bind(MeterRegistry registry) {
			for (ContainerStatus status : ContainerStatus.values()) {
				gauge("libcontainerd.containers", "Containers by their state",
						this.tags.and("state", status.name().toLowerCase(Locale.ROOT)),
						(client) -> client.list().stream().filter((info) -> info.status() == status).count(), registry);
			}
			for (HealthStatus health : HealthStatus.values()) {
				gauge("libcontainerd.containers.health", "Containers with a health check by what it says",
						this.tags.and("health", health.name().toLowerCase(Locale.ROOT)),
						(client) -> client.list().stream().filter((info) -> info.health() == health).count(), registry);
			}
			counter("libcontainerd.events.received", "Task events received from containerd",
					(client) -> client.subscription().events(), registry);
			counter("libcontainerd.events.reconnects", "Re-established event streams",
					(client) -> client.subscription().reconnects(), registry);
			gauge("libcontainerd.events.live", "Whether the event stream is live", this.tags,
					(client) -> (client.subscription().state() == SubscriptionState.LIVE) ? 1 : 0, registry);
			gauge("libcontainerd.events.lag", "Time that the last event took from containerd", "seconds", this.tags,
					Namespace::lag, registry);
			stream("stdin", StdioTraffic::stdin, registry);
			stream("stdout", StdioTraffic::stdout, registry);
			stream("stderr", StdioTraffic::stderr, registry);
			if (this.counting) {
				bindCounts(registry);
			}
		}

		private void bindCounts(MeterRegistry registry) {
			counter("libcontainerd.starts", "Started runs of containers", this.tags, this.starts, registry);
			this.exits.forEach((exitClass, count) -> counter("libcontainerd.exits", "Ended runs of containers",
					this.tags.and("exit.class", exitClass.tag()), count, registry));
			counter("libcontainerd.restarts", "Restarts of containers by their restart policy", this.tags,
					this.restarts, registry);
			FunctionCounter.builder("libcontainerd.pull.bytes", this.pulled, (ignored) -> this.pulled.sum())
				.baseUnit(BaseUnits.BYTES)
				.description("Bytes of images fetched from registries")
				.tags(this.tags)
				.register(registry);
			counter("libcontainerd.ooms", "Runs of containers that ran out of memory", this.tags, this.ooms, registry);
		}

		private static double lag(Client client) {
			Duration lag = client.subscription().lag();
			return (lag != null) ? lag.toNanos() / 1e9 : Double.NaN;
		}

		private void stream(String stream, ToLongFunction<StdioTraffic> bytes, MeterRegistry registry) {
			FunctionCounter
				.builder("libcontainerd.io.bytes", this,
						(ignored) -> ask((client) -> bytes.applyAsLong(client.traffic())))
				.baseUnit(BaseUnits.BYTES)
				.description("Bytes through the attached streams of processes")
				.tags(this.tags.and("stream", stream))
				.register(registry);
		}

		private void gauge(String name, String description, Tags tags, ToDoubleFunction<Client> value,
				MeterRegistry registry) {
			gauge(name, description, null, tags, value, registry);
		}

		private void gauge(String name, String description, @Nullable String unit, Tags tags,
				ToDoubleFunction<Client> value, MeterRegistry registry) {
			Gauge.builder(name, this, (namespace) -> namespace.ask(value))
				.strongReference(true)
				.baseUnit(unit)
				.description(description)
				.tags(tags)
				.register(registry);
		}

		private void counter(String name, String description, ToDoubleFunction<Client> value, MeterRegistry registry) {
			FunctionCounter.builder(name, this, (ignored) -> ask(value))
				.description(description)
				.tags(this.tags)
				.register(registry);
		}

		private void counter(String name, String description, Tags tags, LongAdder count, MeterRegistry registry) {
			// The function keeps the weakly referenced object.
			FunctionCounter.builder(name, count, (ignored) -> count.sum())
				.description(description)
				.tags(tags)
				.register(registry);
		}

		private double ask(ToDoubleFunction<Client> value) {
			try {
				return value.applyAsDouble(this.client);
			}
			catch (ContainerdException ex) {
				return Double.NaN;
			}
		}

	}

}

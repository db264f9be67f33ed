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

package io.github.libcontainerd.boot.test.container;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.boot.autoconfigure.container.DependencyRun;
import io.github.libcontainerd.boot.autoconfigure.container.MissingNetworks;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;

/**
 * The containers of an application context, or of a test without one: started together,
 * ended together.
 */
final class ContainerGroup implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ContainerGroup.class);

	private static final AtomicInteger NETWORKS = new AtomicInteger();

	private final Collection<ContainerField> fields;

	private final Owner owner;

	private final String suffix = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

	private final String network = Leftovers.networkName(NETWORKS.incrementAndGet());

	private final Map<TestContainer, RunningContainer> running = new ConcurrentHashMap<>();

	private volatile @Nullable Client client;

	private volatile boolean closed;

	/**
	 * Create a group.
	 * @param fields the containers, each behind those that it depends on
	 * @param owner what it belongs to
	 */
	ContainerGroup(Collection<ContainerField> fields, Owner owner) {
		this.fields = List.copyOf(fields);
		this.owner = owner;
		this.fields.forEach((field) -> field.container().groups().add(this, field.name()));
	}

	boolean has(TestContainer container) {
		return this.fields.stream().anyMatch((field) -> field.container() == container);
	}

	boolean isOpen() {
		return !this.closed && this.owner.isOpen();
	}

	/**
	 * Return whether nobody will use it any more.
	 */
	boolean hasEnded() {
		return this.closed || this.owner.hasEnded();
	}

	/**
	 * Return a container, after all have been started.
	 * @throws TestContainerException if they can't be
	 */
	RunningContainer running(TestContainer container) {
		RunningContainer found = this.running.get(container);
		if (found == null) {
			this.owner.start();
			found = this.running.get(container);
		}
		if (found == null) {
			throw new TestContainerException(container + " has been removed with its application context", null);
		}
		return found;
	}

	/**
	 * Return a container by its name.
	 */
	RunningContainer running(String name) {
		return running(field(name).container());
	}

	/**
	 * Return its environment, with that of the image.
	 */
	Map<String, String> env(ContainerField field) {
		Map<String, String> env = new HashMap<>();
		Client known = this.client;
		if (known != null) {
			for (String variable : known.images().inspect(field.container().image()).config().env()) {
				int end = variable.indexOf('=');
				if (end > 0) {
					env.put(variable.substring(0, end), variable.substring(end + 1));
				}
			}
		}
		env.putAll(field.container().request().env());
		return env;
	}

	/**
	 * Start all, those that don't depend on each other at the same time. When that fails
	 * nothing is left.
	 * @param client where to
	 * @throws TestContainerException if one of them can't be started
	 */
	void start(Client client) {
		this.client = client;
		try {
			new Leftovers(client).remove();
			if (this.fields.stream().anyMatch(this::needsNetwork)) {
				Leftovers.removeNetworks(client.networks());
				client.networks().create(this.network);
			}
			startAll(client);
		}
		catch (RuntimeException ex) {
			boolean interrupted = Thread.interrupted();
			remove();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
			throw ex;
		}
	}

	private void startAll(Client client) {
		new DependencyRun(this.fields.stream().map(ContainerField::name).toList(), (name) -> dependencies(field(name)))
			.run("containerd-test-start-", (name, dependencies) -> {
				dependencies.await();
				this.running.put(field(name).container(), start(field(name), client));
			});
	}

	private ContainerField field(String name) {
		return this.fields.stream().filter((field) -> field.name().equals(name)).findFirst().orElseThrow();
	}

	private List<String> dependencies(ContainerField field) {
		return this.fields.stream()
			.filter((other) -> field.container().dependencies().contains(other.container()))
			.map(ContainerField::name)
			.toList();
	}

	private RunningContainer start(ContainerField field, Client client) {
		try {
			this.owner.prepare(field.container().image(), client);
			RunRequest request = request(field);
			if (!needsNetwork(field) && request.network() instanceof NetworkMode.Bridge bridge) {
				bridge.endpoints().forEach((endpoint) -> MissingNetworks.create(client.networks(), endpoint.network()));
			}
			RunningContainer started = client.containers().start(request);
			logger.info("Started test container '" + field.name() + "' from " + field.container().image());
			return started;
		}
		catch (ContainerdException ex) {
			throw field.problem("could not be started: " + ex.getMessage(), ex);
		}
	}

	private RunRequest request(ContainerField field) {
		RunRequest request = field.container().request();
		RunRequest.Builder run = request.toBuilder()
			.id(id(field))
			.label(DeclaredContainers.NAME_LABEL, field.name())
			.label(Leftovers.LABEL, field.origin())
			// Its log can be read when it has ended.
			.remove(false);
		if (request.hostname() == null) {
			run.hostname(field.name());
		}
		if (needsNetwork(field)) {
			run.network(this.network, (endpoint) -> endpoint.alias(field.name()));
		}
		return run.build();
	}

	private boolean needsNetwork(ContainerField field) {
		RunRequest request = field.container().request();
		return !request.choosesNetwork() && (!request.ports().isEmpty() || request.publishAll());
	}

	private String id(ContainerField field) {
		return Leftovers.ID_PREFIX + field.name() + "_" + this.suffix;
	}

	/**
	 * Remove all.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.fields.forEach((field) -> field.container().groups().remove(this));
		remove();
	}

	private void remove() {
		this.running.clear();
		Client known = this.client;
		if (known == null) {
			return;
		}
		this.client = null;
		List<ContainerField> last = new ArrayList<>(this.fields);
		Collections.reverse(last);
		for (ContainerField field : last) {
			try {
				known.containers().find(id(field)).ifPresent(RunningContainer::remove);
			}
			catch (ContainerdException | CancellationException ex) {
				logger.warn("Could not remove test container '" + field.name() + "'", ex);
			}
		}
		if (this.fields.stream().anyMatch(this::needsNetwork)) {
			try {
				known.networks().remove(this.network);
			}
			catch (ContainerdException ex) {
				logger.debug("Could not remove the network of the test containers", ex);
			}
		}
	}

	/**
	 * What a group belongs to.
	 */
	interface Owner {

		/**
		 * Return whether containers may be asked for.
		 */
		boolean isOpen();

		/**
		 * Return whether nobody will use it any more.
		 */
		boolean hasEnded();

		/**
		 * Start the group, if it has not been started yet.
		 */
		void start();

		/**
		 * Make sure that an image is there, if it is not to be pulled.
		 */
		void prepare(String image, Client client);

	}

}

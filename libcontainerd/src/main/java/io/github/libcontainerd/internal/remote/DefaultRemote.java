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

package io.github.libcontainerd.internal.remote;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PluginStatus;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteListener;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.Identifiers;
import io.github.libcontainerd.internal.registry.Registries;
import io.github.libcontainerd.spi.ChannelSource;

/**
 * A remote that is connected.
 */
final class DefaultRemote implements Remote {

	private static final Logger logger = LoggerFactory.getLogger(DefaultRemote.class);

	private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

	private final CurrentSettings settings;

	private final ConcurrentHashMap<String, ClientSession> clients;

	private final RemoteResources resources;

	private final Registries registries;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private final ReentrantLock lock = new ReentrantLock();

	private boolean closing;

	private DefaultRemote(CurrentSettings settings, ConcurrentHashMap<String, ClientSession> clients,
			RemoteResources resources) {
		this.settings = settings;
		this.clients = clients;
		this.resources = resources;
		this.registries = new Registries(() -> settings.get().registries());
	}

	/**
	 * Connect, and leave nothing if that fails.
	 * @param settings the options, which may change at any time
	 * @param source gives the channel; closed with the remote
	 * @param listeners are notified from the beginning; may grow
	 * @param abandoned completes when the remote is no longer needed
	 * @return the remote
	 */
	static DefaultRemote connect(CurrentSettings settings, ChannelSource source, List<RemoteListener> listeners,
			CompletableFuture<?> abandoned) {
		ConcurrentHashMap<String, ClientSession> clients = new ConcurrentHashMap<>();
		RemoteResources resources = RemoteResources.open(settings, source, listeners, abandoned,
				() -> clients.values().forEach((session) -> session.client().daemonLost()));
		if (resources.status().managed()) {
			settings.managed();
		}
		return new DefaultRemote(settings, clients, resources);
	}

	@Override
	public Client client(String namespace, Backend backend) {
		return session(namespace, backend).gated();
	}

	/**
	 * Open a client.
	 */
	ClientSession session(String namespace, Backend backend) {
		Operation operation = ClientOperation.OPEN.in(namespace);
		Identifiers.check("namespace", namespace, operation);
		ClientSession session = add(namespace, backend, operation);
		try {
			session.open();
			return session;
		}
		catch (RuntimeException ex) {
			session.close();
			throw ex;
		}
	}

	/**
	 * Add a client that is not open yet, so that it is closed with this remote, even
	 * while it is being opened.
	 */
	private ClientSession add(String namespace, Backend backend, Operation operation) {
		this.lock.lock();
		try {
			if (this.closing) {
				throw new DaemonUnavailableException(operation, "the remote is closed", null);
			}
			if (this.clients.containsKey(namespace)) {
				throw new AlreadyExistsException(operation, "this remote has an open client for it", null);
			}
			ClientSession session = new ClientSession(namespace, backend, connection(), this.resources.threads(),
					this.resources.fifos(), this.resources.fifoDirectory(), this.settings, this.resources.events(),
					this.resources.shims(), this.registries::source, (ended) -> this.clients.remove(namespace, ended));
			this.clients.put(namespace, session);
			return session;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean startClosing() {
		this.lock.lock();
		try {
			boolean first = !this.closing;
			this.closing = true;
			return first;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void updateOptions(RemoteOption... options) {
		this.settings.change(options);
	}

	@Override
	public void connectInBackground() {
		// It is connected.
	}

	@Override
	public void holdRestarts() {
		this.settings.holdRestarts(true);
	}

	@Override
	public void releaseRestarts() {
		this.settings.holdRestarts(false);
	}

	@Override
	public RemoteStatus status() {
		return this.resources.status();
	}

	@Override
	public void addListener(RemoteListener listener) {
		this.resources.events().add(listener);
	}

	RemoteEvents events() {
		return this.resources.events();
	}

	@Override
	public List<PluginStatus> plugins() {
		return Rpc.await(connection().daemon().plugins(CALL_TIMEOUT), Operation.onDaemon("list the plug-ins"));
	}

	@Override
	public List<String> namespaces() {
		return Rpc.await(connection().daemon().namespaces(CALL_TIMEOUT), Operation.onDaemon("list the namespaces"));
	}

	@Override
	public List<Client> clients() {
		return this.clients.values()
			.stream()
			.map(ClientSession::gated)
			.sorted(Comparator.comparing(Client::namespace))
			.toList();
	}

	@Override
	public RemoteStatus ping(Duration timeout) {
		Operation operation = Operation.onDaemon("ping containerd");
		CompletableFuture<String> version = connection().readVersion(timeout);
		boolean serving = Rpc.await(connection().daemon().serving(timeout), operation);
		if (!serving) {
			throw new DaemonUnavailableException(operation, "it says that it does not serve", null);
		}
		Rpc.await(version, operation);
		return status();
	}

	private Connection connection() {
		return this.resources.connection();
	}

	@Override
	public void cleanup() {
		if (!startClosing()) {
			try {
				this.closed.get(60, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (ExecutionException | TimeoutException ex) {
				logger.warn("The remote is still being closed");
			}
			return;
		}
		try {
			closeClients();
			this.registries.close();
			this.resources.close();
		}
		finally {
			this.closed.complete(null);
		}
	}

	private void closeClients() {
		CompletableFuture<?>[] ends = this.clients.values()
			.stream()
			.map((session) -> CompletableFuture.runAsync(session::close, this.resources.threads().workers()))
			.toArray(CompletableFuture[]::new);
		try {
			CompletableFuture.allOf(ends).join();
		}
		catch (ContainerdException | CompletionException ex) {
			logger.warn("A client could not be closed properly", ex);
		}
	}

}

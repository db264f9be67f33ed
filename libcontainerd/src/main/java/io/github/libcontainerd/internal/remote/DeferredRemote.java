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
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PluginStatus;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.ConnectMode;
import io.github.libcontainerd.client.DaemonMode;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteListener;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.internal.daemon.PathRules;
import io.github.libcontainerd.internal.daemon.StateDirectory;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.Identifiers;
import io.github.libcontainerd.internal.record.RemoteSettings;
import io.github.libcontainerd.spi.ChannelSource;

/**
 * A remote that can be used before containerd is there. It opens a {@link DefaultRemote}
 * in the background, as often as it takes, and from then on is that one; so a connection
 * that was never there and one that was lost are never mixed up.
 */
final class DeferredRemote implements Remote {

	private static final Logger logger = LoggerFactory.getLogger(DeferredRemote.class);

	// Longer than to stop a managed daemon takes.
	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

	private final ChannelSource source;

	private final List<RemoteListener> listeners = new CopyOnWriteArrayList<>();

	// Only those that were asked for before containerd was there.
	private final Map<String, DeferredClient> clients = new ConcurrentSkipListMap<>();

	private final ConnectAttempts attempts;

	private final CompletableFuture<Void> closing = new CompletableFuture<>();

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final CurrentSettings settings;

	// Written under the lock.
	private volatile @Nullable DefaultRemote remote;

	private DeferredRemote(RemoteSettings settings, ChannelSource source) {
		this.settings = new CurrentSettings(settings);
		this.source = source;
		this.attempts = new ConnectAttempts(this::connect, settings.daemon().startTimeout(), this.closing);
	}

	/**
	 * Open a remote without asking for containerd.
	 * @param settings the options
	 * @param source gives the channel; closed with the remote
	 * @return the remote
	 * @throws io.github.libcontainerd.RemoteStartException for what will not become right
	 * by waiting
	 */
	static Remote open(RemoteSettings settings, ChannelSource source) {
		DeferredRemote remote = new DeferredRemote(settings, source);
		PathRules.checkSocket(DaemonAddress.expected(settings));
		StateDirectory.open(settings.stateDirectory()).close();
		if (settings.connect() == ConnectMode.IN_BACKGROUND) {
			remote.attempts.start();
		}
		return remote;
	}

	/**
	 * Make one attempt at what is still missing.
	 */
	private void connect() {
		DefaultRemote opened = this.remote;
		if (opened == null) {
			opened = DefaultRemote.connect(this.settings, this.source::open, this.listeners, this.closing);
			if (!arrived(opened)) {
				opened.cleanup();
				return;
			}
		}
		ContainerdException failure = null;
		for (DeferredClient client : this.clients.values()) {
			try {
				client.open(opened);
			}
			catch (ContainerdException ex) {
				failure = ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	private boolean arrived(DefaultRemote opened) {
		this.lock.lock();
		try {
			if (this.closing.isDone()) {
				return false;
			}
			this.remote = opened;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public Client client(String namespace, Backend backend) {
		Operation operation = ClientOperation.OPEN.in(namespace);
		Identifiers.check("namespace", namespace, operation);
		DefaultRemote opened;
		this.lock.lock();
		try {
			if (this.closing.isDone()) {
				throw new DaemonUnavailableException(operation, "the remote is closed", null);
			}
			if (this.clients.containsKey(namespace)) {
				throw new AlreadyExistsException(operation, "this remote has an open client for it", null);
			}
			opened = this.remote;
			if (opened == null) {
				DeferredClient client = new DeferredClient(namespace, backend, this.attempts,
						(closed) -> this.clients.remove(namespace, closed));
				this.clients.put(namespace, client);
				return client.gated();
			}
		}
		finally {
			this.lock.unlock();
		}
		return opened.client(namespace, backend);
	}

	@Override
	public void updateOptions(RemoteOption... options) {
		this.settings.change(options);
	}

	@Override
	public void connectInBackground() {
		this.attempts.start();
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
		DefaultRemote opened = this.remote;
		if (opened != null) {
			return opened.status();
		}
		ConnectAttempts.Failure failure = this.attempts.lastFailure();
		String text = (failure != null) ? failure.text() : null;
		Instant at = (failure != null) ? failure.at() : null;
		return new RemoteStatus(DaemonAddress.expected(this.settings.get()),
				this.closing.isDone() ? RemoteStatus.Connection.CLOSED : RemoteStatus.Connection.DISCONNECTED, null,
				this.settings.get().mode() == DaemonMode.ALWAYS, 0, 0, 0, text, at);
	}

	@Override
	public void addListener(RemoteListener listener) {
		this.listeners.add(listener);
	}

	@Override
	public List<PluginStatus> plugins() {
		return remote(Operation.onDaemon("list the plug-ins")).plugins();
	}

	@Override
	public List<String> namespaces() {
		return remote(Operation.onDaemon("list the namespaces")).namespaces();
	}

	@Override
	public List<Client> clients() {
		DefaultRemote opened = this.remote;
		Collection<Client> direct = (opened != null) ? opened.clients() : List.of();
		Map<String, Client> all = new TreeMap<>();
		direct.forEach((client) -> all.put(client.namespace(), client));
		this.clients.values().forEach((client) -> all.put(client.namespace(), client.gated()));
		return List.copyOf(all.values());
	}

	@Override
	public RemoteStatus ping(Duration timeout) {
		return remote(Operation.onDaemon("ping containerd")).ping(timeout);
	}

	/**
	 * Return the remote without waiting for it, for what is asked to know how things are.
	 */
	private DefaultRemote remote(Operation operation) {
		this.attempts.start();
		DefaultRemote opened = this.remote;
		if (opened == null) {
			throw this.attempts.unavailable(operation);
		}
		return opened;
	}

	@Override
	public void cleanup() {
		DefaultRemote opened;
		boolean first;
		this.lock.lock();
		try {
			first = this.closing.complete(null);
			opened = this.remote;
		}
		finally {
			this.lock.unlock();
		}
		if (!first) {
			this.closed.copy().completeOnTimeout(null, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
			return;
		}
		try {
			this.clients.values().forEach(DeferredClient::giveUp);
			if (opened != null) {
				opened.cleanup();
			}
			if (!this.attempts.awaitEnd(CLOSE_LIMIT)) {
				logger.warn("The connecting to containerd does not end");
			}
			this.source.close();
			this.clients.clear();
		}
		finally {
			this.closed.complete(null);
		}
	}

}

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PluginStatus;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteListener;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.internal.gate.ClientSource;
import io.github.libcontainerd.internal.gate.GatedClient;
import io.github.libcontainerd.internal.gate.OpenClient;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.Identifiers;

/**
 * A remote for operating systems without the FIFOs that containerd needs for standard
 * streams, so that an application can be started there and fails only where it really
 * uses containers. It says so once. What can be answered without containerd is answered:
 * there are no containers; everything else throws {@link UnsupportedOperationException}.
 */
final class UnsupportedRemote implements Remote {

	private static final Logger logger = LoggerFactory.getLogger(UnsupportedRemote.class);

	private final String text;

	private final Map<String, Client> clients = new ConcurrentSkipListMap<>();

	private UnsupportedRemote(String system) {
		this.text = "containerd's standard streams need Linux, and this is " + system
				+ ": the application can be started here, but every use of a container fails";
	}

	static boolean supports(String system) {
		return "Linux".equals(system);
	}

	/**
	 * Return a remote that does nothing.
	 * @param system the name of the operating system
	 */
	static Remote open(String system) {
		UnsupportedRemote remote = new UnsupportedRemote(system);
		logger.warn(remote.text);
		return remote;
	}

	@Override
	public Client client(String namespace, Backend backend) {
		Operation operation = ClientOperation.OPEN.in(namespace);
		Identifiers.check("namespace", namespace, operation);
		Client client = new GatedClient(namespace, new NoClient(namespace));
		if (this.clients.putIfAbsent(namespace, client) != null) {
			throw new AlreadyExistsException(operation, "this remote has an open client for it", null);
		}
		return client;
	}

	@Override
	public List<Client> clients() {
		return List.copyOf(this.clients.values());
	}

	@Override
	public RemoteStatus status() {
		return new RemoteStatus(DaemonAddress.SYSTEM_SOCKET, RemoteStatus.Connection.DISCONNECTED, null, false, 0, 0, 0,
				this.text, null);
	}

	@Override
	public void addListener(RemoteListener listener) {
	}

	@Override
	public void updateOptions(RemoteOption... options) {
	}

	@Override
	public void connectInBackground() {
	}

	@Override
	public void holdRestarts() {
	}

	@Override
	public void releaseRestarts() {
	}

	@Override
	public List<PluginStatus> plugins() {
		throw unsupported();
	}

	@Override
	public List<String> namespaces() {
		throw unsupported();
	}

	@Override
	public RemoteStatus ping(Duration timeout) {
		throw unsupported();
	}

	@Override
	public void cleanup() {
	}

	private UnsupportedOperationException unsupported() {
		return new UnsupportedOperationException(this.text);
	}

	/**
	 * The client that there will never be.
	 */
	private final class NoClient implements ClientSource {

		private final String namespace;

		private NoClient(String namespace) {
			this.namespace = namespace;
		}

		@Override
		public State state() {
			return State.UNSUPPORTED;
		}

		@Override
		public @Nullable OpenClient ifOpen() {
			return null;
		}

		@Override
		public OpenClient await(Operation operation) {
			throw unsupported();
		}

		@Override
		public CompletableFuture<OpenClient> later(Operation operation) {
			throw unsupported();
		}

		@Override
		public CompletableFuture<Void> opened() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void close() {
			UnsupportedRemote.this.clients.remove(this.namespace);
		}

	}

}

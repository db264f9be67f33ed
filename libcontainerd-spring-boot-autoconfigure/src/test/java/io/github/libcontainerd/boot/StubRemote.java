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

package io.github.libcontainerd.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.github.libcontainerd.PluginStatus;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.client.RemoteListener;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.RemoteStatus.Connection;

/**
 * A connection that is what a test says.
 */
public class StubRemote implements Remote {

	private final List<Client> clients;

	private final List<RemoteListener> listeners = new CopyOnWriteArrayList<>();

	private volatile RemoteStatus status = new RemoteStatus(Path.of("/run/containerd/containerd.sock"),
			Connection.CONNECTED, "1.7.2", false, 0, 0, 3, null, null);

	private volatile Supplier<List<PluginStatus>> plugins = () -> List.of(
			new PluginStatus("io.containerd.snapshotter.v1", "overlayfs", null),
			new PluginStatus("io.containerd.snapshotter.v1", "zfs", "path must be a zfs filesystem: skip plugin"),
			new PluginStatus("io.containerd.grpc.v1", "cri", "broken"));

	private volatile Supplier<List<String>> namespaces = () -> List.of("default", "other");

	public StubRemote(Client... clients) {
		this.clients = List.of(clients);
	}

	public void status(RemoteStatus status) {
		this.status = status;
	}

	public void tell(RemoteEvent event) {
		this.listeners.forEach((listener) -> listener.onRemoteEvent(event));
	}

	public void plugins(Supplier<List<PluginStatus>> plugins) {
		this.plugins = plugins;
	}

	public void namespaces(Supplier<List<String>> namespaces) {
		this.namespaces = namespaces;
	}

	@Override
	public RemoteStatus status() {
		return this.status;
	}

	@Override
	public List<PluginStatus> plugins() {
		return this.plugins.get();
	}

	@Override
	public List<String> namespaces() {
		return this.namespaces.get();
	}

	@Override
	public List<Client> clients() {
		return this.clients;
	}

	@Override
	public Client client(String namespace, Backend backend) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void updateOptions(RemoteOption... options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void connectInBackground() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void holdRestarts() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void releaseRestarts() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void addListener(RemoteListener listener) {
		this.listeners.add(listener);
	}

	@Override
	public RemoteStatus ping(Duration timeout) {
		return this.status;
	}

	@Override
	public void cleanup() {
	}

}

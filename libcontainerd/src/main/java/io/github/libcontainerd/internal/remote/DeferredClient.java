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

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.internal.gate.ClientSource;
import io.github.libcontainerd.internal.gate.GatedClient;
import io.github.libcontainerd.internal.gate.OpenClient;
import io.github.libcontainerd.internal.observe.ClientOperation;

/**
 * A client that is handed out before there is a connection, and opened once there is one.
 */
final class DeferredClient implements ClientSource {

	private final String namespace;

	private final Backend backend;

	private final ConnectAttempts attempts;

	private final Consumer<DeferredClient> closed;

	private final GatedClient gated;

	private final CompletableFuture<OpenClient> opened = new CompletableFuture<>();

	private final CompletableFuture<Void> announced = new CompletableFuture<>();

	/**
	 * Create it.
	 * @param namespace the containerd namespace
	 * @param backend is notified of state changes
	 * @param attempts are made to connect
	 * @param closed called when it has been closed
	 */
	DeferredClient(String namespace, Backend backend, ConnectAttempts attempts, Consumer<DeferredClient> closed) {
		this.namespace = namespace;
		this.backend = backend;
		this.attempts = attempts;
		this.closed = closed;
		this.gated = new GatedClient(namespace, this);
	}

	String namespace() {
		return this.namespace;
	}

	/**
	 * The client as its user has it.
	 */
	Client gated() {
		return this.gated;
	}

	/**
	 * Open it, unless it is open or has been closed.
	 */
	void open(DefaultRemote remote) {
		if (this.opened.isDone()) {
			return;
		}
		ClientSession session = remote.session(this.namespace, this.backend);
		if (this.opened.complete(session.ifOpen())) {
			remote.events().afterDelivery(() -> this.announced.complete(null));
		}
		else {
			session.close();
		}
	}

	/**
	 * Let all calls fail that wait for it, unless it is open.
	 */
	void giveUp() {
		DaemonUnavailableException failure = new DaemonUnavailableException(ClientOperation.OPEN.in(this.namespace),
				"the client is closed", null);
		this.announced.completeExceptionally(failure);
		this.opened.completeExceptionally(failure);
	}

	@Override
	public State state() {
		if (!this.opened.isDone()) {
			return State.WAITING;
		}
		return this.opened.isCompletedExceptionally() ? State.CLOSED : State.OPEN;
	}

	@Override
	public @Nullable OpenClient ifOpen() {
		return (state() == State.OPEN) ? this.opened.join() : null;
	}

	@Override
	public OpenClient await(Operation operation) {
		return this.attempts.await(this.opened, operation);
	}

	@Override
	public CompletableFuture<OpenClient> later(Operation operation) {
		return this.attempts.later(this.opened, operation);
	}

	@Override
	public CompletableFuture<Void> opened() {
		return this.announced.copy();
	}

	@Override
	public void close() {
		giveUp();
		OpenClient open = ifOpen();
		if (open != null) {
			open.client().close();
		}
		this.closed.accept(this);
	}

}

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

package io.github.libcontainerd.internal.gate;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Operation;

/**
 * Where a gate gets its client from. Safe for use by several threads.
 */
public interface ClientSource extends AutoCloseable {

	/**
	 * Return whether there is a client.
	 * @return the state
	 */
	State state();

	/**
	 * Return the client without waiting for it.
	 * @return the client; {@code null} in any state but {@link State#OPEN}
	 */
	@Nullable OpenClient ifOpen();

	/**
	 * Wait for the client.
	 * @param operation what needs it
	 * @return the client
	 * @throws io.github.libcontainerd.DaemonUnavailableException if it is not there in
	 * time, or has been closed before
	 * @throws UnsupportedOperationException if there will never be one
	 * @throws java.util.concurrent.CancellationException if the thread is interrupted
	 */
	OpenClient await(Operation operation);

	/**
	 * The same as {@link #await}, without blocking.
	 * @param operation what needs the client
	 * @return the client, or why there is none
	 * @throws UnsupportedOperationException if there will never be one
	 */
	CompletableFuture<OpenClient> later(Operation operation);

	/**
	 * Return when the client is there.
	 * @return completes when the listeners of the remote have been notified of that;
	 * exceptionally when it is closed before
	 */
	CompletableFuture<Void> opened();

	@Override
	void close();

	/**
	 * Whether there is a client.
	 */
	enum State {

		/** Not yet: the connection is not open. */
		WAITING,

		/** There is. */
		OPEN,

		/** It was closed before there was a connection. */
		CLOSED,

		/** There will never be one on this platform. */
		UNSUPPORTED

	}

}

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

package io.github.libcontainerd.client;

import java.nio.file.Path;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Remote} at one moment, from what is known without asking containerd.
 * Immutable.
 *
 * @param address the socket
 * @param connection the state of the connection
 * @param version containerd's version; {@code null} until it has answered
 * @param managed whether the daemon is managed by the remote
 * @param pid the process id of a managed daemon; 0 for another one or while it is down
 * @param restarts how often a managed daemon has been started again
 * @param reconnects how often the connection has been established again
 * @param lastError the last failure of the connection or of the daemon; {@code null} when
 * there was none
 * @param lastErrorAt when that was; {@code null} when there was none
 * @param shimsVisible {@code false} once a shim could not be seen that should be there:
 * the exit code of a container that ends while containerd is away may stay unknown then
 * @since 0.1.0
 */
public record RemoteStatus(Path address, Connection connection, @Nullable String version, boolean managed, int pid,
		int restarts, int reconnects, @Nullable String lastError, @Nullable Instant lastErrorAt, boolean shimsVisible) {

	/**
	 * Create the status of a connection whose shims can be seen.
	 * @param address the socket
	 * @param connection the state of the connection
	 * @param version containerd's version; {@code null} until it has answered
	 * @param managed whether the daemon is managed by the remote
	 * @param pid the process id of a managed daemon; 0 for another one
	 * @param restarts how often a managed daemon has been started again
	 * @param reconnects how often the connection has been established again
	 * @param lastError the last failure; {@code null} when there was none
	 * @param lastErrorAt when that was; {@code null} when there was none
	 */
	public RemoteStatus(Path address, Connection connection, @Nullable String version, boolean managed, int pid,
			int restarts, int reconnects, @Nullable String lastError, @Nullable Instant lastErrorAt) {
		this(address, connection, version, managed, pid, restarts, reconnects, lastError, lastErrorAt, true);
	}

	/** The state of the connection. */
	public enum Connection {

		/** containerd answers. */
		CONNECTED,

		/** containerd does not answer; the connection is tried again and again. */
		DISCONNECTED,

		/** The remote has been closed. */
		CLOSED

	}

}

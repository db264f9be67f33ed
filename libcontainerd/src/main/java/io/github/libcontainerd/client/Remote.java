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
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.PluginStatus;
import io.github.libcontainerd.RemoteStartException;

/**
 * The connection to one containerd, which it runs itself if asked to; after v1.12.2's
 * {@code Remote}.
 * <p>
 * Safe for use by several threads. Needs Linux and, for almost all that containerd does,
 * root. On other operating systems it can be opened, which logs one warning, and there
 * are no containers; all that needs containerd throws
 * {@link UnsupportedOperationException}.
 *
 * @since 0.1.0
 */
public interface Remote extends AutoCloseable {

	/**
	 * Connect to containerd, and start it if the options say so. Returns once it is
	 * healthy and its version is known, unless {@link RemoteOption#connect} says not to
	 * wait for that.
	 * @param stateDirectory the directory for the FIFOs, and for the files of a managed
	 * daemon; made if missing. containerd must see it under the same path. One process
	 * may use it at a time.
	 * @param options the options
	 * @return the connection
	 * @throws RemoteStartException if containerd can't be reached or started
	 */
	static Remote open(Path stateDirectory, RemoteOption... options) {
		return ServiceLoader.load(RemoteProvider.class, Remote.class.getClassLoader())
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("META-INF/services of libcontainerd's jar is missing"))
			.open(stateDirectory, options);
	}

	/**
	 * Return a client for a containerd namespace. Namespaces are strictly separate.
	 * @param namespace the namespace, of the form of a container id; made when the first
	 * container is
	 * @param backend receives the state changes and streams of its containers
	 * @return the client
	 * @throws AlreadyExistsException if this remote has an open client for the namespace
	 */
	Client client(String namespace, Backend backend);

	/**
	 * Change options. Only {@link RemoteOption#address},
	 * {@link RemoteOption#startDaemon}, {@link RemoteOption#containerdState},
	 * {@link RemoteOption#connect} and {@link RemoteOption#channelSource} are refused:
	 * they belong to the connection. Each of the others says when it takes effect: at
	 * once, with the next container, client or pull, or at the next start of a managed
	 * daemon.
	 * @param options the options; all or none are applied
	 * @throws InvalidRequestException for an option that can't be changed any more, or
	 * with a value that can't be right
	 */
	void updateOptions(RemoteOption... options);

	/**
	 * Start to connect, if this remote was opened with {@link ConnectMode#ON_DEMAND} and
	 * no call has needed containerd so far. Returns at once; does nothing otherwise.
	 */
	void connectInBackground();

	/**
	 * Hold restart policies back, until {@link #releaseRestarts()}: a container that is
	 * due to be started again waits, as an application that is still starting wants it.
	 * By default they are not held back. Takes effect at once, for all clients.
	 */
	void holdRestarts();

	/**
	 * No longer hold restart policies back: containers that wait are started again within
	 * a second. Does nothing if they are not held back.
	 */
	void releaseRestarts();

	/**
	 * Return the state of the connection, without asking containerd.
	 * @return the state
	 */
	RemoteStatus status();

	/**
	 * Add a listener, which is notified of all events from now on.
	 * @param listener the listener
	 */
	void addListener(RemoteListener listener);

	/**
	 * Return the plug-ins of containerd that failed to load, and those that did.
	 * @return the plug-ins, in containerd's order
	 */
	List<PluginStatus> plugins();

	/**
	 * Return the names of all namespaces of containerd.
	 * @return the names
	 */
	List<String> namespaces();

	/**
	 * Return the open clients.
	 * @return the clients, in the order of their namespaces
	 */
	List<Client> clients();

	/**
	 * Ask containerd whether it is there.
	 * @param timeout how long to wait
	 * @return the state, after the answer
	 * @throws ContainerdException if it does not answer in time
	 */
	RemoteStatus ping(Duration timeout);

	/**
	 * Close all clients, then stop a managed daemon: SIGTERM, SIGKILL after 15 seconds,
	 * files removed. With live restore a managed daemon is stopped all the same; its
	 * containers run on. Does nothing the second time.
	 */
	void cleanup();

	/**
	 * Calls {@link #cleanup()}, for try-with-resources.
	 */
	@Override
	default void close() {
		cleanup();
	}

}

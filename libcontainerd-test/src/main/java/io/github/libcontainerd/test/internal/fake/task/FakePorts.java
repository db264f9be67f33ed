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

package io.github.libcontainerd.test.internal.fake.task;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.test.internal.host.Threads;

/**
 * The published TCP ports of a task, as the label of its container names them: they
 * listen on loopback while it runs, and are refused otherwise.
 */
final class FakePorts implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(FakePorts.class);

	private static final String LABEL = "io.github.libcontainerd/network.ports";

	private static final Pattern PORT = Pattern.compile("([0-9.]+|\\[[0-9a-f:]+]):([0-9]+):([0-9]+)/tcp");

	private static final PortService NOTHING = (connection) -> {
	};

	private final Set<ServerSocket> listening = ConcurrentHashMap.newKeySet();

	private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Listen at the ports of a container.
	 * @param services what answers at which port of the container; connections to others
	 * are accepted and closed
	 */
	static FakePorts open(Container container, Map<Integer, PortService> services) {
		FakePorts ports = new FakePorts();
		String published = container.getLabelsMap().getOrDefault(LABEL, "");
		Matcher matcher = PORT.matcher(published);
		while (matcher.find()) {
			if (matcher.group(1).equals("[::]") && published.contains("0.0.0.0:" + matcher.group(2) + ":")) {
				// The machine of the test may have IPv4 only.
				continue;
			}
			ports.listen(matcher.group(1), Integer.parseInt(matcher.group(2)),
					services.getOrDefault(Integer.parseInt(matcher.group(3)), NOTHING));
		}
		return ports;
	}

	private void listen(String address, int port, PortService service) {
		try {
			InetAddress wished = InetAddress.getByName(address);
			ServerSocket server = new ServerSocket();
			this.listening.add(server);
			// The reservation of the port does not listen, and allows this.
			server.setReuseAddress(true);
			server.bind(new InetSocketAddress(wished.isLoopbackAddress() ? wished
					: InetAddress.getByName((wished instanceof Inet6Address) ? "::1" : "127.0.0.1"), port));
			Threads.thread("fake-port-" + port, () -> accept(server, service)).start();
		}
		catch (IOException ex) {
			logger.warn("Nothing listens at {}:{} for a fake container", address, port, ex);
		}
	}

	private void accept(ServerSocket server, PortService service) {
		while (!this.closed) {
			try {
				Socket connection = server.accept();
				this.connections.add(connection);
				Threads.thread("fake-connection-" + server.getLocalPort(), () -> serve(connection, service)).start();
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket connection, PortService service) {
		try (connection) {
			if (!this.closed) {
				service.serve(connection);
			}
		}
		catch (IOException ex) {
			logger.debug("A connection to a fake container broke", ex);
		}
		finally {
			this.connections.remove(connection);
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.listening.forEach(FakePorts::close);
		this.connections.forEach(FakePorts::close);
	}

	private static void close(Closeable socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is closed all the same.
		}
	}

}

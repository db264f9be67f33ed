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

package io.github.libcontainerd.boot.console;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.springframework.context.ApplicationEventPublisher;

import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.client.Client;

/**
 * A browser that looks, and reads nothing.
 *
 * @param socket the connection
 */
record SlowBrowser(Socket socket) implements AutoCloseable {

	private static final int EVENTS = 400;

	static SlowBrowser connect(int port) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4096);
		socket.connect(new InetSocketAddress("localhost", port));
		String request = "GET /containerd/api/events HTTP/1.1\r\nHost: localhost:" + port + "\r\nAuthorization: Bearer "
				+ Browser.TOKEN + "\r\n\r\n";
		socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
		return new SlowBrowser(socket);
	}

	/**
	 * Far more than the kernel holds for somebody who does not read: 64 KiB for each
	 * event.
	 */
	static void overwhelm(ApplicationEventPublisher publisher, Client client) {
		StateInfo start = new StateInfo(StateChange.START, 1, 0, true, StateInfo.INIT, false, null, 1);
		String id = "x".repeat(1 << 16);
		for (int i = 0; i < EVENTS; i++) {
			publisher.publishEvent(ContainerStateChangedEvent.of(client, id, start, Map.of(), null));
		}
	}

	boolean isConnected() {
		return !this.socket.isClosed();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}

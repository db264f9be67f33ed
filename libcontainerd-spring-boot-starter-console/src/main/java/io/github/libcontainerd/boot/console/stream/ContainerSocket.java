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

package io.github.libcontainerd.boot.console.stream;

import java.io.IOException;
import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriTemplate;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.boot.console.container.Board;
import io.github.libcontainerd.run.RunningContainer;

/**
 * A WebSocket that shows something of one container. A thread of its own writes to it,
 * and waits for a slow browser alone.
 */
abstract class ContainerSocket extends AbstractWebSocketHandler {

	private static final Logger logger = LoggerFactory.getLogger(ContainerSocket.class);

	private static final UriTemplate PATH = new UriTemplate("{console}/api/containers/{id}/{what}");

	private static final String CONNECTION = "connection";

	private final Board board;

	ContainerSocket(Board board) {
		this.board = board;
	}

	/**
	 * Begin to show it.
	 * @return releases everything
	 */
	abstract Connection open(WebSocketSession session, RunningContainer container);

	@Override
	public void afterConnectionEstablished(WebSocketSession session) throws IOException {
		URI uri = session.getUri();
		String id = (uri != null) ? PATH.match(uri.getPath()).getOrDefault("id", "") : "";
		try {
			session.getAttributes().put(CONNECTION, open(session, this.board.find(id)));
		}
		catch (ContainerdException ex) {
			session.sendMessage(new TextMessage(String.valueOf(ex.getMessage())));
			session.close(CloseStatus.NOT_ACCEPTABLE);
		}
	}

	/**
	 * Return what is held for a browser.
	 */
	static @Nullable Connection connection(WebSocketSession session) {
		return (Connection) session.getAttributes().get(CONNECTION);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		if (session.getAttributes().remove(CONNECTION) instanceof Connection connection) {
			connection.close();
		}
	}

	/**
	 * Write to a browser until there is no more, or the browser has gone.
	 */
	static void start(String name, WebSocketSession session, Writing writing) {
		Thread thread = new Thread(() -> {
			try (session) {
				writing.write();
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("{} is gone", session, ex);
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * What is held for one browser.
	 */
	interface Connection {

		void close();

	}

	/**
	 * Writes to a browser.
	 */
	interface Writing {

		void write() throws IOException;

	}

}

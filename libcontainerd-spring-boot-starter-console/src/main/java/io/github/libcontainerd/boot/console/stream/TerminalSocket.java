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
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.boot.console.container.Board;
import io.github.libcontainerd.run.ExecRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.RunningProcess;
import io.github.libcontainerd.run.Signals;

/**
 * A shell in a container, which ends with the connection. Binary messages are what is
 * typed and what is shown; a text message such as {@code 80x24} is the size of the
 * terminal.
 */
public class TerminalSocket extends ContainerSocket {

	private static final Logger logger = LoggerFactory.getLogger(TerminalSocket.class);

	/**
	 * Keys are waited for by a program at its own pace; a paste of this many parts fits.
	 */
	private static final int TYPED = 1024;

	private static final Pattern SIZE = Pattern.compile("(\\d{1,3})x(\\d{1,3})");

	/**
	 * Create a handler.
	 * @param board the containers
	 */
	public TerminalSocket(Board board) {
		super(board);
	}

	@Override
	Connection open(WebSocketSession session, RunningContainer container) {
		RunningProcess shell = container
			.startProcess(ExecRequest.of("/bin/sh").env("TERM", "xterm-256color").tty(true).build());
		Terminal terminal = new Terminal(shell);
		terminal.keyboard.start();
		start("console-screen", session, () -> {
			InputStream output = shell.streams().stdout();
			byte[] buffer = new byte[4096];
			for (int length = output.read(buffer); length >= 0; length = output.read(buffer)) {
				session.sendMessage(new BinaryMessage(Arrays.copyOf(buffer, length)));
			}
		});
		return terminal;
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
		if (connection(session) instanceof Terminal terminal) {
			byte[] typed = new byte[message.getPayloadLength()];
			message.getPayload().get(typed);
			// When nobody reads what is typed, it is lost, as with any terminal.
			terminal.typed.offer(typed);
		}
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) {
		Matcher size = SIZE.matcher(message.getPayload());
		if (size.matches() && connection(session) instanceof Terminal terminal) {
			try {
				terminal.shell.resize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
			}
			catch (ContainerdException ex) {
				logger.debug("The terminal keeps its size", ex);
			}
		}
	}

	/**
	 * A shell, and the thread that types what it is told to.
	 */
	private static final class Terminal implements Connection {

		private final RunningProcess shell;

		private final BlockingQueue<byte[]> typed = new ArrayBlockingQueue<>(TYPED);

		private final Thread keyboard = new Thread(this::type, "console-keyboard");

		Terminal(RunningProcess shell) {
			this.shell = shell;
			this.keyboard.setDaemon(true);
		}

		private void type() {
			try (OutputStream stdin = this.shell.streams().stdin()) {
				while (true) {
					stdin.write(this.typed.take());
					stdin.flush();
				}
			}
			catch (IOException ex) {
				logger.debug("The shell has ended", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public void close() {
			this.keyboard.interrupt();
			this.shell.streams().close();
			try {
				this.shell.signal(Signals.parse("KILL"));
			}
			catch (ContainerdException ex) {
				logger.debug("The shell has ended", ex);
			}
		}

	}

}

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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.boot.container.DeclaredContainerException;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;
import io.github.libcontainerd.run.RunningContainer;

/**
 * Waits until a container is ready. Its ports are, when each can be connected to and does
 * not close the connection at once, as Spring Boot has it for Docker Compose.
 */
final class ContainerReadiness {

	private static final int LOG_LINES = 50;

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private static final int CONNECT_MILLIS = 200;

	private static final int READ_MILLIS = 200;

	private final ContainerDeclaration declaration;

	private final ContainerEndpoint endpoint;

	ContainerReadiness(ContainerDeclaration declaration, ContainerEndpoint endpoint) {
		this.declaration = declaration;
		this.endpoint = endpoint;
	}

	/**
	 * Wait until it is ready.
	 * @throws DeclaredContainerException if it ends before that, or the time is up
	 */
	void await() throws InterruptedException {
		ReadinessSettings settings = this.declaration.readiness();
		if (settings == null) {
			return;
		}
		long end = System.nanoTime() + settings.timeout().toNanos();
		String problem = problem(settings);
		while (problem != null) {
			if (System.nanoTime() - end > 0) {
				throw failure("was not ready within " + settings.timeout().toSeconds() + " s: " + problem);
			}
			Thread.sleep(INTERVAL.toMillis());
			problem = problem(settings);
		}
	}

	private @Nullable String problem(ReadinessSettings settings) {
		RunningContainer container = this.endpoint.container();
		ContainerStatus status = container.status();
		if (status == ContainerStatus.EXITED || status == ContainerStatus.RESTARTING) {
			String code = container.exit().isDone() ? " with exit code " + container.exit().join().code() : "";
			throw failure("ended" + code + " before it was ready");
		}
		for (int port : settings.ports()) {
			String closed = problem(port);
			if (closed != null) {
				return closed;
			}
		}
		return (settings.log() != null && !logged(settings))
				? "its log has no " + settings.logTimes() + " lines with '" + settings.log() + "'" : null;
	}

	private @Nullable String problem(int port) {
		InetSocketAddress address = this.endpoint.address(port);
		try (Socket socket = new Socket()) {
			socket.connect(address, CONNECT_MILLIS);
			socket.setSoTimeout(READ_MILLIS);
			return (socket.getInputStream().read() != -1) ? null
					: "its port " + port + " (" + address + ") closes connections at once";
		}
		catch (SocketTimeoutException ex) {
			return "Read timed out".equals(ex.getMessage()) ? null
					: "its port " + port + " (" + address + ") does not answer";
		}
		catch (IOException ex) {
			return "its port " + port + " (" + address + ") does not answer: " + ex.getMessage();
		}
	}

	private boolean logged(ReadinessSettings settings) {
		try (Stream<LogEntry> log = this.endpoint.container().logs()) {
			return log.filter((entry) -> settings.log() == null || settings.log().matcher(entry.text()).find())
				.limit(settings.logTimes())
				.count() == settings.logTimes();
		}
	}

	private DeclaredContainerException failure(String problem) {
		return new DeclaredContainerException(this.declaration.name(), this.declaration.image(), problem, tail(), null);
	}

	private List<String> tail() {
		try (Stream<LogEntry> log = this.endpoint.container().logs(LogOption.tail(LOG_LINES))) {
			return log.map(LogEntry::text).toList();
		}
		catch (ContainerdException ex) {
			return List.of();
		}
	}

}

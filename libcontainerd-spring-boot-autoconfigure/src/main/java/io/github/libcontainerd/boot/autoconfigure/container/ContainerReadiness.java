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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.libcontainerd.boot.container.DeclaredContainerException;

/**
 * Waits for a container that was taken over: the application that started it may have
 * died before it was ready. What one that is started has to wait for, its start waits
 * for.
 */
final class ContainerReadiness {

	private static final int INTERVAL_MILLIS = 200;

	private static final int CONNECT_MILLIS = 500;

	private final ContainerEndpoint endpoint;

	ContainerReadiness(ContainerEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Wait until its ports answer.
	 */
	void await() throws InterruptedException {
		ContainerDeclaration declaration = this.endpoint.declaration();
		long end = System.nanoTime() + declaration.readyTimeout().toNanos();
		for (int port : declaration.readyPorts()) {
			while (!answers(this.endpoint.address(port))) {
				if (System.nanoTime() - end > 0 || this.endpoint.container().exit().isDone()) {
					throw new DeclaredContainerException(declaration.name(), declaration.image(),
							"runs already, but its port " + port + " does not answer", null);
				}
				pauseOrEnd();
			}
		}
	}

	private void pauseOrEnd() throws InterruptedException {
		try {
			this.endpoint.container().exit().get(INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			// It is looked at next.
		}
	}

	private static boolean answers(InetSocketAddress address) {
		try (Socket socket = new Socket()) {
			socket.connect(address, CONNECT_MILLIS);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}

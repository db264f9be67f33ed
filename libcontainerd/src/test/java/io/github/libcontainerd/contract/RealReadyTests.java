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

package io.github.libcontainerd.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerNotReadyException;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.WaitStrategy;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The {@link ReadyContract} over a real containerd.
 */
class RealReadyTests extends ReadyContract {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@Test
	void portIsLookedAtWhereTheContainerHasIt() throws IOException {
		int port = freePort();
		containers().start(serve(port, "sleep 0.3; ").waitFor(WaitStrategy.port(port)).build()).remove();
		assertThatExceptionOfType(ContainerNotReadyException.class)
			.isThrownBy(() -> containers().start(script(image(), "sleep 1000").network(NetworkMode.host())
				.waitFor(WaitStrategy.port(port), Duration.ofMillis(300))
				.build()))
			.withMessageContainingAll("port " + port, "127.0.0.1", "refused");
	}

	@Test
	void statusOfAGetSaysWhetherItIsReady() throws IOException {
		int port = freePort();
		String made = "sleep 0.3; echo hello > /www/ready; sleep 1000";
		RunRequest.Builder served = script(image(), "mkdir /www; httpd -p 127.0.0.1:" + port + " -h /www; " + made)
			.network(NetworkMode.host());
		containers().start(served.waitFor(WaitStrategy.http(port, "/ready").status(200)).build()).remove();
		assertThatExceptionOfType(ContainerNotReadyException.class)
			.isThrownBy(() -> containers()
				.start(serve(port, "").waitFor(WaitStrategy.http(port, "/absent"), Duration.ofSeconds(2)).build()))
			.withMessageContainingAll("GET /absent", "status 404");
	}

	private RunRequest.Builder serve(int port, String before) {
		return script(image(), before + "exec httpd -f -p 127.0.0.1:" + port + " -h /").network(NetworkMode.host());
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}

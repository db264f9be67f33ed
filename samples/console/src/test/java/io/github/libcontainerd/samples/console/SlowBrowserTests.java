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

package io.github.libcontainerd.samples.console;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;

import io.github.libcontainerd.Client;
import io.github.libcontainerd.ContainerState;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for browsers that don't read, and for those that go.
 */
class SlowBrowserTests {

	private static final int EVENTS = 400;

	/**
	 * Far more than the kernel holds for somebody who does not read: 64 KiB for each
	 * event.
	 */
	private static void makeMuchHappen(ApplicationEventPublisher publisher, Client client) {
		StateInfo start = new StateInfo(ContainerState.START, 1, 0, true, StateInfo.INIT, false, null, 1);
		String id = "x".repeat(1 << 16);
		for (int i = 0; i < EVENTS; i++) {
			publisher.publishEvent(ContainerStateChangedEvent.of(client, id, start, Map.of(), null));
		}
	}

	private static Socket connectAndReadNothing(int port) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4096);
		socket.connect(new InetSocketAddress("localhost", port));
		String request = "GET /api/events HTTP/1.1\r\nHost: localhost:" + port + "\r\nAuthorization: Bearer "
				+ Browser.TOKEN + "\r\n\r\n";
		socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	/**
	 * A write to the slow browser would wait for longer than the tests do.
	 */
	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "console.token=" + Browser.TOKEN, "console.rootfs=${libcontainerd.test.rootfs}",
					"server.tomcat.connection-timeout=5m" })
	@AutoConfigureFakeContainerd
	class WhileItIsConnected {

		@Test
		void itDelaysNobodyAndIsReleasedWhenItGoes(@Autowired Feed feed, @Autowired Client client,
				@Autowired ApplicationEventPublisher publisher, @LocalServerPort int port) throws Exception {
			Browser browser = new Browser(port);
			try (Socket slow = connectAndReadNothing(port)) {
				await().atMost(Duration.ofSeconds(30)).until(() -> feed.viewers() == 1);
				try (Browser.Events events = browser.events()) {
					makeMuchHappen(publisher, client);
					String id = browser.run(Map.of("command", "exit 4"));
					assertThat(events.awaitHappening(id, "exit").get("exitCode").asInt()).isEqualTo(4);
					assertThat(feed.viewers()).isEqualTo(2);
					assertThat(slow.isClosed()).isFalse();
				}
			}
			await().atMost(Duration.ofSeconds(30)).until(() -> feed.viewers() == 0);
		}

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "console.token=" + Browser.TOKEN, "console.rootfs=${libcontainerd.test.rootfs}",
					"server.tomcat.connection-timeout=500ms" })
	@AutoConfigureFakeContainerd
	class WhenItsTimeIsUp {

		@Test
		void itIsLetGo(@Autowired Feed feed, @Autowired Client client, @Autowired ApplicationEventPublisher publisher,
				@LocalServerPort int port) throws Exception {
			try (Socket slow = connectAndReadNothing(port)) {
				await().atMost(Duration.ofSeconds(30)).until(() -> feed.viewers() == 1);
				makeMuchHappen(publisher, client);
				await().atMost(Duration.ofSeconds(30)).until(() -> feed.viewers() == 0);
				assertThat(slow.isClosed()).isFalse();
			}
		}

	}

}

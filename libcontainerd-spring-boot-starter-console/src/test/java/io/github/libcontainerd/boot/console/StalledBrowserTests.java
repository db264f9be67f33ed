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

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;

import io.github.libcontainerd.boot.console.live.Feed;
import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.client.Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for a browser that does not read until its time is up.
 */
@SpringBootTest(classes = TestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "libcontainerd.console.token=" + Browser.TOKEN, "server.tomcat.connection-timeout=500ms" })
@AutoConfigureFakeContainerd
class StalledBrowserTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@Test
	void itIsLetGo(@Autowired Feed feed, @Autowired Client client, @Autowired ApplicationEventPublisher publisher,
			@LocalServerPort int port) throws Exception {
		try (SlowBrowser slow = SlowBrowser.connect(port)) {
			await().atMost(TIMEOUT).until(() -> feed.viewers() == 1);
			SlowBrowser.overwhelm(publisher, client);
			await().atMost(TIMEOUT).until(() -> feed.viewers() == 0);
			assertThat(slow.isConnected()).isTrue();
		}
	}

}

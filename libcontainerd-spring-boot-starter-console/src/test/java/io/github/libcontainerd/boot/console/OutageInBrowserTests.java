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

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a page that stays open while containerd is away.
 */
@ConsoleTest
class OutageInBrowserTests {

	@Test
	void whatWasOnTheScreenStaysAndGoesOn(@Autowired FakeContainerd containerd, @LocalServerPort int port) {
		Browser api = new Browser(port);
		api.run(Map.of("id", "through", "command", "while true; do echo tick; sleep 1; done"));
		api.run(Map.of("id", "other", "command", "sleep 600"));
		boolean down = false;
		try (Chromium chromium = Chromium.start(port)) {
			chromium.logIn();
			chromium.open("#/containers");
			chromium.awaitText(".row .name", "through");
			chromium.fill("#filter", "thr");
			chromium.awaitNoText(".row .name", "other");
			down = true;
			containerd.stop();
			chromium.awaitText("#banner", "containerd is away. Containers run on");
			assertThat(chromium.text(".row .name")).contains("through");
			// What is tried meanwhile is answered, with the remedy.
			chromium.click(".row [data-action=stop]");
			chromium.click(".row [data-action=stop]");
			chromium.awaitText("#toasts .bad", "containerd");
			containerd.start();
			down = false;
			chromium.awaitTrue("document.getElementById('banner').hidden");
			assertThat(chromium.text(".row .name")).contains("through").doesNotContain("other");
			assertThat(chromium.run("return document.getElementById('filter').value")).isEqualTo("thr");
			chromium.awaitText(".row .state", "running");
			chromium.open("#/containers/through/log");
			chromium.awaitText(".log", "tick");
			long before = chromium.number("document.querySelectorAll('.log .line').length");
			chromium.awaitTrue("document.querySelectorAll('.log .line').length > " + before);
			chromium.open("#/events");
			chromium.awaitText(".events", "containerd is away");
			chromium.awaitText(".events", "containerd is there");
			assertThat(chromium.complaints()).isEmpty();
		}
		finally {
			if (down) {
				containerd.start();
			}
			api.delete("/containerd/api/containers/through");
			api.delete("/containerd/api/containers/other");
		}
	}

}

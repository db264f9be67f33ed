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

import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.run.Containers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a page that stays open while the application is started again.
 */
class RestartInBrowserTests {

	@Test
	void itGoesOnByItselfAndShowsWhatItShowed() {
		ConfigurableApplicationContext first = start(0, Browser.TOKEN);
		int port = ((ServletWebServerApplicationContext) first).getWebServer().getPort();
		ConfigurableApplicationContext second = null;
		try (Chromium chromium = Chromium.start(port)) {
			chromium.logIn();
			chromium.open("#/containers");
			chromium.awaitText(".row .name", "before");
			chromium.fill("#filter", "e");
			first.close();
			chromium.awaitText("#banner", "can't be reached");
			// What was on the screen is still there.
			assertThat(chromium.text(".row .name")).contains("before");
			second = start(port, Browser.TOKEN);
			chromium.awaitTrue("document.getElementById('banner').hidden");
			chromium.awaitText(".row .name", "before");
			assertThat(chromium.run("return document.getElementById('filter').value")).isEqualTo("e");
			second.close();
			second = start(port, "another");
			chromium.awaitText(".login", "has a new token");
			chromium.fill(".login input", "another");
			chromium.click(".login .primary");
			chromium.awaitText(".row .name", "before");
		}
		finally {
			first.close();
			if (second != null) {
				second.close();
			}
		}
	}

	private static ConfigurableApplicationContext start(int port, String token) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(FakeApplication.class)
			.properties("server.port=" + port, "libcontainerd.console.token=" + token, "server.shutdown=immediate")
			.run();
		context.getBean(Containers.class).start("busybox", (request) -> request.id("before").command("sleep", "600"));
		return context;
	}

	@AutoConfigureFakeContainerd
	static class FakeApplication extends TestApplication {

	}

}

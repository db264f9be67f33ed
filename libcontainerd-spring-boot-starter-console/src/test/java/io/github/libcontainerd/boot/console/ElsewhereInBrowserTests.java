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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunningContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a console at another path of an application with a context path, in which
 * nobody may change anything.
 */
@SpringBootTest(classes = TestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "libcontainerd.console.token=" + Browser.TOKEN, "libcontainerd.console.path=/ops/containers",
				"libcontainerd.console.read-only=true", "server.servlet.context-path=/shop" })
@AutoConfigureFakeContainerd
class ElsewhereInBrowserTests {

	private static final String CONSOLE = "/shop/ops/containers/";

	@LocalServerPort
	private int port;

	@Test
	void nothingCanBeChangedWhateverAsks(@Autowired Containers containers) throws Exception {
		RunningContainer container = containers.start("busybox",
				(request) -> request.id("shown").command("sleep", "600"));
		try {
			assertThat(send("GET", "api/containers").statusCode()).isEqualTo(200);
			assertThat(send("POST", "api/code", "{\"image\":\"busybox\"}").statusCode()).isEqualTo(403);
			for (String[] request : new String[][] { { "POST", "api/containers" },
					{ "POST", "api/containers/shown/stop" }, { "DELETE", "api/containers/shown" },
					{ "POST", "api/images?reference=busybox" }, { "POST", "api/images/prune" },
					{ "DELETE", "api/images?reference=busybox" }, { "POST", "api/networks?name=x" },
					{ "DELETE", "api/volumes/x" }, { "DELETE", "api/queue/x" } }) {
				HttpResponse<String> answer = send(request[0], request[1]);
				assertThat(answer.statusCode()).as(request[1]).isEqualTo(403);
				assertThat(answer.body()).isEqualToIgnoringNewLines("This console is read-only");
			}
			assertThat(send("GET", "api/containers/shown/terminal").statusCode()).isEqualTo(403);
			assertThat(container.exit()).isNotDone();
		}
		finally {
			container.remove();
		}
	}

	@Test
	void thePageIsThereAndOffersNothing(@Autowired Containers containers) {
		RunningContainer container = containers.start("busybox",
				(request) -> request.id("shown").command("sh", "-c", "echo output of it; sleep 600"));
		try (Chromium chromium = Chromium.start(this.port, CONSOLE)) {
			// Without the slash, too.
			chromium.open("http://localhost:" + this.port + CONSOLE.substring(0, CONSOLE.length() - 1));
			chromium.find(".login");
			chromium.logIn();
			assertThat(chromium.cookie().getPath()).isEqualTo("/shop/ops/containers");
			assertThat(chromium.text("#run-open")).isEmpty();
			chromium.type("r");
			chromium.open("#/containers");
			chromium.awaitText(".row .name", "shown");
			assertThat(chromium.text(".row .do")).contains("Log").doesNotContain("Stop", "Shell");
			assertThat(chromium.all("dialog")).isEmpty();
			chromium.open("#/containers/shown/log");
			chromium.awaitText(".log", "output of it");
			assertThat(chromium.text(".doing")).isEmpty();
			chromium.open("#/containers/shown/terminal");
			chromium.awaitText(".tab-place", "You may not open a terminal here");
			chromium.open("#/images");
			chromium.awaitText("tr[data-image] b", "busybox");
			assertThat(chromium.text("main button")).isEmpty();
			assertThat(chromium.complaints()).isEmpty();
		}
		finally {
			container.remove();
		}
	}

	@Test
	void nothingIsLeftAtTheUsualPath() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/shop/containerd/"))
			.header("Authorization", "Bearer " + Browser.TOKEN)
			.build();
		assertThat(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
			.isEqualTo(404);
	}

	private HttpResponse<String> send(String method, String path) throws Exception {
		return send(method, path, "");
	}

	private HttpResponse<String> send(String method, String path, String body) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + CONSOLE + path))
			.header("Authorization", "Bearer " + Browser.TOKEN)
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

}

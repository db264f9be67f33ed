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

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunningContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for users with different rights in an application with Spring Security.
 */
@SpringBootTest(classes = SecuredApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "libcontainerd.console.roles=VIEWER", "libcontainerd.console.action-roles=OPERATOR",
				"libcontainerd.console.terminal-roles=SHELL" })
@AutoConfigureFakeContainerd
class RolesTests {

	@LocalServerPort
	private int port;

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void whoHasNotLoggedInIsSentToTheLogin() throws Exception {
		assertThat(get("/containerd/", null).statusCode()).isIn(302, 401);
		assertThat(get("/containerd/api/containers", null).statusCode()).isIn(302, 401);
	}

	@Test
	void whatTheApplicationsRulesForgetIsNotOpen() throws Exception {
		HttpResponse<String> answer = get("/containerd/api/images", null);
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.body()).contains("require one for /containerd/**");
	}

	@ParameterizedTest
	@CsvSource({ "operator, true, true", "helper, true, false", "viewer, false, false" })
	void everybodyIsToldTheirRights(String user, String act, String terminal) throws Exception {
		assertThat(get("/containerd/api/session", user).body()).contains("\"user\":\"" + user + "\"", "\"act\":" + act,
				"\"terminal\":" + terminal, "\"csrf\":{");
	}

	@Test
	void aStrangerIsToldWhatIsMissing() throws Exception {
		HttpResponse<String> answer = get("/containerd/api/containers", "stranger");
		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(answer.body()).contains("VIEWER");
	}

	@Test
	void aTokenIsNoWayAroundTheLogin() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri("/containerd/api/images"))
			.header("Authorization", "Bearer anything")
			.build();
		assertThat(this.client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(401);
	}

	@Test
	void aTerminalIsForThoseOfItsRole(@Autowired Containers containers) {
		RunningContainer container = containers.start("busybox", "sleep", "600");
		try {
			URI uri = URI
				.create("ws://localhost:" + this.port + "/containerd/api/containers/" + container.id() + "/terminal");
			for (String user : new String[] { "helper", "viewer", "stranger" }) {
				assertThatExceptionOfType(CompletionException.class).as(user)
					.isThrownBy(() -> this.client.newWebSocketBuilder()
						.header("Authorization", basic(user))
						.buildAsync(uri, new Browser.Socket())
						.join());
			}
			this.client.newWebSocketBuilder()
				.header("Authorization", basic("operator"))
				.buildAsync(uri, new Browser.Socket())
				.join()
				.abort();
		}
		finally {
			container.remove();
		}
	}

	@Test
	void twoUsersInABrowser(@Autowired Containers containers) {
		RunningContainer container = containers.start("busybox",
				(request) -> request.id("shared").command("sleep", "600").remove(false));
		try (Chromium chromium = Chromium.start(this.port)) {
			logIn(chromium, "viewer");
			chromium.open("#/containers");
			chromium.awaitText(".row .name", "shared");
			assertThat(chromium.text("#run-open")).isEmpty();
			assertThat(chromium.text(".row .do")).contains("Log").doesNotContain("Stop", "Shell");
			// The page is not what keeps somebody out.
			assertThat(chromium.runAsync(
					"""
							const done = arguments[0];
							(async () => {
								const session = await (await fetch('api/session')).json();
								const answer = await fetch('api/containers/shared/kill', { method: 'POST', headers: { [session.csrf.header]: session.csrf.token } });
								done(answer.status + ' ' + await answer.text());
							})();"""))
				.asString()
				.startsWith("403 You may look");
			chromium.forget();
			logIn(chromium, "operator");
			chromium.open("#/containers/shared");
			chromium.click(".doing [data-action=kill]");
			chromium.click(".doing [data-action=kill]");
			chromium.awaitText("#toasts", "shared was killed");
			assertThat(chromium.complaints()).isEmpty();
		}
		finally {
			container.remove();
		}
	}

	private static void logIn(Chromium chromium, String user) {
		chromium.reopen("");
		chromium.fill("input[name=username]", user);
		chromium.fill("input[name=password]", user);
		chromium.click("button[type=submit]");
		chromium.awaitText("#daemon", "containerd");
	}

	private HttpResponse<String> get(String path, String user) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
		if (user != null) {
			request.header("Authorization", basic(user));
		}
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

	private static String basic(String user) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
	}

}

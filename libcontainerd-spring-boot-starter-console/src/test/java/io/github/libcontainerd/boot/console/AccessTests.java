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
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for who is let in.
 */
@ConsoleTest
class AccessTests {

	@LocalServerPort
	private int port;

	private Browser browser;

	@BeforeEach
	void open() {
		this.browser = new Browser(this.port);
	}

	@Test
	void thePageIsForEverybodyAndKnowsNothing() {
		for (String path : new String[] { "/containerd/", "/containerd/js/main.js", "/containerd/lib/xterm.mjs",
				"/containerd/console.css" }) {
			var answer = this.browser.send(this.browser.request(path).setHeader("Authorization", "Bearer wrong"));
			assertThat(answer.statusCode()).as(path).isEqualTo(200);
			assertThat(answer.body()).doesNotContain(Browser.TOKEN);
			assertThat(answer.headers().firstValue("Content-Security-Policy")).get()
				.asString()
				.contains("default-src 'none'", "frame-ancestors 'none'");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/containerd/api/containers", "/containerd/api/events", "/containerd/api/images",
			"/containerd/api/known", "/containerd/;/api/containers", "//containerd/api/containers",
			"/containerd;x/api/containers", "/containerd/index.html/../api/containers", "/containerd//api/containers",
			"/%63ontainerd/api/containers" })
	void allElseWantsTheToken(String path) throws IOException {
		assertThat(status(path, "localhost:" + this.port, "Authorization: Bearer wrong")).isEqualTo(401);
		assertThat(status(path, "localhost:" + this.port, "X: y")).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.nip.example",
			"localhost:80:80", "" })
	void aPageWhoseNameLeadsHereIsRefused(String host) throws IOException {
		int status = status("/containerd/api/containers", host, "Authorization: Bearer " + Browser.TOKEN);
		// Some of these are not even a host.
		assertThat(status).isIn(421, 400);
		assertThat(status("/containerd/", host, "X: y")).isIn(421, 400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "localhost:%d", "127.0.0.1:%d", "[::1]:%d" })
	void thisMachineByAnyOfItsNamesIsAnswered(String host) throws IOException {
		assertThat(status("/containerd/api/containers", host.formatted(this.port),
				"Authorization: Bearer " + Browser.TOKEN))
			.isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://evil.example", "null", "http://localhost", "https://localhost:%d",
			"http://127.0.0.1:%d" })
	void anotherPageOfTheSameBrowserIsRefused(String origin) {
		HttpRequest.Builder request = this.browser.request("/containerd/api/containers")
			.header("Origin", origin.formatted(this.port));
		assertThat(this.browser.send(request).statusCode()).isEqualTo(403);
	}

	@Test
	void theConsoleItselfIsNotRefused() {
		HttpRequest.Builder request = this.browser.request("/containerd/api/containers")
			.header("Origin", "http://localhost:" + this.port);
		assertThat(this.browser.send(request).statusCode()).isEqualTo(200);
	}

	@Test
	void aWebSocketWantsTheTokenAndTheRightOrigin() {
		String id = this.browser.run(java.util.Map.of("command", "sleep 60"));
		refused(id, java.net.http.HttpClient.newHttpClient().newWebSocketBuilder());
		refused(id,
				java.net.http.HttpClient.newHttpClient().newWebSocketBuilder().header("Authorization", "Bearer wrong"));
		refused(id, this.browser.webSocket().header("Origin", "http://evil.example"));
		this.browser.open(id, "logs").close();
		this.browser.delete("/containerd/api/containers/" + id);
	}

	private void refused(String id, WebSocket.Builder builder) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(
				() -> builder.buildAsync(this.browser.webSocketUri(id, "terminal"), new Browser.Socket()).join());
	}

	/** As the JDK's client does not let the host be chosen. */
	private int status(String path, String host, String header) throws IOException {
		try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), this.port)) {
			String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + header
					+ "\r\nConnection: close\r\n\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			InputStream answer = socket.getInputStream();
			return Integer.parseInt(new String(answer.readNBytes(12), StandardCharsets.US_ASCII).substring(9));
		}
	}

}

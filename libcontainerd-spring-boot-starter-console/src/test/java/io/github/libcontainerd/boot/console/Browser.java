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

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page does, in Java.
 */
class Browser {

	static final String TOKEN = "of-the-test";

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final JsonMapper json = new JsonMapper();

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port;

	Browser(int port) {
		this.port = port;
	}

	HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(TIMEOUT)
			.header("Authorization", "Bearer " + TOKEN);
	}

	HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	JsonNode get(String path) {
		return ok(send(request(path)));
	}

	JsonNode post(String path) {
		return ok(send(request(path).POST(HttpRequest.BodyPublishers.noBody())));
	}

	JsonNode delete(String path) {
		return ok(send(request(path).DELETE()));
	}

	HttpResponse<String> tryToRun(Map<String, ?> order) {
		return send(request("/containerd/api/containers").header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(this.json.writeValueAsString(order))));
	}

	String run(Map<String, ?> order) {
		return ok(tryToRun(order)).get("id").asString();
	}

	private JsonNode ok(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
		return this.json.readTree(response.body().isEmpty() ? "null" : response.body());
	}

	/**
	 * Read the server-sent events from now on.
	 */
	Events events() throws IOException, InterruptedException {
		HttpResponse<InputStream> response = this.client.send(request("/containerd/api/events").build(),
				HttpResponse.BodyHandlers.ofInputStream());
		assertThat(response.statusCode()).isEqualTo(200);
		Events events = new Events(response.body());
		// The first state says that the server knows of this reader.
		events.await("state", (state) -> true);
		return events;
	}

	WebSocket.Builder webSocket() {
		return this.client.newWebSocketBuilder().header("Authorization", "Bearer " + TOKEN);
	}

	URI webSocketUri(String id, String what) {
		return URI.create("ws://localhost:" + this.port + "/containerd/api/containers/" + id + "/" + what);
	}

	Socket open(String id, String what) {
		Socket socket = new Socket();
		socket.open = webSocket().buildAsync(webSocketUri(id, what), socket).join();
		return socket;
	}

	static Optional<JsonNode> row(JsonNode state, String id) {
		return state.get("containers").valueStream().filter((each) -> each.get("id").asString().equals(id)).findFirst();
	}

	/**
	 * The server-sent events of one connection.
	 */
	class Events implements AutoCloseable {

		private final InputStream stream;

		private final List<Map.Entry<String, JsonNode>> seen = new CopyOnWriteArrayList<>();

		Events(InputStream stream) {
			this.stream = stream;
			Thread thread = new Thread(this::read, "test-events");
			thread.setDaemon(true);
			thread.start();
		}

		private void read() {
			try (Stream<String> lines = new BufferedReader(new InputStreamReader(this.stream, StandardCharsets.UTF_8))
				.lines()) {
				String[] name = new String[1];
				lines.forEach((line) -> {
					if (line.startsWith("event:")) {
						name[0] = line.substring("event:".length());
					}
					else if (line.startsWith("data:")) {
						this.seen.add(Map.entry(name[0], Browser.this.json.readTree(line.substring("data:".length()))));
					}
				});
			}
			catch (UncheckedIOException ex) {
				// Closed.
			}
		}

		JsonNode await(String name, Predicate<JsonNode> condition) {
			return Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> all(name).filter(condition).findFirst(), Optional::isPresent)
				.orElseThrow();
		}

		/** Wait for a line of the list of containers. */
		JsonNode awaitRow(String id, Predicate<JsonNode> condition) {
			JsonNode state = await("state", (each) -> row(each, id).filter(condition).isPresent());
			return row(state, id).orElseThrow();
		}

		/** Wait for something to happen to a container. */
		JsonNode awaitHappening(String id, String what) {
			return await("happened", (each) -> id.equals(each.get("containerId").asString(null))
					&& what.equals(each.get("what").asString()));
		}

		Stream<JsonNode> all(String name) {
			return this.seen.stream().filter((each) -> each.getKey().equals(name)).map(Map.Entry::getValue);
		}

		@Override
		public void close() throws IOException {
			this.stream.close();
		}

	}

	/**
	 * A WebSocket that remembers what it was sent.
	 */
	static class Socket implements WebSocket.Listener, AutoCloseable {

		private final List<String> messages = new CopyOnWriteArrayList<>();

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private final StringBuilder part = new StringBuilder();

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		private volatile WebSocket open;

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.part.append(data);
			if (last) {
				this.messages.add(this.part.toString());
				this.part.setLength(0);
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
			byte[] copy = new byte[data.remaining()];
			data.get(copy);
			this.bytes.writeBytes(copy);
			webSocket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.closed.complete(statusCode);
			return null;
		}

		List<String> messages() {
			return this.messages;
		}

		void type(String text) {
			this.open.sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true).join();
		}

		void resize(String size) {
			this.open.sendText(size, true).join();
		}

		String awaitShown(String text) {
			Awaitility.await().atMost(TIMEOUT).until(() -> shown().contains(text));
			return shown();
		}

		String shown() {
			return this.bytes.toString(StandardCharsets.UTF_8);
		}

		int awaitClose() {
			return this.closed.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
		}

		@Override
		public void close() {
			this.open.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
			awaitClose();
		}

	}

}

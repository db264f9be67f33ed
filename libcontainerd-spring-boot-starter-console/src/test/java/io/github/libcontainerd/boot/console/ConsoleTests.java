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

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.libcontainerd.boot.console.container.Board;
import io.github.libcontainerd.test.FakeBehaviour;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.FaultyRegistry;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the page can have done, without root and without containerd.
 */
@ConsoleTest
class ConsoleTests {

	@Autowired
	private FakeContainerd containerd;

	@LocalServerPort
	private int port;

	private Browser browser;

	@BeforeEach
	void open() {
		this.browser = new Browser(this.port);
	}

	@Test
	void whoLooksSeesStartsAndEndsAsTheyHappen() throws Exception {
		try (Browser.Events events = this.browser.events()) {
			String command = "trap 'exit 3' TERM; while true; do sleep 1; done";
			String id = this.browser.run(Map.of("command", command, "memory", "64m", "cpus", 0.5, "pids", 16));
			events.awaitHappening(id, "start-container");
			events.awaitRow(id, (row) -> row.get("status").asString().equals("RUNNING"));
			this.browser.post("/containerd/api/containers/" + id + "/stop");
			assertThat(events.awaitHappening(id, "exit").get("exitCode").asInt()).isEqualTo(3);
			JsonNode ended = events.awaitRow(id,
					(row) -> row.get("status").asString().equals("EXITED") && row.get("exitCode").isNumber());
			assertThat(ended.get("exitCode").asInt()).isEqualTo(3);
			assertThat(ended.get("command").asString()).isEqualTo(command);
		}
	}

	@Test
	void anImageIsRunAsItSays() throws Exception {
		this.containerd.image("acme/report", (image) -> image.prints("42 rows\n", 0));
		try (Browser.Events events = this.browser.events()) {
			String id = this.browser.run(Map.of("id", "report", "image", "acme/report"));
			events.awaitHappening(id, "exit");
			assertThat(images()).contains("docker.io/acme/report:latest", "docker.io/library/busybox:latest");
			assertThat(events.awaitRow("report", (row) -> row.get("exitCode").isNumber()).get("image").asString())
				.isEqualTo("docker.io/acme/report:latest");
		}
	}

	@Test
	void whatIsKeptIsListedUntilItIsRemoved() throws Exception {
		try (Browser.Events events = this.browser.events()) {
			this.browser.run(Map.of("id", "job", "command", "echo done; exit 4", "keep", true));
			JsonNode kept = events.awaitRow("job", (row) -> row.get("kept").asBoolean());
			assertThat(kept.get("exitCode").asInt()).isEqualTo(4);
			Browser.Socket log = this.browser.open("job", "logs");
			assertThat(log.awaitClose()).isEqualTo(1000);
			assertThat(log.messages()).hasSize(1);
			this.browser.post("/containerd/api/containers/job/start");
			events.awaitHappening("job", "start-container");
			events.awaitHappening("job", "exit");
			events.awaitRow("job", (row) -> row.get("kept").asBoolean());
			this.browser.delete("/containerd/api/containers/job");
			assertThat(this.browser.get("/containerd/api/containers").get("containers").valueStream())
				.noneMatch((row) -> row.get("id").asString().equals("job"));
		}
	}

	@Test
	void lackOfMemoryIsSeen() throws Exception {
		this.containerd.onCreate("greedy"::equals, FakeBehaviour.normal().outOfMemory(1, Duration.ofMillis(50)));
		try (Browser.Events events = this.browser.events()) {
			this.browser.run(Map.of("id", "greedy", "command", "sleep 60"));
			events.awaitHappening("greedy", "oom");
			assertThat(events.awaitHappening("greedy", "exit").get("oomKilled").asBoolean()).isTrue();
		}
	}

	@Test
	void outputIsFollowedToTheEndAndCanBeReadAfterwards() throws Exception {
		try (Browser.Events events = this.browser.events()) {
			String id = this.browser.run(Map.of("command", "echo '<b>one</b>'; echo two >&2; sleep 1; echo three"));
			Browser.Socket live = this.browser.open(id, "logs");
			assertThat(live.awaitClose()).isEqualTo(1000);
			assertThat(live.messages()).hasSize(3);
			assertThat(live.messages()).anySatisfy(
					(line) -> assertThat(line).contains("\"text\":\"<b>one</b>\"").contains("\"stream\":\"STDOUT\""));
			events.awaitHappening(id, "exit");
			Browser.Socket afterwards = this.browser.open(id, "logs");
			assertThat(afterwards.awaitClose()).isEqualTo(1000);
			assertThat(afterwards.messages()).isEqualTo(live.messages());
		}
	}

	@Test
	void aContainerIsPausedResumedStoppedAndForgotten() throws Exception {
		try (Browser.Events events = this.browser.events()) {
			String id = this.browser.run(Map.of("command", "trap 'exit 5' TERM; while true; do sleep 1; done"));
			String path = "/containerd/api/containers/" + id;
			this.browser.post(path + "/pause");
			events.awaitRow(id, (row) -> row.get("status").asString().equals("PAUSED"));
			this.browser.post(path + "/resume");
			events.awaitHappening(id, "resume");
			this.browser.post(path + "/stop");
			events.awaitRow(id, (row) -> row.get("exitCode").asInt(0) == 5);
			this.browser.delete(path);
			assertThat(Browser.row(this.browser.get("/containerd/api/containers"), id)).isEmpty();
		}
	}

	@Test
	void aContainerIsKilled() throws Exception {
		try (Browser.Events events = this.browser.events()) {
			String id = this.browser.run(Map.of("command", "sleep 60"));
			this.browser.post("/containerd/api/containers/" + id + "/kill");
			assertThat(events.awaitHappening(id, "exit").get("exitCode").asInt()).isEqualTo(137);
		}
	}

	@Test
	void publishedPortsAndNetworksAreShownAndAnswer() throws Exception {
		this.containerd.onCreate("web"::equals, FakeBehaviour.normal()
			.answers(80, (connection) -> connection.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8))));
		try (Browser.Events events = this.browser.events()) {
			this.browser
				.run(Map.of("id", "web", "command", "sleep 60", "ports", "80, 127.0.0.1::81/udp", "network", "shop"));
			JsonNode row = events.awaitRow("web", (shown) -> shown.get("status").asString().equals("RUNNING"));
			assertThat(row.get("networks").propertyNames()).containsExactly("shop");
			assertThat(row.get("ports").valueStream().map((each) -> each.get("text").asString())).hasSize(2)
				.anySatisfy((port) -> assertThat(port).matches("127\\.0\\.0\\.1:\\d+:81/udp"));
			int port = row.get("ports").get(0).get("hostPort").asInt();
			try (Socket socket = new Socket("127.0.0.1", port)) {
				assertThat(socket.getInputStream().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
			}
			this.browser.delete("/containerd/api/containers/web");
		}
		HttpResponse<String> answer = this.browser.tryToRun(Map.of("command", "true", "ports", "eighty"));
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("'eighty' is no port to publish");
	}

	@Test
	void onlySoManyEndedOnesAreRemembered() {
		for (int i = 0; i < Board.MAX_ENDED + 5; i++) {
			String id = this.browser.run(Map.of("command", "exit 0"));
			this.browser.post("/containerd/api/containers/" + id + "/stop");
		}
		assertThat(this.browser.get("/containerd/api/containers").get("containers").size()).isBetween(Board.MAX_ENDED,
				Board.MAX_ENDED + 2);
	}

	@Test
	void aMistakeIsSaidInTheLibrarysWords() {
		HttpResponse<String> answer = this.browser.tryToRun(Map.of("command", "true", "memory", "lots"));
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("'lots' is no size");
		answer = this.browser.tryToRun(Map.of("image", "Not An Image"));
		assertThat(answer.statusCode()).isEqualTo(400);
		answer = this.browser.send(this.browser.request("/containerd/api/containers/nobody").DELETE());
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.body()).contains("nobody");
		assertThat(this.browser.open("nobody", "logs").awaitClose()).isEqualTo(1003);
	}

	@Test
	void anIdCanBeUsedByOneAtATime() {
		this.browser.run(Map.of("id", "twice", "command", "sleep 60"));
		HttpResponse<String> answer = this.browser.tryToRun(Map.of("id", "twice", "command", "true"));
		assertThat(answer.statusCode()).isEqualTo(409);
		this.browser.delete("/containerd/api/containers/twice");
		this.browser.run(Map.of("id", "twice", "command", "true"));
	}

	@Test
	void anOutageOfContainerdIsShownAndOver() throws Exception {
		try (Browser.Events events = this.browser.events()) {
			this.containerd.stop();
			events.await("state", (state) -> state.get("connection").asString().equals("DISCONNECTED"));
			assertThat(this.browser.tryToRun(Map.of("command", "true")).statusCode()).isEqualTo(503);
		}
		this.containerd.start();
		try (Browser.Events events = this.browser.events()) {
			events.await("state", (state) -> state.get("connection").asString().equals("CONNECTED"));
			events.awaitHappening(this.browser.run(Map.of("command", "exit 0")), "exit");
		}
	}

	@Test
	void aPullIsShownAsItComesAlong() throws Exception {
		try (TestRegistry registry = TestRegistry.plain(); Browser.Events events = this.browser.events()) {
			registry.push("acme/tool", "1", TestImage.busybox());
			String reference = registry.host() + "/acme/tool:1";
			this.browser.post("/containerd/api/images?reference=" + reference);
			JsonNode end = events.await("pull",
					(pull) -> pull.get("image").asString().equals(reference) && pull.get("ended").asBoolean());
			assertThat(end.get("failure").isNull()).isTrue();
			assertThat(end.get("there").asLong()).isPositive().isEqualTo(end.get("total").asLong());
			assertThat(end.get("unpacked").asLong()).isEqualTo(1);
			assertThat(images()).contains(reference);
			this.browser.delete("/containerd/api/images?reference=" + reference);
			assertThat(images()).doesNotContain(reference);
		}
	}

	@Test
	void aPullThatFailsSaysWhy() throws Exception {
		try (FaultyRegistry registry = FaultyRegistry.start(); Browser.Events events = this.browser.events()) {
			this.browser.post("/containerd/api/images?reference=" + registry.host() + "/acme/none");
			JsonNode end = events.await("pull", (pull) -> pull.get("ended").asBoolean());
			assertThat(end.get("failure").asString()).contains("acme/none");
		}
	}

	private List<String> images() {
		return this.browser.get("/containerd/api/images")
			.valueStream()
			.map((image) -> image.get("name").asString())
			.toList();
	}

}

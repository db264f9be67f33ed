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
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.libcontainerd.boot.test.RealContainerd;
import io.github.libcontainerd.client.Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The same on a real containerd, as root.
 */
@SpringBootTest(classes = TestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "libcontainerd.console.token=" + Browser.TOKEN)
@RealContainerd
class ConsoleOnRealContainerdTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@Test
	void aContainerIsRunWatchedAndUsed(@Autowired Client client, @LocalServerPort int port) throws Exception {
		Browser browser = new Browser(port);
		try (Browser.Events events = browser.events()) {
			String id = browser.run(Map.of("id", "busy", "command", "echo ready; while true; do echo x > /tmp/x; done",
					"memory", "32m", "cpus", 0.5, "pids", 20));
			try (Browser.Socket log = browser.open(id, "logs")) {
				await().atMost(TIMEOUT)
					.until(() -> log.messages().stream().anyMatch((line) -> line.contains("\"ready\"")));
			}
			await().atMost(TIMEOUT).until(() -> !threads().contains("console-log"));
			JsonNode usage = events
				.await("usage", (each) -> each.at("/containers/" + id + "/cpuPercent").asDouble(0) > 0.5)
				.at("/containers/" + id);
			assertThat(usage.get("cpuPercent").asDouble()).isLessThan(150);
			assertThat(usage.get("memory").asLong()).isBetween(1L, 32L << 20);
			assertThat(usage.get("memoryLimit").asLong()).isEqualTo(32 << 20);
			assertThat(usage.get("pids").asLong()).isPositive();
			try (Browser.Socket terminal = browser.open(id, "terminal")) {
				terminal.resize("101x33");
				terminal.type("echo $((6 * 7)) is the answer\r");
				terminal.awaitShown("42 is the answer");
				terminal.type("stty size\r");
				terminal.awaitShown("33 101");
				assertThat(threads()).contains("console-viewer", "console-screen", "console-keyboard");
			}
			// The shell ends with its connection.
			await().atMost(TIMEOUT).until(() -> client.inspect(id).processes().isEmpty());
			Browser.Socket left = browser.open(id, "terminal");
			left.type("exit\r");
			assertThat(left.awaitClose()).isEqualTo(1000);
			browser.post("/containerd/api/containers/" + id + "/kill");
			assertThat(events.awaitHappening(id, "exit").get("exitCode").asInt()).isEqualTo(137);
			browser.delete("/containerd/api/containers/" + id);
		}
		await().atMost(TIMEOUT).until(() -> threads().isEmpty());
		assertThat(client.list()).isEmpty();
	}

	/** Those that serve one browser. */
	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.matches("console-(viewer|log|screen|keyboard)"))
			.toList();
	}

}

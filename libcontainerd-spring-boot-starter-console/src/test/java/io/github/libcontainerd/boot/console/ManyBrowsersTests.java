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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.libcontainerd.boot.console.live.Feed;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what it costs that many look, or nobody.
 */
@ConsoleTest
class ManyBrowsersTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final int BROWSERS = 20;

	private static final int LOOKS = 3;

	/** What could be asked to draw the page, all containers at once or each by itself. */
	private static final List<String> CALLS = List.of("Tasks/Metrics", "Tasks/List", "Tasks/Get", "Tasks/ListPids",
			"Containers/List", "Containers/Get", "Images/List", "Snapshots/Usage", "Content/Read");

	@Test
	void manyAskContainerdNoMoreThanOneAndNobodyNothing(@Autowired FakeContainerd containerd, @Autowired Feed feed,
			@LocalServerPort int port) throws Exception {
		await().atMost(TIMEOUT).until(() -> feed.viewers() == 0);
		Browser browser = new Browser(port);
		List<String> ids = IntStream.range(0, 5).mapToObj((i) -> browser.run(Map.of("command", "sleep 600"))).toList();
		List<Browser.Events> all = new ArrayList<>();
		try {
			for (int i = 0; i < BROWSERS; i++) {
				all.add(browser.events());
			}
			await().atMost(TIMEOUT).until(() -> feed.viewers() == BROWSERS);
			int calls = calls(containerd);
			long looks = looks(all.get(0));
			List<Long> seen = all.stream().map(ManyBrowsersTests::looks).toList();
			await().atMost(TIMEOUT)
				.until(() -> IntStream.range(0, BROWSERS).allMatch((i) -> looks(all.get(i)) >= seen.get(i) + LOOKS));
			// One may be under way at either end.
			assertThat((long) calls(containerd) - calls).isBetween(1L, looks(all.get(0)) - looks + 2);
		}
		finally {
			for (Browser.Events each : all) {
				each.close();
			}
		}
		await().atMost(TIMEOUT).until(() -> feed.viewers() == 0);
		AtomicInteger before = new AtomicInteger(-1);
		// For longer than two looks are apart.
		await().atMost(TIMEOUT)
			.during(Duration.ofSeconds(5))
			.until(() -> before.getAndSet(calls(containerd)) == before.get());
		ids.forEach((id) -> browser.delete("/containerd/api/containers/" + id));
	}

	private static long looks(Browser.Events events) {
		return events.all("usage").count();
	}

	private static int calls(FakeContainerd containerd) {
		return CALLS.stream().mapToInt(containerd::calls).sum();
	}

}

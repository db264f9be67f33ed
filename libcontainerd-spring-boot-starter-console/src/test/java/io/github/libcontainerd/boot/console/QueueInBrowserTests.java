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

import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.JobHandle;
import io.github.libcontainerd.queue.JobState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the queue in a real browser, on a fake containerd.
 */
@SpringBootTest(classes = TestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "libcontainerd.console.token=" + Browser.TOKEN, "libcontainerd.queue.engine=memory",
				"libcontainerd.queue.worker.enabled=true", "libcontainerd.queue.worker.node=node-1" })
@AutoConfigureFakeContainerd
class QueueInBrowserTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@Test
	void jobsAreSeenAndCancelled(@Autowired ContainerQueue queue, @LocalServerPort int port) {
		JobHandle done = queue
			.submit(ContainerJob.of("busybox").id("done-1").command("true").submitter("shop").build());
		queue.submit(ContainerJob.of("busybox").id("runs-1").command("sleep", "600").build());
		queue.submit(ContainerJob.of("busybox")
			.id("waits-1")
			.command("true")
			.env("KEY", "s3cret")
			.requires("gpu", "true")
			.build());
		done.result().join();
		await().atMost(TIMEOUT).until(() -> queue.find("runs-1").orElseThrow().state() == JobState.RUNNING);
		try (Chromium chromium = Chromium.start(port)) {
			chromium.logIn();
			chromium.press("nav a", "Queue");
			chromium.awaitText("tr[data-job=done-1]", "done");
			chromium.awaitText("tr[data-job=runs-1]", "running");
			chromium.awaitText("tr[data-job=waits-1]", "queued");
			assertThat(chromium.text("tr[data-job=runs-1]")).contains("node-1");
			assertThat(chromium.text("tr[data-job=done-1]")).contains("shop").doesNotContain("Cancel");
			assertThat(chromium.text("main")).contains("takes jobs").doesNotContain("s3cret");
			assertThat(chromium.barriers()).isEmpty();
			chromium.click("tr[data-job=done-1] summary");
			chromium.awaitText("tr[data-job=done-1] .attempts", "Attempt 1 on node-1");
			chromium.click("tr[data-job=waits-1] .danger");
			assertThat(chromium.text("tr[data-job=waits-1] .danger")).isEqualTo("Cancel it?");
			assertThat(queue.find("waits-1").orElseThrow().state()).isEqualTo(JobState.QUEUED);
			chromium.click("tr[data-job=waits-1] .danger");
			chromium.awaitText("tr[data-job=waits-1]", "cancelled");
			chromium.press(".chips button", "running1");
			chromium.awaitNoText("tr[data-job]", "done-1");
			chromium.awaitText("tr[data-job]", "runs-1");
			chromium.fill("#filter", "nothing like it");
			chromium.awaitText("main", "No job matches");
			queue.cancel("runs-1");
			chromium.awaitText("main", "There are none");
			chromium.press(".chips button", "newest");
			chromium.fill("#filter", "runs");
			chromium.awaitText("tr[data-job=runs-1]", "cancelled");
			for (int width : new int[] { 390, 1024, 1440 }) {
				chromium.size(width, 800);
				assertThat(chromium.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
			}
			assertThat(chromium.complaints()).isEmpty();
		}
	}

	@Test
	void whatIsNoStateIsSaid(@LocalServerPort int port) {
		Browser browser = new Browser(port);
		assertThat(browser.send(browser.request("/containerd/api/queue?state=tired")).body())
			.contains("'tired' is no state of a job; there are [queued, running, done, parked, cancelled]");
		assertThat(browser.get("/containerd/api/pages").toString()).isEqualTo("[\"queue\"]");
	}

}

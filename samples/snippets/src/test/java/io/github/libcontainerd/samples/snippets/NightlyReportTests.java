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

package io.github.libcontainerd.samples.snippets;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.boot.test.ContainerEvents;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.FakeBehaviour;
import io.github.libcontainerd.test.FakeContainerd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The tests of a user of the library, as the guide shows them.
 */
@SpringBootTest
@AutoConfigureFakeContainerd
class NightlyReportTests {

	@Autowired
	private FakeContainerd containerd;

	@Autowired
	private NightlyReport report;

	@Autowired
	private Containers containers;

	@Test
	void theReportIsWhatTheImagePrints() {
		this.containerd.image("acme/report", (image) -> image.prints("42 rows\n", 0));
		assertThat(this.report.create()).isEqualTo("42 rows\n");
	}

	@Test
	void aReportThatFailsSaysWhy() {
		this.containerd.image("acme/report",
				(image) -> image.behaves(FakeBehaviour.normal().output("", "no data").exit(2, Duration.ZERO)));
		assertThatIllegalStateException().isThrownBy(this.report::create).withMessage("No report: no data");
	}

	@Test
	void aReportWithoutMemorySaysSo() {
		this.containerd.image("acme/report",
				(image) -> image.behaves(FakeBehaviour.normal().outOfMemory(1, Duration.ZERO)));
		assertThatIllegalStateException().isThrownBy(this.report::create).withMessageContaining("memory");
	}

	@Test
	void aReportOutlivesARestartOfTheDaemon(@Autowired ContainerEvents events) throws Exception {
		this.containerd.image("acme/report", (image) -> image
			.behaves(FakeBehaviour.normal().output("42 rows\n", "").exit(0, Duration.ofSeconds(2))));
		CompletableFuture<String> created = CompletableFuture.supplyAsync(this.report::create);
		events.await(ContainerStartedEvent.class, (event) -> true, Duration.ofSeconds(10));
		this.containerd.stop();
		this.containerd.start();
		assertThat(created.get(20, TimeUnit.SECONDS)).isEqualTo("42 rows\n");
	}

	@Test
	void theReportIsFetched() throws IOException {
		this.containerd.image("acme/server", (image) -> image.behaves(FakeBehaviour.normal()
			.answers(80, (connection) -> connection.getOutputStream().write("42 rows".getBytes(UTF_8)))));
		RunningContainer server = this.containers.start("acme/server",
				(run) -> run.publish(80).command("sleep", "1000"));
		try (Socket socket = new Socket(server.port(80).getAddress(), server.port(80).getPort())) {
			assertThat(socket.getInputStream().readAllBytes()).isEqualTo("42 rows".getBytes(UTF_8));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(NightlyReport.class)
	static class Application {

	}

}

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

package io.github.libcontainerd.queue.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobHandle;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.postgres.PostgresServer;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.test.LeakCheck;
import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.TestImage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Jobs in real containers: an application that submits and works, a second one in a
 * process of its own, a real containerd and a real PostgreSQL.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealQueueTests {

	private static final Log logger = LogFactory.getLog(RealQueueTests.class);

	private static PrivateContainerd containerd;

	private final PostgresServer server = PostgresServer.shared();

	private final String database = this.server.database();

	private final String own = containerd.uniqueNamespace();

	private final String other = containerd.uniqueNamespace();

	private LeakCheck leaks;

	private Path directory;

	private ConfigurableApplicationContext application;

	@BeforeAll
	static void launch() {
		containerd = PrivateContainerd.launch();
	}

	@AfterAll
	static void close() {
		containerd.close();
	}

	@BeforeEach
	void setUp() throws IOException {
		this.directory = Files.createTempDirectory(Path.of("/tmp"), "lcq-");
		containerd.image(this.own, "tool", TestImage.busybox());
		containerd.image(this.other, "tool", TestImage.busybox());
		this.leaks = LeakCheck.begin("container-queue-claim", "container-queue-lease", "container-queue-listen")
			.fifosBelow(this.directory)
			.namespace(this.own)
			.namespace(this.other)
			.mountsBelow(this.directory)
			.patience(Duration.ofSeconds(15));
	}

	@AfterEach
	void nothingIsLeft() throws IOException {
		if (this.application != null) {
			this.application.close();
		}
		this.leaks.assertNothingLeft();
		FileSystemUtils.deleteRecursively(this.directory);
	}

	private String[] arguments(String namespace, String... more) {
		List<String> arguments = new ArrayList<>(List.of("--spring.datasource.url=" + this.server.url(this.database),
				"--spring.datasource.username=postgres", "--libcontainerd.address=" + containerd.socket(),
				"--libcontainerd.namespace=" + namespace,
				"--libcontainerd.state-directory=" + this.directory.resolve(namespace), "--spring.main.banner-mode=off",
				"--libcontainerd.queue.worker.node=" + namespace, "--libcontainerd.queue.worker.lease=2s",
				"--libcontainerd.queue.worker.memory=2GB", "--libcontainerd.queue.worker.cpus=64",
				"--libcontainerd.queue.worker.drain-timeout=100ms", "--libcontainerd.queue.poll-interval=40s"));
		arguments.addAll(Arrays.asList(more));
		return arguments.toArray(String[]::new);
	}

	private ContainerQueue start(boolean works) {
		this.application = new SpringApplicationBuilder(ContainerNode.class).web(WebApplicationType.NONE)
			.run(arguments(this.own, "--libcontainerd.queue.worker.enabled=" + works));
		return this.application.getBean(ContainerQueue.class);
	}

	private NodeProcess process() {
		return new NodeProcess(ContainerNode.class, arguments(this.other, "--libcontainerd.queue.worker.enabled=true"))
			.await("up " + this.other);
	}

	private static ContainerJob.Builder job(String id, String script) {
		return ContainerJob.of("tool").id(id).command("sh", "-c", script).memory(32 << 20).cpus(0.5);
	}

	@Test
	void aJobIsWhatARunIs() throws Exception {
		ContainerQueue queue = start(true);
		JobResult result = queue
			.submit(job("one", "cat; cat /etc/note; echo $A >&2; exit 7").input("in\n".getBytes(StandardCharsets.UTF_8))
				.file("noted\n", "/etc/note")
				.env("A", "secret")
				.build())
			.result()
			.get(60, TimeUnit.SECONDS);
		assertThat(result.exitCode()).isEqualTo(7);
		assertThat(result.stdout().text()).isEqualTo("in\nnoted\n");
		assertThat(result.stderr().text()).isEqualTo("secret\n");
		JobResult late = queue.submit(job("late", "sleep 60").timeout(Duration.ofMillis(300)).build())
			.result()
			.get(60, TimeUnit.SECONDS);
		assertThat(late.timedOut()).isTrue();
		JobHandle missing = queue.submit(ContainerJob.of("tool").id("missing").command("/no/such").build());
		assertThatThrownBy(() -> missing.result().get(60, TimeUnit.SECONDS)).rootCause()
			.hasMessageContaining("parked after 1 failed attempt");
	}

	@Test
	void aJobThatRunsCanBeFollowedAndCancelled() throws Exception {
		ContainerQueue queue = start(true);
		JobHandle handle = queue.submit(job("one", "echo one; sleep 1; echo two; sleep 60").build());
		StringBuilder seen = new StringBuilder();
		try (Stream<JobOutput> output = handle.output()) {
			assertThat(output.peek((piece) -> seen.append(piece.text()))
				.anyMatch((piece) -> seen.toString().equals("one\ntwo\n"))).isTrue();
		}
		handle.cancel();
		assertThatThrownBy(() -> handle.result().get(60, TimeUnit.SECONDS))
			.hasRootCauseMessage("The job 'one' was cancelled");
		assertThat(this.application.getBean(Client.class).list()).isEmpty();
	}

	@Test
	void aKilledMachineIsReplacedAndCleansUpWhenItIsBack() throws Exception {
		ContainerQueue queue = start(true);
		JobHandle elsewhere;
		try (NodeProcess killed = process()) {
			elsewhere = submitTo(queue, killed);
			killed.kill();
		}
		JobResult result = elsewhere.result().get(60, TimeUnit.SECONDS);
		assertThat(result.attempt()).isEqualTo(2);
		assertThat(result.node()).isEqualTo(this.own);
		assertThat(elsewhere.attempts()).extracting(JobAttempt::node).containsExactly(this.other, this.own);
		try (NodeProcess again = process()) {
			// What the killed one has left is gone then, see nothingIsLeft.
			again.await("up");
		}
	}

	/**
	 * Submit jobs until the other machine has one; those that this machine gets are
	 * cancelled.
	 */
	private JobHandle submitTo(ContainerQueue queue, NodeProcess process) {
		for (int number = 0; number < 50; number++) {
			String id = "job" + number;
			JobHandle handle = queue.submit(job(id, "sleep 3").build());
			await().until(() -> handle.status().node() != null);
			if (this.other.equals(handle.status().node())) {
				process.await("start " + id);
				return handle;
			}
			handle.cancel();
		}
		throw new AssertionError("The other machine never got a job");
	}

	@Test
	void nobodyWaitsForAPoll() throws Exception {
		ContainerQueue queue = start(true);
		Containers containers = this.application.getBean(Containers.class);
		List<Long> direct = new ArrayList<>();
		List<Long> queued = new ArrayList<>();
		for (int number = 0; number < 15; number++) {
			ContainerJob job = job("job" + number, "true").build();
			long since = System.nanoTime();
			containers.run(job.toRequest().build()).close();
			direct.add(System.nanoTime() - since);
			since = System.nanoTime();
			queue.submit(job).result().get(60, TimeUnit.SECONDS);
			queued.add(System.nanoTime() - since);
		}
		direct.sort(null);
		queued.sort(null);
		logger.info("A run takes %.1f ms, through the queue %.1f ms, p50; p90 %.1f and %.1f"
			.formatted(direct.get(7) / 1e6, queued.get(7) / 1e6, direct.get(13) / 1e6, queued.get(13) / 1e6));
		assertThat(Duration.ofNanos(queued.get(7))).as("notified, as polls are too rare")
			.isLessThan(Duration.ofSeconds(20));
	}

}

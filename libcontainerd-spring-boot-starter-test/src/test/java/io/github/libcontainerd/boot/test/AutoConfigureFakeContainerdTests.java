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

package io.github.libcontainerd.boot.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.boot.event.ContainerOutOfMemoryEvent;
import io.github.libcontainerd.boot.event.ContainerdConnectedEvent;
import io.github.libcontainerd.boot.event.ContainerdDisconnectedEvent;
import io.github.libcontainerd.boot.event.ImagePullFailedEvent;
import io.github.libcontainerd.boot.health.ContainerdHealthIndicator;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.FakeBehaviour;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.FakeImage;
import io.github.libcontainerd.test.FaultyRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AutoConfigureFakeContainerd}.
 */
@SpringBootTest(properties = { "spring.application.name=an application", "libcontainerd.daemon.mode=always",
		"libcontainerd.state-directory=/no/such/directory", "libcontainerd.clients.builds.namespace=ci" })
@AutoConfigureFakeContainerd
@TestMethodOrder(MethodName.class)
class AutoConfigureFakeContainerdTests {

	@Autowired
	private FakeContainerd containerd;

	@Autowired
	private Client client;

	@Autowired
	private TestRootfs rootfs;

	@Autowired
	private ContainerEvents events;

	@Test
	void theApplicationIsConnectedToTheFakeWhateverItsPropertiesSay(@Autowired Remote remote,
			@Value("${libcontainerd.test.rootfs}") Path path) {
		assertThat(remote.status().address()).isEqualTo(this.containerd.socket());
		assertThat(remote.status().version()).isEqualTo(FakeContainerdAutoConfiguration.DEFAULT_VERSION);
		assertThat(remote.clients()).extracting(Client::namespace)
			.containsExactlyInAnyOrder("ci", this.client.namespace());
		assertThat(this.client.namespace()).startsWith("test-");
		assertThat(path).isEqualTo(this.rootfs.path()).isDirectory();
	}

	@Test
	void aContainerRunsAndItsEventsAndLinesAreRemembered() {
		this.client.create("job", this.rootfs.shell("echo out; echo err >&2; exit 7"),
				CreateOption.labels(Map.of("team", "blue")));
		assertThat(this.events.awaitExit("job")).satisfies((event) -> {
			assertThat(event.getExitCode()).isEqualTo(7);
			assertThat(event.getLabels()).containsEntry("team", "blue");
		});
		assertThat(this.events.states("job")).containsExactly(StateChange.START, StateChange.EXIT);
		this.events.awaitLine("job", "out", Duration.ofSeconds(5));
		this.events.awaitLine("job", "err", Duration.ofSeconds(5));
		assertThat(this.events.lines("job", OutputStreamName.STDOUT)).containsExactly("out");
		assertThat(this.events.lines("job", OutputStreamName.STDERR)).containsExactly("err");
		assertThat(this.events.lines("job")).containsExactlyInAnyOrder("out", "err");
	}

	@Test
	void anExitCodeCanBeScripted() {
		this.containerd.onCreate("scripted"::equals, FakeBehaviour.normal().exit(42, Duration.ofMillis(20)));
		this.client.create("scripted", this.rootfs.command("/bin/sleep", "60"));
		assertThat(this.events.awaitExit("scripted").getExitCode()).isEqualTo(42);
	}

	@Test
	void lackOfMemoryCanBeScripted() {
		this.containerd.onCreate("greedy"::equals, FakeBehaviour.normal().outOfMemory(2, Duration.ofMillis(20)));
		this.client.create("greedy", this.rootfs.command("/bin/sleep", "60"));
		assertThat(this.events.awaitExit("greedy")).satisfies((event) -> {
			assertThat(event.getExitCode()).isEqualTo(137);
			assertThat(event.isOomKilled()).isTrue();
		});
		assertThat(this.events.ofType(ContainerOutOfMemoryEvent.class)).hasSize(1);
	}

	@Test
	void filesAreCopiedIntoContainersAndOutOfThem(@TempDir Path directory) throws IOException {
		Path conf = Files.createDirectory(directory.resolve("conf"));
		Files.writeString(conf.resolve("greeting"), "hello");
		Path fetched = directory.resolve("fetched");
		RunningContainer container = this.client.containers()
			.start(RunRequest.of("busybox")
				.command("sleep", "60")
				.files(conf, "/etc/app")
				.volume("data", "/data")
				.remove(false)
				.build());
		container.copyIn(conf.resolve("greeting"), "/data/greeting");
		assertThat(container.exec("cat", "/etc/app/greeting", "/data/greeting").stdout().text())
			.isEqualTo("hellohello");
		container.stop(Duration.ZERO);
		container.copyOut("/data/greeting", fetched);
		assertThat(fetched).hasContent("hello");
		container.remove();
		this.client.volumes().remove("data");
	}

	@Test
	void theEndOfAPullCanBeWaitedFor(@Autowired Images images) {
		try (FaultyRegistry registry = FaultyRegistry.start()) {
			String image = registry.host() + "/nothing";
			assertThatExceptionOfType(ImageException.class).isThrownBy(() -> images.pull(image));
			assertThat(this.events.await(ImagePullFailedEvent.class, (event) -> true, Duration.ofSeconds(5)).getImage())
				.isEqualTo(image + ":latest");
		}
	}

	@Test
	void anAdditionalProcessCanBeWaitedFor() {
		this.client.create("server", this.rootfs.shell("sleep 60"));
		this.client.addProcess("server", "extra", (process) -> process.args("/bin/sh", "-c", "exit 5"),
				Stdio.attached());
		assertThat(this.events.awaitProcessExit("server", "extra", Duration.ofSeconds(10)).getExitCode()).isEqualTo(5);
		this.client.delete("server");
	}

	@Test
	void aRestartPolicyWorks() {
		this.client.create("again", this.rootfs.shell("exit 1"),
				CreateOption.restartManager(new RestartManager(RestartPolicy.onFailure(1))));
		this.events.awaitExit("again");
		assertThat(this.events.states("again")).startsWith(StateChange.START, StateChange.RESTART)
			.endsWith(StateChange.EXIT);
	}

	@Test
	void theDaemonCanBeStoppedAndStarted(@Autowired ContainerdHealthIndicator health) {
		this.client.create("survivor", this.rootfs.shell("sleep 1; exit 4"));
		this.containerd.stop();
		this.events.await(ContainerdDisconnectedEvent.class, Duration.ofSeconds(20));
		assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
		this.containerd.start();
		this.events.await(ContainerdConnectedEvent.class, Duration.ofSeconds(20));
		assertThat(this.events.awaitExit("survivor").getExitCode()).isEqualTo(4);
	}

	@Test
	void anImageIsThereWithoutARegistry() {
		RunResult result = this.client.containers().run("busybox", "sh", "-c", "echo out; echo err >&2; id -u; exit 3");
		assertThat(result.exitCode()).isEqualTo(3);
		assertThat(result.stdout().text()).isEqualTo("out\n0\n");
		assertThat(result.stderr().text()).isEqualTo("err\n");
		assertThat(this.events.states(result.containerId())).containsExactly(StateChange.START, StateChange.EXIT);
		assertThat(this.client.images().inspect("busybox").unpacked()).isTrue();
	}

	@Test
	void imagesCanBeScripted() {
		assertThat(this.client.containers().run("acme/report").stdout().text()).isEqualTo("42 rows\n");
		this.containerd.image("acme/greedy",
				(image) -> image.user("app").behaves(FakeBehaviour.normal().outOfMemory(1, Duration.ofMillis(20))));
		RunResult result = this.client.containers().run("acme/greedy");
		assertThat(result.oomKilled()).isTrue();
		assertThat(result.exitCode()).isEqualTo(137);
	}

	@Test
	void anImageHasUsers() {
		this.containerd.image("acme/user", (image) -> image.user("app"));
		assertThat(this.client.containers().run("acme/user", "id", "-u").stdout().text()).isEqualTo("1000\n");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.containers().run("acme/user", (request) -> request.user("stranger")))
			.withMessageContaining("stranger");
	}

	@Test
	void z1EventsAndFaultsOfAMethod() {
		this.client.create("of-z1", this.rootfs.shell("exit 0"));
		this.events.awaitExit("of-z1");
		this.containerd.faults().hang("Tasks/Create");
	}

	@Test
	void z2AreNotThoseOfTheNext() {
		assertThat(this.events.of("of-z1")).isEmpty();
		this.client.create("of-z2", this.rootfs.shell("exit 0"));
		this.events.awaitExit("of-z2");
		assertThat(Files.exists(Path.of("/no/such/directory"))).isFalse();
	}

	@Test
	void z3AnOutageOfAMethod() {
		this.containerd.stop();
		this.events.await(ContainerdDisconnectedEvent.class, Duration.ofSeconds(20));
	}

	@Test
	void z4IsNotThatOfTheNext() {
		this.client.create("of-z4", this.rootfs.shell("exit 0"));
		this.events.awaitExit("of-z4");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		FakeImage report() {
			return FakeImage.named("acme/report").entrypoint("/report").prints("42 rows\n", 0).build();
		}

	}

}

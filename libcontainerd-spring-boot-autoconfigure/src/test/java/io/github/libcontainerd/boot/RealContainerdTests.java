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

package io.github.libcontainerd.boot;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.util.FileSystemUtils;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerProcessExitedEvent;
import io.github.libcontainerd.boot.event.ContainerProcessStartedEvent;
import io.github.libcontainerd.boot.event.ContainerRestoredEvent;
import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.event.ContainerdConnectedEvent;
import io.github.libcontainerd.boot.event.ContainerdEvent;
import io.github.libcontainerd.boot.health.ContainerdHealthIndicator;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.BusyboxRootfs;
import io.github.libcontainerd.test.LeakCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of an application with a containerd of its own.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealContainerdTests {

	private final String id = UUID.randomUUID().toString().substring(0, 8);

	private final Path directory = Path.of("/tmp/lc-" + this.id);

	private final String namespace = "boot-" + this.id;

	private Path rootfs = this.directory.resolve("rootfs");

	@BeforeEach
	void makeRootFileSystem() throws IOException {
		Files.createDirectories(this.directory);
		BusyboxRootfs.create(this.rootfs);
		Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
	}

	@AfterEach
	void removeFiles() throws IOException {
		FileSystemUtils.deleteRecursively(this.directory);
	}

	@Test
	void runsAContainerAndLeavesNothingBehind() {
		LeakCheck leaks = LeakCheck.begin("containerd-", "grpc-", "nioEventLoop", "multiThreadIo")
			.fifosBelow(this.directory)
			.namespace(this.namespace)
			.mountsBelow(this.directory);
		ConfigurableApplicationContext context = start();
		Client client = context.getBean(Client.class);
		Collector collector = context.getBean(Collector.class);
		assertThat(client.namespace()).isEqualTo(this.namespace);
		assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		assertThat(health(context).getDetails()).containsEntry("managed", true).containsKeys("version", "address");

		ExitStatus exit = client
			.create("job", shell("echo out; echo err >&2; exit 7"), CreateOption.labels(Map.of("team", "blue")),
					CreateOption.image("busybox"))
			.exit()
			.orTimeout(30, TimeUnit.SECONDS)
			.join();

		assertThat(exit.code()).isEqualTo(7);
		assertThat(collector.events).hasSize(2);
		assertThat(collector.events).element(0).isInstanceOfSatisfying(ContainerStartedEvent.class, (event) -> {
			assertThat(event.getPid()).isPositive();
			assertThat(event.getRun()).isOne();
		});
		assertThat(collector.events).element(1).isInstanceOfSatisfying(ContainerExitedEvent.class, (event) -> {
			assertThat(event.getSource()).isSameAs(client);
			assertThat(event.getExitCode()).isEqualTo(7);
			assertThat(event.isCodeKnown()).isTrue();
			assertThat(event.getLabels()).containsEntry("team", "blue");
			assertThat(event.getImage()).isEqualTo("busybox");
			assertThat(event.getExitedAt()).isNotNull();
		});
		assertThat(collector.failures).extracting(ContainerExitedEvent::getContainerId).containsExactly("job");
		await().untilAsserted(() -> assertThat(collector.lines).containsExactlyInAnyOrder("stdout out", "stderr err"));
		assertThat(collector.daemonEvents).singleElement().isInstanceOf(ContainerdConnectedEvent.class);

		int daemon = context.getBean(Remote.class).status().pid();
		context.close();
		assertThat(ProcessHandle.of(daemon)).isEmpty();
		leaks.assertNothingLeft();
		// Netty's own global thread ends by itself a second later.
		await().untilAsserted(() -> assertThat(nonDaemonThreads()).isEmpty());
	}

	@Test
	void closingTheContextStopsARunningContainerAndPublishesItsExitFirst() {
		LeakCheck leaks = LeakCheck.begin().fifosBelow(this.directory).namespace(this.namespace);
		ConfigurableApplicationContext context = start();
		Collector collector = context.getBean(Collector.class);
		context.getBean(Client.class)
			.create("server", shell("trap 'exit 3' TERM; echo up; while :; do sleep 0.1; done"));
		await().until(() -> collector.lines.contains("stdout up"));
		context.close();
		assertThat(collector.events).last()
			.isInstanceOfSatisfying(ContainerExitedEvent.class,
					(event) -> assertThat(event.getExitCode()).isEqualTo(3));
		leaks.assertNothingLeft();
	}

	@Test
	void anAdditionalProcessHasEventsOfItsOwn() {
		try (ConfigurableApplicationContext context = start()) {
			Client client = context.getBean(Client.class);
			Collector collector = context.getBean(Collector.class);
			client.create("server", shell("trap exit TERM; while :; do sleep 0.1; done"));
			client.addProcess("server", "extra", (process) -> process.args("sh", "-c", "exit 5"), Stdio.attached())
				.exit()
				.orTimeout(30, TimeUnit.SECONDS)
				.join();
			assertThat(collector.events).hasSize(3);
			assertThat(collector.events).element(1)
				.isInstanceOfSatisfying(ContainerProcessStartedEvent.class,
						(event) -> assertThat(event.getProcessId()).isEqualTo("extra"));
			assertThat(collector.events).element(2)
				.isInstanceOfSatisfying(ContainerProcessExitedEvent.class,
						(event) -> assertThat(event.getExitCode()).isEqualTo(5));
		}
	}

	@Test
	void withLiveRestoreAContainerIsTakenOverByTheNextContext() {
		String[] liveRestore = { "--libcontainerd.live-restore=true" };
		try (ConfigurableApplicationContext context = start(liveRestore)) {
			context.getBean(Client.class)
				.create("server", shell("trap exit TERM; while :; do sleep 0.1; done"),
						CreateOption.labels(Map.of("team", "blue")));
		}
		try (ConfigurableApplicationContext context = start(liveRestore)) {
			Collector collector = context.getBean(Collector.class);
			await().until(() -> !collector.events.isEmpty());
			assertThat(collector.events).element(0)
				.isInstanceOfSatisfying(ContainerRestoredEvent.class,
						(event) -> assertThat(event.getLabels()).containsEntry("team", "blue"));
			context.getBean(Client.class).stop("server", Duration.ZERO);
		}
	}

	@Test
	void aStoppedContextKeepsItsContainersUntilItIsClosed() {
		try (ConfigurableApplicationContext context = start()) {
			Client client = context.getBean(Client.class);
			client.create("server", shell("trap '' TERM; while :; do sleep 0.1; done"));
			context.stop();
			assertThat(client.inspect("server").pid()).isPositive();
			context.start();
			assertThat(client.stop("server", Duration.ZERO).code()).isEqualTo(137);
		}
	}

	@Test
	void withVirtualThreadsOutputIsReadOnPlatformThreads() throws Exception {
		try (ConfigurableApplicationContext context = start("--spring.threads.virtual.enabled=true")) {
			Collector collector = context.getBean(Collector.class);
			context.getBean(Client.class).create("job", shell("echo out")).exit().get(30, TimeUnit.SECONDS);
			await().until(() -> collector.lines.contains("stdout out"));
			for (Thread thread : collector.readers) {
				assertThat(isVirtual(thread)).isFalse();
			}
		}
	}

	private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
		if (Runtime.version().feature() < 21) {
			return false;
		}
		Method method = Thread.class.getMethod("isVirtual");
		return (boolean) method.invoke(thread);
	}

	private static Health health(ConfigurableApplicationContext context) {
		return context.getBean(ContainerdHealthIndicator.class).health();
	}

	private static List<Thread> nonDaemonThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.isDaemon() && thread.isAlive())
			.filter((thread) -> !thread.getName()
				.matches("main|junit-.*|surefire-.*|DestroyJavaVM|awaitility-.*|ping-.*"))
			.toList();
	}

	private Spec shell(String script) {
		return Spec.defaults()
			.toBuilder()
			.root(this.rootfs.toString())
			.process((process) -> process.args("/bin/sh", "-c", script))
			.build();
	}

	private ConfigurableApplicationContext start(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add("--libcontainerd.daemon.mode=always");
		all.add("--libcontainerd.namespace=" + this.namespace);
		all.add("--libcontainerd.state-directory=" + this.directory.resolve("s"));
		all.add("--libcontainerd.daemon.root=" + this.directory.resolve("r"));
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run(all.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Collector collector() {
			return new Collector();
		}

	}

	static class Collector implements ContainerOutputListener {

		final Queue<ContainerStateChangedEvent> events = new ConcurrentLinkedQueue<>();

		final Queue<ContainerExitedEvent> failures = new ConcurrentLinkedQueue<>();

		final Queue<ContainerdEvent> daemonEvents = new ConcurrentLinkedQueue<>();

		final Queue<String> lines = new ConcurrentLinkedQueue<>();

		final Queue<Thread> readers = new ConcurrentLinkedQueue<>();

		@EventListener
		void onEvent(ContainerStateChangedEvent event) {
			this.events.add(event);
		}

		@EventListener(condition = "#event.exitCode != 0")
		void onFailure(ContainerExitedEvent event) {
			this.failures.add(event);
		}

		@EventListener
		void onDaemon(ContainerdEvent event) {
			this.daemonEvents.add(event);
		}

		@Override
		public void onOutput(ContainerOutput output) {
			this.readers.add(Thread.currentThread());
			this.lines.add(output.stream().value() + " " + output.line());
		}

	}

}

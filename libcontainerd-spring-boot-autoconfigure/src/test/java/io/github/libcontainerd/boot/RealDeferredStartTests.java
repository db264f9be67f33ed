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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.boot.event.ContainerdConnectedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.BusyboxRootfs;
import io.github.libcontainerd.test.LeakCheck;
import io.github.libcontainerd.test.PrivateContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of an application that is started before a real containerd.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealDeferredStartTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private PrivateContainerd containerd;

	private LeakCheck leaks;

	private String namespace;

	@BeforeEach
	void launchAndKill() throws IOException {
		this.containerd = PrivateContainerd.launch();
		this.namespace = this.containerd.uniqueNamespace();
		BusyboxRootfs.create(this.containerd.directory().resolve("rootfs"));
		this.leaks = LeakCheck.begin("containerd-").namespace(this.namespace).fifosBelow(state());
		this.containerd.kill();
		Files.delete(this.containerd.socket());
	}

	@AfterEach
	void nothingIsLeft() {
		try {
			this.leaks.assertNothingLeft();
			assertThat(state()).doesNotExist();
		}
		finally {
			this.containerd.close();
		}
	}

	private Path state() {
		return this.containerd.directory().resolve("app");
	}

	private ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("libcontainerd.bootstrap-mode=deferred", "libcontainerd.address=" + this.containerd.socket(),
					"libcontainerd.containerd-state=" + this.containerd.stateDirectory(),
					"libcontainerd.state-directory=" + state(), "libcontainerd.namespace=" + this.namespace,
					"rootfs=" + this.containerd.directory().resolve("rootfs"))
			.run();
	}

	@Test
	void aContainerOfTheReadyApplicationRunsWhenContainerdIsThere() throws Exception {
		CompletableFuture<ConfigurableApplicationContext> application = CompletableFuture.supplyAsync(this::start);
		await().atMost(PATIENCE).until(() -> Application.started.contains(state()));
		this.containerd.start();
		try (ConfigurableApplicationContext context = application.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
			Application.Listener listener = context.getBean(Application.Listener.class);
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(listener.heard).hasSize(3)
					.startsWith("connected")
					.containsSubsequence("started job", "exited job 7"));
		}
	}

	@Test
	void closedBeforeContainerdIsThereItLeavesNothing() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Idle.class)
			.web(WebApplicationType.NONE)
			.properties("libcontainerd.bootstrap-mode=deferred", "libcontainerd.address=" + this.containerd.socket(),
					"libcontainerd.state-directory=" + state(), "libcontainerd.namespace=" + this.namespace)
			.run()) {
			Remote remote = context.getBean(Remote.class);
			await().atMost(PATIENCE).until(() -> remote.status().lastError() != null);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Idle {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		// Of the applications that have been started, by their state directory.
		static final Queue<Path> started = new ConcurrentLinkedQueue<>();

		@Bean
		Listener listener(Client client) {
			return new Listener(client);
		}

		static class Listener {

			final Queue<String> heard = new ConcurrentLinkedQueue<>();

			private final Client client;

			Listener(Client client) {
				this.client = client;
			}

			@EventListener
			void onStarted(ApplicationStartedEvent event) {
				started.add(Path.of(event.getApplicationContext()
					.getEnvironment()
					.getRequiredProperty("libcontainerd.state-directory")));
			}

			@EventListener
			void onReady(ApplicationReadyEvent event) {
				String rootfs = event.getApplicationContext().getEnvironment().getRequiredProperty("rootfs");
				this.client.create("job",
						Spec.defaults()
							.toBuilder()
							.root(rootfs)
							.process((process) -> process.args("/bin/sh", "-c", "exit 7"))
							.build());
			}

			@EventListener
			void onConnected(ContainerdConnectedEvent event) {
				this.heard.add("connected");
			}

			@EventListener
			void onStarted(ContainerStartedEvent event) {
				this.heard.add("started " + event.getContainerId());
			}

			@EventListener
			void onExited(ContainerExitedEvent event) {
				this.heard.add("exited " + event.getContainerId() + " " + event.getExitCode());
			}

		}

	}

}

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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.CompositeChannelFactoryAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.boot.actuate.ContainerdEndpoint;
import io.github.libcontainerd.boot.actuate.ContainerdEndpoint.ContainerdDescriptor;
import io.github.libcontainerd.boot.actuate.ContainerdInfoContributor;
import io.github.libcontainerd.boot.actuate.ContainersEndpoint;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.actuate.ContainerdEndpointAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.actuate.ContainerdInfoContributorAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.actuate.ContainersEndpointAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.grpc.ContainerdGrpcChannelAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.health.ContainerdHealthContributorAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.metrics.LibcontainerdMetricsAutoConfiguration;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.event.ContainerdEvent;
import io.github.libcontainerd.boot.health.ContainerdHealthIndicator;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus.Connection;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.LeakCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of an application that is started before containerd.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeferredStartTests {

	@TempDir
	private Path directory;

	private LeakCheck leaks;

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void prepare() {
		this.leaks = LeakCheck.begin("containerd-").fifosBelow(this.directory);
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, GrpcClientAutoConfiguration.class,
					ContainerdGrpcChannelAutoConfiguration.class, CompositeChannelFactoryAutoConfiguration.class,
					LibcontainerdAutoConfiguration.class, ContainerdHealthContributorAutoConfiguration.class,
					ContainerdEndpointAutoConfiguration.class, ContainersEndpointAutoConfiguration.class,
					ContainerdInfoContributorAutoConfiguration.class, LibcontainerdMetricsAutoConfiguration.class,
					MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.withPropertyValues("libcontainerd.bootstrap-mode=deferred", "libcontainerd.address=" + socket(),
					"libcontainerd.state-directory=" + this.directory.resolve("state"), "libcontainerd.namespace=one",
					"libcontainerd.live-restore=true", "management.endpoints.web.exposure.include=*",
					"management.info.containerd.enabled=true")
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(Collector.class);
	}

	@AfterEach
	void nothingIsLeft() {
		this.leaks.assertNothingLeft();
		assertThat(this.directory.resolve("state")).doesNotExist();
	}

	private Path socket() {
		return this.directory.resolve("c.sock");
	}

	private FakeContainerd launch() {
		return FakeContainerd.builder().socket(socket()).launch();
	}

	private static Status health(AssertableApplicationContext context) {
		return context.getBean(ContainerdHealthIndicator.class).health().getStatus();
	}

	private static double meter(AssertableApplicationContext context, String name) {
		return context.getBean(MeterRegistry.class)
			.get(name)
			.gauges()
			.stream()
			.mapToDouble((gauge) -> gauge.value())
			.sum();
	}

	private static List<String> types(Queue<ApplicationEvent> events) {
		return events.stream().map((event) -> event.getClass().getSimpleName()).toList();
	}

	@Test
	void containerdMayComeLater() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			Queue<ApplicationEvent> events = context.getBean(Collector.class).events;
			await().until(() -> context.getBean(Remote.class).status().lastError() != null);
			assertThat(events).isEmpty();
			try (FakeContainerd containerd = launch()) {
				assertThat(containerd.crashed()).isFalse();
				Client client = context.getBean(Client.class);
				client.create("job", spec("true")).exit().get(20, TimeUnit.SECONDS);
				await().untilAsserted(() -> assertThat(types(events)).containsExactly("ContainerdConnectedEvent",
						"ContainerStartedEvent", "ContainerExitedEvent"));
				assertThat(events).last().satisfies((event) -> assertThat(event.getSource()).isSameAs(client));
				assertThat(health(context)).isEqualTo(Status.UP);
				assertThat(meter(context, "libcontainerd.connection.up")).isOne();
				context.close();
			}
		});
	}

	@Test
	void whatIsKnownWithoutContainerdIsToldAtOnce() {
		this.contextRunner.withPropertyValues("libcontainerd.start-timeout=10m").run((context) -> {
			await().until(() -> context.getBean(Remote.class).status().lastError() != null);
			Health health = context.getBean(ContainerdHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(String.valueOf(health.getDetails().get("reason"))).contains("no containerd socket at");
			assertThat(health.getDetails()).containsEntry("connection", Connection.DISCONNECTED)
				.containsEntry("address", socket().toString());
			ContainerdDescriptor description = context.getBean(ContainerdEndpoint.class).containerd();
			assertThat(description.connection()).isEqualTo("disconnected");
			assertThat(description.problems()).containsKeys("namespaces", "plugins");
			assertThat(description.clients()).singleElement()
				.satisfies((client) -> assertThat(client.subscription()).isEqualTo("connecting"));
			assertThat(context.getBean(ContainersEndpoint.class).containers(null, null).total()).isZero();
			assertThat(context.getBean(ContainersEndpoint.class).containers(null, null).problems())
				.hasEntrySatisfying("containers", (problem) -> assertThat(problem).contains("Not connected"));
			Info.Builder info = new Info.Builder();
			context.getBean(ContainerdInfoContributor.class).contribute(info);
			assertThat(info.build().getDetails().toString()).contains(socket().toString()).doesNotContain("version");
			assertThat(meter(context, "libcontainerd.connection.up")).isZero();
			assertThat(meter(context, "libcontainerd.containers")).isZero();
			assertThat(meter(context, "libcontainerd.stats.containers")).isZero();
		});
	}

	@Test
	void leftContainersAreTakenOverAfterTheConnection() {
		try (FakeContainerd containerd = launch()) {
			this.contextRunner.run((context) -> context.getBean(Client.class).create("web", spec("sleep 1000")));
			containerd.stop();
			this.contextRunner.run((context) -> {
				Queue<ApplicationEvent> events = context.getBean(Collector.class).events;
				await().until(() -> health(context).equals(Status.DOWN));
				containerd.start();
				await().untilAsserted(() -> assertThat(types(events)).containsExactly("ContainerdConnectedEvent",
						"ContainerRestoredEvent"));
				Client client = context.getBean(Client.class);
				assertThat(client.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
				client.delete("web");
			});
		}
	}

	@Test
	void clientsThatAreNamedAreOpenedToo() {
		this.contextRunner.withPropertyValues("libcontainerd.clients.two.namespace=two").run((context) -> {
			try (FakeContainerd containerd = launch()) {
				assertThat(containerd.crashed()).isFalse();
				Client two = context.getBean("twoContainerdClient", Client.class);
				two.create("job", spec("true")).exit().get(20, TimeUnit.SECONDS);
				assertThat(context.getBean(Remote.class).clients()).extracting(Client::namespace)
					.containsExactly("one", "two");
				context.close();
			}
		});
	}

	@Test
	void closedBeforeItIsConnectedItLeavesNothing() {
		this.contextRunner.withPropertyValues("libcontainerd.start-timeout=10m").run((context) -> {
			await().until(() -> context.getBean(Remote.class).status().lastError() != null);
			context.close();
			assertThat(Files.exists(socket())).isFalse();
		});
	}

	@Test
	void whatCanNotBeRightFailsTheStart() {
		failure("libcontainerd.daemon.oom-score=1001",
				(failure) -> assertThat(failure).rootCause().hasMessageContaining("libcontainerd.daemon.oom-score"));
		failure("libcontainerd.bootstrap-mode=perhaps",
				(failure) -> assertThat(failure).rootCause().hasMessageContaining("perhaps"));
		failure("libcontainerd.state-directory=/proc/none",
				(failure) -> assertThat(failure).rootCause().hasMessageContaining("/proc/none"));
	}

	private void failure(String property, Consumer<Throwable> requirements) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure().satisfies(requirements));
	}

	private static Spec spec(String command) {
		return Spec.defaults().toBuilder().root("/").process((process) -> process.args(command.split(" "))).build();
	}

	static class Collector {

		final Queue<ApplicationEvent> events = new ConcurrentLinkedQueue<>();

		@EventListener
		void onEvent(ContainerdEvent event) {
			this.events.add(event);
		}

		@EventListener
		void onEvent(ContainerStateChangedEvent event) {
			this.events.add(event);
		}

	}

}

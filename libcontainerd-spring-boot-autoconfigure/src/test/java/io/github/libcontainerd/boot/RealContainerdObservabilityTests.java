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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.boot.actuate.ContainerDescriptor;
import io.github.libcontainerd.boot.actuate.ContainerdEndpoint;
import io.github.libcontainerd.boot.actuate.ContainersEndpoint;
import io.github.libcontainerd.boot.actuate.StatsDescriptor;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.BusyboxRootfs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the meters and endpoints of an application with a containerd of its own.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealContainerdObservabilityTests {

	private final String id = UUID.randomUUID().toString().substring(0, 8);

	private final Path directory = Path.of("/tmp/lc-" + this.id);

	private final Path rootfs = this.directory.resolve("rootfs");

	@BeforeEach
	void makeRootFileSystem() throws IOException {
		Files.createDirectories(this.directory);
		BusyboxRootfs.create(this.rootfs);
	}

	@AfterEach
	void removeFiles() throws IOException {
		FileSystemUtils.deleteRecursively(this.directory);
	}

	@Test
	void containerIsSeenWhileItRunsAndGoneAfterwards() {
		// Other tests of this JVM may have contexts that Spring keeps.
		Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
		try (ConfigurableApplicationContext context = start()) {
			Client client = context.getBean(Client.class);
			PrometheusMeterRegistry registry = context.getBean(PrometheusMeterRegistry.class);
			client.create("job", spinning());
			Awaitility.await()
				.atMost(20, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(registry.scrape()).contains("container_cpu_time_seconds_total"));
			Awaitility.await()
				.atMost(20, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(registry.get("container.cpu.time")
					.tags("container.id", "job", "cpu.mode", "user")
					.functionCounter()
					.count()).isGreaterThan(0.05));
			assertThat(registry.get("container.memory.usage").gauge().value()).isPositive();
			assertThat(registry.get("container.processes").gauge().value()).isOne();
			assertThat(registry.get("libcontainerd.starts").functionCounter().count()).isOne();
			assertThat(registry.get("libcontainerd.connection.up").gauge().value()).isOne();

			ContainersEndpoint containers = context.getBean(ContainersEndpoint.class);
			ContainerDescriptor container = containers.container("job", null);
			assertThat(container).isNotNull();
			assertThat(container.pids()).hasSize(1);
			assertThat(container.usage()).isNotNull();
			assertThat(container.problems()).isNull();
			StatsDescriptor stats = (StatsDescriptor) containers.containerPart("job", "stats", null, null);
			assertThat(stats).isNotNull();
			assertThat(stats.memory()).isNotNull();
			assertThat(context.getBean(ContainerdEndpoint.class).containerd()).satisfies((containerd) -> {
				assertThat(containerd.managed()).isTrue();
				assertThat(containerd.problems()).isNull();
				assertThat(containerd.plugins()).isNotEmpty();
				assertThat(containerd.namespaces()).contains("boot-" + this.id);
				assertThat(containerd.clients()).singleElement()
					.satisfies((only) -> assertThat(only.subscription()).isEqualTo("live"));
			});

			containers.controlContainer("job", "signal", null, "9", null);
			Awaitility.await()
				.atMost(20, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(
						registry.get("libcontainerd.exits").tag("exit.class", "signal").functionCounter().count())
					.isOne());
			assertThat(registry.scrape()).doesNotContain("container_id=\"job\"");
		}
		assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> !before.contains(thread))
			.extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("containerd-stats-"));
	}

	@Test
	void keptContainerIsSeenByAllAndRemovedByTheEndpoint() {
		try (ConfigurableApplicationContext context = start()) {
			Client client = context.getBean(Client.class);
			client.containers()
				.run(RunRequest.ofDirectory(this.rootfs)
					.id("job")
					.command("/bin/sh", "-c", "exit 6")
					.remove(false)
					.build());
			Gauge exited = context.getBean(PrometheusMeterRegistry.class)
				.get("libcontainerd.containers")
				.tag("state", "exited")
				.gauge();
			ContainersEndpoint containers = context.getBean(ContainersEndpoint.class);
			assertThat(exited.value()).isOne();
			assertThat(client.containers().list()).extracting(RunningContainer::id).containsExactly("job");
			assertThat(client.list()).extracting(ContainerInfo::id).containsExactly("job");
			assertThat(containers.containers(null, null)).satisfies((list) -> {
				assertThat(list.total()).isOne();
				assertThat(list.containers().get(0).exit()).isNotNull()
					.satisfies((exit) -> assertThat(exit.exitCode()).isEqualTo(6));
			});
			containers.deleteContainer("job", null);
			assertThat(exited.value()).isZero();
			assertThat(client.containers().list()).isEmpty();
			assertThat(client.list()).isEmpty();
		}
	}

	@Test
	void anIdleScrapeHasNoLineForEveryKindOfCallToContainerd() {
		try (ConfigurableApplicationContext context = start()) {
			String scraped = context.getBean(PrometheusMeterRegistry.class).scrape();
			assertThat(scraped).contains("libcontainerd_connection_up").doesNotContain("grpc_client");
			assertThat(scraped.lines().filter((line) -> line.startsWith("libcontainerd_"))).hasSizeLessThan(60);
		}
	}

	private Spec spinning() {
		return Spec.defaults()
			.toBuilder()
			.root(this.rootfs.toString())
			.process((process) -> process.args("/bin/sh", "-c", "while :; do :; done"))
			.build();
	}

	private ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("libcontainerd.state-directory=" + this.directory.resolve("s"),
					"libcontainerd.daemon.root=" + this.directory.resolve("r"),
					"libcontainerd.namespace=boot-" + this.id, "libcontainerd.daemon.mode=always",
					"management.endpoints.web.exposure.include=*", "spring.main.banner-mode=off")
			.run();
	}

	/**
	 * An application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		PrometheusMeterRegistry registry() {
			return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		}

	}

}

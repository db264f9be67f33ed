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

package io.github.libcontainerd.boot.autoconfigure.metrics;

import java.time.Duration;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.boot.StatsFixtures;
import io.github.libcontainerd.boot.StubClient;
import io.github.libcontainerd.boot.StubRemote;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.metrics.ClientMetrics;
import io.github.libcontainerd.boot.metrics.ContainerMetrics;
import io.github.libcontainerd.boot.metrics.ContainerMetricsOptions;
import io.github.libcontainerd.boot.metrics.RemoteMetrics;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LibcontainerdMetricsAutoConfiguration}.
 */
class LibcontainerdMetricsAutoConfigurationTests {

	private final StubClient client = new StubClient("default");

	private final StubClient other = new StubClient("other");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LibcontainerdMetricsAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
		.withBean("registry", MeterRegistry.class, SimpleMeterRegistry::new);

	private final ApplicationContextRunner withClient = this.runner.withBean("client", Client.class, () -> this.client)
		.withBean("remote", Remote.class, () -> new StubRemote(this.client, this.other));

	@Test
	void registersMetersOfAllClients() {
		this.client.with("a", StatsFixtures.v2());
		this.other.with("b", StatsFixtures.v2());
		this.withClient.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			Awaitility.await()
				.untilAsserted(() -> assertThat(registry.find("container.memory.usage").meters()).hasSize(2));
			assertThat(registry.get("libcontainerd.containers").tag("namespace", "other").meters()).isNotEmpty();
			assertThat(registry.get("libcontainerd.connection.up").gauge().value()).isOne();
		});
	}

	@Test
	void followsEvents() {
		this.client.with("a", StatsFixtures.v2());
		this.withClient.withBean("containerdBackend", Object.class).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("libcontainerd.starts").tag("namespace", "default").functionCounter().count())
				.isZero();
			publish(context.getSourceApplicationContext(), StateChange.START);
			assertThat(registry.get("libcontainerd.starts").tag("namespace", "default").functionCounter().count())
				.isOne();
			Awaitility.await().until(() -> registry.find("container.memory.usage").meter() != null);
			this.client.remove("a");
			publish(context.getSourceApplicationContext(), StateChange.EXIT);
			assertThat(registry.find("container.memory.usage").meter()).isNull();
		});
	}

	@Test
	void withoutEventsStateChangesAreNotCounted() {
		this.withClient.withBean("containerdBackend", Object.class)
			.withPropertyValues("libcontainerd.events.enabled=false")
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).find("libcontainerd.starts").meter())
				.isNull());
		this.withClient
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).find("libcontainerd.starts").meter())
				.isNull());
	}

	@Test
	void propertiesAreApplied() {
		this.client.with("a", ContainerStatus.RUNNING, 1, "alpine", Map.of("team", "blue"), StatsFixtures.v2());
		this.withClient
			.withPropertyValues("libcontainerd.metrics.prefix=acme", "libcontainerd.metrics.image=true",
					"libcontainerd.metrics.labels=team")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				Awaitility.await()
					.untilAsserted(() -> assertThat(registry.find("acme.container.memory.usage")
						.tags("team", "blue", "image", "alpine")
						.meter()).isNotNull());
			});
	}

	@Test
	void propertiesHaveTheDefaultsOfTheOptions() {
		assertThat(new LibcontainerdMetricsProperties().toOptions()).isEqualTo(ContainerMetricsOptions.DEFAULTS);
	}

	@Test
	void timesAreBound() {
		this.withClient
			.withPropertyValues("libcontainerd.metrics.max-containers=7", "libcontainerd.metrics.stats.time-to-live=2s",
					"libcontainerd.metrics.stats.timeout=3s", "libcontainerd.metrics.stats.stale-after=4s")
			.run((context) -> {
				ContainerMetricsOptions options = context.getBean(LibcontainerdMetricsProperties.class).toOptions();
				assertThat(options.maxContainers()).isEqualTo(7);
				assertThat(options.timeToLive()).isEqualTo(Duration.ofSeconds(2));
				assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(3));
				assertThat(options.staleAfter()).isEqualTo(Duration.ofSeconds(4));
			});
	}

	@Test
	void backsOffForBeansOfTheApplication() {
		ContainerMetrics containers = new ContainerMetrics(this.client);
		ClientMetrics clients = new ClientMetrics(this.client);
		RemoteMetrics remotes = new RemoteMetrics(new StubRemote());
		this.withClient.withBean("myContainers", ContainerMetrics.class, () -> containers)
			.withBean("myClients", ClientMetrics.class, () -> clients)
			.withBean("myRemotes", RemoteMetrics.class, () -> remotes)
			.run((context) -> {
				assertThat(context.getBean(ContainerMetrics.class)).isSameAs(containers);
				assertThat(context.getBean(ClientMetrics.class)).isSameAs(clients);
				assertThat(context.getBean(RemoteMetrics.class)).isSameAs(remotes);
			});
	}

	@Test
	void doesNothingWhenSwitchedOff() {
		this.withClient.withPropertyValues("libcontainerd.metrics.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ContainerMetrics.class)
				.doesNotHaveBean(RemoteMetrics.class));
	}

	@Test
	void doesNothingWithoutAClient() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(LibcontainerdMetricsAutoConfiguration.class));
	}

	@Test
	void doesNothingWithoutARegistry() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LibcontainerdMetricsAutoConfiguration.class))
			.withBean("client", Client.class, () -> this.client)
			.run((context) -> assertThat(context).doesNotHaveBean(LibcontainerdMetricsAutoConfiguration.class));
	}

	@Test
	void doesNothingWithoutMicrometer() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LibcontainerdMetricsAutoConfiguration.class))
			.withBean("client", Client.class, () -> this.client)
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LibcontainerdMetricsAutoConfiguration.class));
	}

	private void publish(ConfigurableApplicationContext context, StateChange state) {
		context.publishEvent(ContainerStateChangedEvent.of(this.client, "a", StubClient.info(state), Map.of(), null));
	}

}

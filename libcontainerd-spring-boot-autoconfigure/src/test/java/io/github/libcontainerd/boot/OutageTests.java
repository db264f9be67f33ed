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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.CompositeChannelFactoryAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.grpc.ContainerdGrpcChannelAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.health.ContainerdHealthContributorAutoConfiguration;
import io.github.libcontainerd.boot.event.ContainerdConnectedEvent;
import io.github.libcontainerd.boot.event.ContainerdDisconnectedEvent;
import io.github.libcontainerd.boot.event.ContainerdEvent;
import io.github.libcontainerd.boot.event.ContainerdResynchronizedEvent;
import io.github.libcontainerd.boot.health.ContainerdHealthIndicator;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what an application sees of a containerd that goes away and comes back.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutageTests {

	@TempDir
	private Path directory;

	@Test
	void anOutageIsToldByEventsAndByHealthAndEndsByItself() {
		try (FakeContainerd containerd = FakeContainerd.launch()) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, GrpcClientAutoConfiguration.class,
						ContainerdGrpcChannelAutoConfiguration.class, CompositeChannelFactoryAutoConfiguration.class,
						LibcontainerdAutoConfiguration.class, ContainerdHealthContributorAutoConfiguration.class))
				.withPropertyValues("libcontainerd.address=" + containerd.socket(),
						"libcontainerd.state-directory=" + this.directory, "libcontainerd.namespace=one",
						"libcontainerd.clients.two.namespace=two")
				.withBean(Collector.class)
				.run((context) -> {
					ContainerdHealthIndicator indicator = context.getBean(ContainerdHealthIndicator.class);
					Queue<ContainerdEvent> events = context.getBean(Collector.class).events;
					assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
					assertThat(events).hasExactlyElementsOfTypes(ContainerdConnectedEvent.class);

					containerd.stop();
					await().until(() -> events.stream().anyMatch(ContainerdDisconnectedEvent.class::isInstance));
					Health down = indicator.health();
					assertThat(down.getStatus()).isEqualTo(Status.DOWN);
					assertThat(down.getDetails()).containsKeys("reason", "lastError");

					containerd.start();
					await().atMost(Duration.ofSeconds(20))
						.until(() -> indicator.health().getStatus().equals(Status.UP));
					await().untilAsserted(
							() -> assertThat(events).filteredOn(ContainerdResynchronizedEvent.class::isInstance)
								.extracting(ContainerdEvent::getNamespace)
								.containsExactlyInAnyOrder("one", "two"));
					await().untilAsserted(
							() -> assertThat(events).filteredOn(ContainerdConnectedEvent.class::isInstance).hasSize(2));
					List<String> namespaces = List.copyOf(context.getBeansOfType(Client.class).values())
						.stream()
						.map(Client::namespace)
						.toList();
					assertThat(namespaces).containsExactlyInAnyOrder("one", "two");
				});
		}
	}

	static class Collector {

		final Queue<ContainerdEvent> events = new ConcurrentLinkedQueue<>();

		@EventListener
		void onEvent(ContainerdEvent event) {
			this.events.add(event);
		}

	}

}

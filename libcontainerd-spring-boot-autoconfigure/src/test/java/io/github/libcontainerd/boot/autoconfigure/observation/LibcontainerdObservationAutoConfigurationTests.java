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

package io.github.libcontainerd.boot.autoconfigure.observation;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.boot.observation.ContainerdOperationContext;
import io.github.libcontainerd.boot.observation.ContainerdOperationObservationConvention;
import io.github.libcontainerd.boot.observation.MicrometerOperationObserver;
import io.github.libcontainerd.client.OperationObserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LibcontainerdObservationAutoConfiguration} and
 * {@link MicrometerOperationObserver}.
 */
class LibcontainerdObservationAutoConfigurationTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LibcontainerdObservationAutoConfiguration.class));

	LibcontainerdObservationAutoConfigurationTests() {
		this.registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.meters));
	}

	private ApplicationContextRunner observed() {
		return this.contextRunner.withBean(ObservationRegistry.class, () -> this.registry);
	}

	@Test
	void operationsHaveTimersWithFewKeys() {
		observed().run((context) -> {
			OperationObserver observer = context.getBean(OperationObserver.class);
			OperationObserver.Observed create = observer
				.begin(Operation.onContainer("create", "jobs", "a-container-of-many"));
			assertThat(this.registry.getCurrentObservation()).isNotNull();
			create.end(null);
			assertThat(this.registry.getCurrentObservation()).isNull();
			observer.begin(Operation.onContainer("stop", "jobs", "b").onProcess("e")).end(new IllegalStateException());
			assertThat(this.meters.get("libcontainerd.operation")
				.tags("operation", "create", "namespace", "jobs", "error", "none")
				.timer()
				.count()).isOne();
			assertThat(this.meters.get("libcontainerd.operation")
				.tags("operation", "stop", "namespace", "jobs", "error", "IllegalStateException")
				.timer()
				.count()).isOne();
			assertThat(this.meters.getMeters())
				.allSatisfy((meter) -> assertThat(meter.getId().getTag("container.id")).isNull());
		});
	}

	@Test
	void whatGoesOnInTheBackgroundIsNotTheCurrentObservation() {
		observed().run((context) -> {
			OperationObserver.Observed pull = context.getBean(OperationObserver.class)
				.begin(new Operation("pull", "jobs", null, null));
			pull.detached();
			assertThat(this.registry.getCurrentObservation()).isNull();
			assertThat(this.meters.find("libcontainerd.operation").timer()).isNull();
			pull.end(null);
			assertThat(this.meters.get("libcontainerd.operation").tag("operation", "pull").timer().count()).isOne();
		});
	}

	@Test
	void tracesHaveTheContainerToo() {
		ContainerdOperationContext operation = new ContainerdOperationContext(
				Operation.onContainer("signal", "jobs", "a").onProcess("e"));
		ContainerdOperationObservationConvention convention = new ContainerdOperationObservationConvention();
		assertThat(convention.getContextualName(operation)).isEqualTo("containerd signal");
		assertThat(convention.getHighCardinalityKeyValues(operation))
			.isEqualTo(KeyValues.of("container.id", "a", "process.id", "e"));
		assertThat(convention.supportsContext(operation)).isTrue();
		assertThat(convention.supportsContext(new Observation.Context())).isFalse();
	}

	@Test
	void theConventionCanBeChanged() {
		observed().withBean(ContainerdOperationObservationConvention.class,
				() -> new ContainerdOperationObservationConvention() {

					@Override
					public String getName() {
						return "acme.containers";
					}

				})
			.run((context) -> {
				context.getBean(OperationObserver.class).begin(Operation.onDaemon("create")).end(null);
				assertThat(this.meters.get("acme.containers").tag("namespace", "none").timer().count()).isOne();
			});
	}

	@Test
	void itBacksOff() {
		OperationObserver mine = mock();
		observed().withBean(OperationObserver.class, () -> mine)
			.run((context) -> assertThat(context).getBean(OperationObserver.class).isSameAs(mine));
		observed().withPropertyValues("libcontainerd.observation.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(OperationObserver.class));
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(OperationObserver.class));
		observed().withClassLoader(new FilteredClassLoader(ObservationRegistry.class))
			.run((context) -> assertThat(context).doesNotHaveBean(OperationObserver.class));
	}

}

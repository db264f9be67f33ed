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

package io.github.libcontainerd.boot.autoconfigure.health;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.boot.health.ContainerdHealthIndicator;
import io.github.libcontainerd.client.Remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ContainerdHealthContributorAutoConfiguration}.
 */
class ContainerdHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContainerdHealthContributorAutoConfiguration.class));

	@Test
	void theIndicatorIsThereWithARemote() {
		this.contextRunner.withBean(Remote.class, () -> mock(Remote.class))
			.run((context) -> assertThat(context).hasSingleBean(ContainerdHealthIndicator.class)
				.hasBean("containerdHealthContributor"));
	}

	@Test
	void severalRemotesAreComponents() {
		this.contextRunner.withBean("containerdRemote", Remote.class, () -> mock(Remote.class))
			.withBean("edgeContainerdRemote", Remote.class, () -> mock(Remote.class),
					(definition) -> ((AbstractBeanDefinition) definition).setFallback(true))
			.run((context) -> {
				CompositeHealthContributor health = context.getBean("containerdHealthContributor",
						CompositeHealthContributor.class);
				assertThat(health.stream().map(HealthContributors.Entry::name)).containsExactly("default", "edge");
			});
	}

	@Test
	void withoutARemoteThereIsNoIndicator() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(ContainerdHealthIndicator.class));
	}

	@Test
	void theIndicatorCanBeSwitchedOff() {
		this.contextRunner.withBean(Remote.class, () -> mock(Remote.class))
			.withPropertyValues("management.health.containerd.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ContainerdHealthIndicator.class));
	}

	@Test
	void theIndicatorBacksOff() {
		this.contextRunner.withBean(Remote.class, () -> mock(Remote.class))
			.withBean("containerdHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).doesNotHaveBean(ContainerdHealthIndicator.class)
				.hasSingleBean(HealthIndicator.class));
	}

	@Test
	void withoutHealthSupportThereIsNoIndicator() {
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withBean(Remote.class, () -> mock(Remote.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).doesNotHaveBean("containerdHealthContributor"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ContainerdHealthContributorAutoConfiguration.class)
	static class ImportingConfiguration {

	}

}

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

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.github.libcontainerd.boot.autoconfigure.container.ContainerEndpoint;
import io.github.libcontainerd.boot.autoconfigure.container.DeclaredContainersAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.container.StartedContainers;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.boot.health.ContainerHealthIndicator;

/**
 * Auto-configuration of a {@link ContainerHealthIndicator} for each container that is
 * declared. They are components of {@code declaredContainers}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = DeclaredContainersAutoConfiguration.class)
@ConditionalOnClass({ DeclaredContainers.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(StartedContainers.class)
@ConditionalOnEnabledHealthIndicator("declared-containers")
public final class DeclaredContainersHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "declaredContainersHealthIndicator", "declaredContainersHealthContributor" })
	HealthContributor declaredContainersHealthContributor(StartedContainers containers) {
		Map<String, ContainerHealthIndicator> indicators = new LinkedHashMap<>();
		for (String name : containers.names()) {
			ContainerEndpoint endpoint = containers.endpoint(name);
			indicators.put(name, new ContainerHealthIndicator(endpoint.container(), endpoint.declaration().ends()));
		}
		return CompositeHealthContributor.fromMap(indicators);
	}

}

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

import java.util.Map;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.github.libcontainerd.boot.NamedRemotes;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.health.ContainerdHealthIndicator;
import io.github.libcontainerd.client.Remote;

/**
 * Auto-configuration of a {@link ContainerdHealthIndicator} for each {@link Remote}. With
 * several, they are components of {@code containerd}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LibcontainerdAutoConfiguration.class)
@ConditionalOnClass({ Remote.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(Remote.class)
@ConditionalOnEnabledHealthIndicator("containerd")
public final class ContainerdHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "containerdHealthIndicator", "containerdHealthContributor" })
	HealthContributor containerdHealthContributor(ListableBeanFactory beanFactory) {
		Map<String, ContainerdHealthIndicator> indicators = NamedRemotes.of(beanFactory,
				(name, remote) -> new ContainerdHealthIndicator(remote));
		return (indicators.size() == 1) ? indicators.values().iterator().next()
				: CompositeHealthContributor.fromMap(indicators);
	}

}

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

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.github.libcontainerd.boot.NamedRemotes;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.metrics.ClientMetrics;
import io.github.libcontainerd.boot.metrics.ContainerMetrics;
import io.github.libcontainerd.boot.metrics.NetworkMetrics;
import io.github.libcontainerd.boot.metrics.PoolMetrics;
import io.github.libcontainerd.boot.metrics.RemoteMetrics;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.run.ContainerPool;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of libcontainerd.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LibcontainerdAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, Client.class })
@ConditionalOnBooleanProperty(name = "libcontainerd.metrics.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LibcontainerdMetricsProperties.class)
public final class LibcontainerdMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ContainerMetrics containerMetrics(ObjectProvider<Client> clients, ObjectProvider<Remote> remotes,
			LibcontainerdMetricsProperties properties) {
		return new ContainerMetrics(() -> clients(clients, remotes), properties.toOptions());
	}

	@Bean
	@ConditionalOnMissingBean
	ClientMetrics containerdClientMetrics(ObjectProvider<Client> clients, ObjectProvider<Remote> remotes,
			BeanFactory beanFactory, Environment environment) {
		return new ClientMetrics(() -> clients(clients, remotes), publishesEvents(beanFactory, environment));
	}

	@Bean
	@ConditionalOnMissingBean
	NetworkMetrics containerdNetworkMetrics(ObjectProvider<Client> clients, ObjectProvider<Remote> remotes) {
		return new NetworkMetrics(() -> clients(clients, remotes));
	}

	@Bean
	@ConditionalOnMissingBean
	PoolMetrics containerPoolMetrics(ObjectProvider<ContainerPool> pools) {
		return new PoolMetrics(() -> pools);
	}

	@Bean
	@ConditionalOnBean(Remote.class)
	@ConditionalOnMissingBean
	RemoteMetrics containerdRemoteMetrics(ListableBeanFactory beanFactory) {
		return new RemoteMetrics(NamedRemotes.of(beanFactory));
	}

	@Bean
	StateChangeMetricsListener containerStateChangeMetricsListener(ClientMetrics clientMetrics,
			ContainerMetrics containerMetrics) {
		return new StateChangeMetricsListener(clientMetrics, containerMetrics);
	}

	@Bean
	PullMetricsListener containerdPullMetricsListener(ClientMetrics clientMetrics) {
		return new PullMetricsListener(clientMetrics);
	}

	/**
	 * Whether there are events: a backend of the application's own need not publish any.
	 */
	private static boolean publishesEvents(BeanFactory beanFactory, Environment environment) {
		return beanFactory.containsBean("containerdBackend")
				&& environment.getProperty("libcontainerd.events.enabled", Boolean.class, true);
	}

	/**
	 * Return the clients, with those that were made without being beans.
	 */
	private static Collection<Client> clients(ObjectProvider<Client> clients, ObjectProvider<Remote> remotes) {
		Map<String, Client> all = new LinkedHashMap<>();
		remotes.orderedStream()
			.flatMap((remote) -> remote.clients().stream())
			.forEach((client) -> all.putIfAbsent(client.namespace(), client));
		clients.orderedStream().forEach((client) -> all.putIfAbsent(client.namespace(), client));
		return all.values();
	}

}

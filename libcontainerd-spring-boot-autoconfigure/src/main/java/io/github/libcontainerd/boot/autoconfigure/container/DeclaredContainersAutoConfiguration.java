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

package io.github.libcontainerd.boot.autoconfigure.container;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.compose.ComposeProperties;
import io.github.libcontainerd.boot.autoconfigure.container.DeclaredContainersProperties.LifecycleManagement;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

/**
 * Auto-configuration of the containers that {@code libcontainerd.containers.*} declares.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LibcontainerdAutoConfiguration.class)
@ConditionalOnClass(Client.class)
@ConditionalOnBean(Client.class)
@ConditionalOnBooleanProperty(name = "libcontainerd.declared.enabled", matchIfMissing = true)
@Conditional(OnDeclaredContainers.class)
@EnableConfigurationProperties({ ComposeProperties.class, DeclaredContainersProperties.class })
@Import(ContainerBeansRegistrar.class)
public final class DeclaredContainersAutoConfiguration {

	private static final Log logger = LogFactory.getLog(DeclaredContainersAutoConfiguration.class);

	private static final String CONNECTIONS = "org.springframework.boot.docker.compose.core.RunningService";

	@Bean
	StartedContainers declaredContainers(ObjectProvider<Remote> remote, Client client,
			DeclaredContainersProperties properties, Environment environment, ResourceLoader resources) {
		LifecycleManagement lifecycle = properties.getDeclared().getLifecycle();
		boolean liveRestore = environment.getProperty("libcontainerd.live-restore", Boolean.class, false);
		if (lifecycle == LifecycleManagement.START_ONLY && !liveRestore) {
			throw new InvalidConfigurationPropertyValueException("libcontainerd.declared.lifecycle", "start-only",
					"containers only outlive the application if 'libcontainerd.live-restore' is true");
		}
		if (!ClassUtils.isPresent(CONNECTIONS, resources.getClassLoader())) {
			logger.info("Without the module spring-boot-docker-compose, nothing is connected to the declared"
					+ " containers by itself; where they are is in the properties 'libcontainerd.containers.NAME.host'"
					+ " and 'libcontainerd.containers.NAME.port.NUMBER'");
		}
		StartedContainers containers = new StartedContainers(ContainerDeclarations.of(environment),
				new ContainerKeeper(client, lifecycle), lifecycle,
				new DevToolsRestart(remote.getIfUnique(), client, liveRestore));
		containers.start();
		return containers;
	}

	// Behind the conditions of the auto-configurations, which must not start containers.
	@Bean
	static BeanFactoryPostProcessor declaredContainersPropertySource(ConfigurableEnvironment environment,
			ObjectProvider<StartedContainers> containers) {
		return (beanFactory) -> {
			environment.getPropertySources().remove(ContainerPropertySource.NAME);
			environment.getPropertySources()
				.addLast(new ContainerPropertySource(ContainerDeclarations.of(environment), containers::getObject));
		};
	}

}

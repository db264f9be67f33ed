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

package io.github.libcontainerd.boot.autoconfigure.service;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanNameGenerator;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.github.libcontainerd.boot.autoconfigure.container.ContainerDeclaration;
import io.github.libcontainerd.boot.autoconfigure.container.ContainerDeclarations;
import io.github.libcontainerd.boot.autoconfigure.container.ContainerEndpoint;
import io.github.libcontainerd.boot.autoconfigure.container.StartedContainers;
import io.github.libcontainerd.boot.container.DeclaredContainerException;
import io.github.libcontainerd.boot.container.DeclaredContainers;

/**
 * Registers the connection details of the declared containers, as Spring Boot does for
 * the services of Docker Compose. What there is has to be known before the conditions of
 * the auto-configurations are evaluated, but the ports only when the containers run: so
 * the factories are asked twice, and what they make at first is thrown away.
 */
final class ConnectionDetailsRegistrar implements ImportBeanDefinitionRegistrar, BeanFactoryAware {

	private static final Log logger = LogFactory.getLog(ConnectionDetailsRegistrar.class);

	private final Environment environment;

	private final ServiceConnections connections;

	private @Nullable BeanFactory beanFactory;

	ConnectionDetailsRegistrar(Environment environment, ClassLoader classLoader) {
		this.environment = environment;
		this.connections = new ServiceConnections(environment, classLoader);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry,
			BeanNameGenerator generator) {
		// Spring Boot's own have no form for that either.
		if (AotDetector.useGeneratedArtifacts() || Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			logger.info("Ahead of time, declared containers have no connection details");
			return;
		}
		Map<Class<?>, ContainerDeclaration> taken = new LinkedHashMap<>();
		for (ContainerDeclaration declaration : ContainerDeclarations.of(this.environment).all()) {
			if (!"false".equalsIgnoreCase(declaration.serviceConnection())
					&& !declaration.labels().containsKey(ServiceConnections.IGNORE_LABEL)) {
				details(declaration, DeclaredServices.planned(declaration)).forEach((type, details) -> {
					check(type, declaration, taken);
					register(type, details.getClass(), declaration, registry);
				});
			}
		}
	}

	private static void check(Class<?> type, ContainerDeclaration declaration,
			Map<Class<?>, ContainerDeclaration> taken) {
		ContainerDeclaration other = taken.put(type, declaration);
		if (other == null) {
			return;
		}
		if (other.primary() == declaration.primary()) {
			String names = "libcontainerd.containers." + declaration.name();
			throw new DeclaredContainerException(declaration.name(), declaration.image(),
					"is of the same kind as '" + other.name() + "', so that it is not clear which of them a "
							+ type.getSimpleName() + " is for. Set '" + names
							+ ".primary' to true for one of them, or '" + names + ".service-connection' to false",
					null);
		}
		if (other.primary()) {
			taken.put(type, other);
		}
	}

	private Map<Class<?>, ConnectionDetails> details(ContainerDeclaration declaration, ConnectableContainer container) {
		try {
			return this.connections.details(container);
		}
		catch (RuntimeException ex) {
			throw new DeclaredContainerException(declaration.name(), declaration.image(),
					"can't be connected to: " + ex.getMessage() + ". Add what is missing to 'libcontainerd.containers."
							+ declaration.name() + ".env', or set 'libcontainerd.containers." + declaration.name()
							+ ".service-connection' to false",
					ex);
		}
	}

	private <T> void register(Class<?> type, Class<T> detailsType, ContainerDeclaration declaration,
			BeanDefinitionRegistry registry) {
		if (this.beanFactory instanceof ListableBeanFactory beans
				&& Stream.of(beans.getBeanNamesForType(type, true, false))
					.anyMatch((name) -> !isOurs(name, registry))) {
			logger.debug("There are other beans of " + type + " than that of container '" + declaration.name() + "'");
			return;
		}
		RootBeanDefinition definition = ServiceConnections.definition(detailsType,
				() -> running(type, declaration.name()), DeclaredServices.planned(declaration),
				DeclaredContainers.BEAN_NAME);
		definition.setPrimary(declaration.primary());
		definition.setResourceDescription(RESOURCE);
		registry.registerBeanDefinition(ServiceConnections.beanName(type, declaration.name()), definition);
	}

	private static final String RESOURCE = "libcontainerd.containers";

	private static boolean isOurs(String beanName, BeanDefinitionRegistry registry) {
		return registry.containsBeanDefinition(beanName)
				&& RESOURCE.equals(registry.getBeanDefinition(beanName).getResourceDescription());
	}

	private ConnectionDetails running(Class<?> type, String name) {
		if (this.beanFactory == null) {
			throw new IllegalStateException("There is no bean factory");
		}
		ContainerEndpoint endpoint = this.beanFactory.getBean(StartedContainers.class).endpoint(name);
		ConnectionDetails details = details(endpoint.declaration(), DeclaredServices.running(endpoint)).get(type);
		if (details == null) {
			throw new IllegalStateException("Container '" + name + "' has no " + type.getSimpleName() + " any more");
		}
		return details;
	}

}

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

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.container.ContainerImageMetadata;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Makes connection details for containers with the factories that Spring Boot has for
 * Docker Compose. To be used only when {@link #arePossible} says so.
 */
public final class ServiceConnections {

	/** The label of a container that is not to be connected to. */
	public static final String IGNORE_LABEL = "org.springframework.boot.ignore";

	private static final String SOURCE = "org.springframework.boot.docker.compose.service.connection"
			+ ".DockerComposeConnectionSource";

	private final Environment environment;

	private final ConnectionDetailsFactories factories;

	/**
	 * Create them.
	 * @param environment the environment of the application
	 * @param classLoader where the factories are
	 */
	public ServiceConnections(Environment environment, @Nullable ClassLoader classLoader) {
		this.environment = environment;
		this.factories = new ConnectionDetailsFactories(classLoader);
	}

	/**
	 * Return whether Spring Boot's module for Docker Compose is there.
	 * @param classLoader where to look
	 * @return whether details can be made
	 */
	public static boolean arePossible(@Nullable ClassLoader classLoader) {
		return ClassUtils.isPresent(SOURCE, classLoader);
	}

	/**
	 * Make the details of a container, and those that others make of them.
	 * @param container the container
	 * @return the details by their type; empty when no factory fits
	 * @throws RuntimeException if the factory that fits misses something
	 */
	public Map<Class<?>, ConnectionDetails> details(ConnectableContainer container) {
		Map<Class<?>, ConnectionDetails> all = new LinkedHashMap<>(this.factories
			.getConnectionDetails(ConnectionSources.of(new ContainerService(container), this.environment), false));
		for (ConnectionDetails details : List.copyOf(all.values())) {
			this.factories.getConnectionDetails(details, false).forEach(all::putIfAbsent);
		}
		return all;
	}

	/**
	 * Return the definition of a bean with details.
	 * @param <T> the type of the bean
	 * @param beanType the type of the bean
	 * @param details makes the details when the container runs
	 * @param container the container
	 * @param dependsOn the bean that starts the container
	 * @return the definition
	 */
	public static <T> RootBeanDefinition definition(Class<T> beanType, Supplier<ConnectionDetails> details,
			ConnectableContainer container, String dependsOn) {
		RootBeanDefinition definition = new RootBeanDefinition(beanType, () -> beanType.cast(details.get()));
		definition.setDependsOn(dependsOn);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, container.name()));
		new ContainerImageMetadata(container.image()).addTo(definition);
		return definition;
	}

	/**
	 * Return the name of a bean with details, made as Spring Boot makes it.
	 * @param type the type of the details
	 * @param container the name of the container
	 * @return the name
	 */
	public static String beanName(Class<?> type, String container) {
		return ClassUtils.getShortNameAsProperty(type) + "For"
				+ Arrays.stream(container.split("-")).map(StringUtils::capitalize).collect(Collectors.joining());
	}

}

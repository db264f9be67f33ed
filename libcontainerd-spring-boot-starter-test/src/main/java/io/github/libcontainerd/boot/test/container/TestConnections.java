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

package io.github.libcontainerd.boot.test.container;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.boot.autoconfigure.service.ConnectableContainer;
import io.github.libcontainerd.boot.autoconfigure.service.ServiceConnections;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;

/**
 * Registers the connection details of test containers. What there is has to be known
 * before the auto-configurations, but the ports only when the containers run: so the
 * factories are asked twice.
 */
final class TestConnections {

	private final Collection<ContainerField> fields;

	private final ContainerGroup group;

	private final ServiceConnections connections;

	TestConnections(Collection<ContainerField> fields, ContainerGroup group, ConfigurableApplicationContext context) {
		this.fields = fields;
		this.group = group;
		this.connections = new ServiceConnections(context.getEnvironment(), context.getClassLoader());
	}

	void register(BeanDefinitionRegistry registry) {
		Map<Class<?>, ContainerField> taken = new LinkedHashMap<>();
		for (ContainerField field : this.fields) {
			ServiceConnection connection = field.connection();
			if (connection != null) {
				ConnectableContainer planned = planned(field, connection);
				Map<Class<?>, ConnectionDetails> details = details(field, planned, connection);
				if (details.isEmpty()) {
					throw field.problem("can't be connected to: Spring Boot has no connection details for such an"
							+ " image, or its module for that technology is not on the class path. Say what it is, as"
							+ " in @ServiceConnection(\"postgres\"), or remove the annotation", null);
				}
				details.forEach((type, found) -> {
					check(type, field, connection, taken);
					register(type, found.getClass(), planned, field, connection, registry);
				});
			}
		}
	}

	private static void check(Class<?> type, ContainerField field, ServiceConnection connection,
			Map<Class<?>, ContainerField> taken) {
		ContainerField other = taken.put(type, field);
		if (other == null || other.connection() == null) {
			return;
		}
		if (other.connection().primary() == connection.primary()) {
			throw field.problem("is of the same kind as '" + other.name() + "', so that it is not clear which of them"
					+ " a " + type.getSimpleName() + " is for. Set 'primary = true' at one @ServiceConnection, or"
					+ " remove one", null);
		}
		if (other.connection().primary()) {
			taken.put(type, other);
		}
	}

	private <T> void register(Class<?> type, Class<T> detailsType, ConnectableContainer planned, ContainerField field,
			ServiceConnection connection, BeanDefinitionRegistry registry) {
		RootBeanDefinition definition = ServiceConnections.definition(detailsType,
				() -> running(type, field, connection), planned, TestContainersContextCustomizer.BEAN_NAME);
		definition.setPrimary(connection.primary());
		registry.registerBeanDefinition(ServiceConnections.beanName(type, field.name()), definition);
	}

	private ConnectionDetails running(Class<?> type, ContainerField field, ServiceConnection connection) {
		TestContainer container = field.container();
		RunningContainer running = this.group.running(container);
		Map<Integer, Integer> ports = new HashMap<>();
		tcp(container.request()).forEach((port) -> ports.put(port, container.address(running, port).getPort()));
		ConnectionDetails details = details(field,
				connectable(field, connection, container.host(running), ports, this.group.env(field)), connection)
			.get(type);
		if (details == null) {
			throw field.problem("has no " + type.getSimpleName() + " any more", null);
		}
		return details;
	}

	private Map<Class<?>, ConnectionDetails> details(ContainerField field, ConnectableContainer container,
			ServiceConnection connection) {
		try {
			Map<Class<?>, ConnectionDetails> all = this.connections.details(container);
			if (connection.type().length > 0) {
				all.keySet()
					.removeIf((type) -> Stream.of(connection.type())
						.noneMatch((wanted) -> wanted.isAssignableFrom(type)));
			}
			return all;
		}
		catch (RuntimeException ex) {
			throw field.problem("can't be connected to: " + ex.getMessage()
					+ ". Add what is missing to the container, or remove @ServiceConnection", ex);
		}
	}

	private static ConnectableContainer planned(ContainerField field, ServiceConnection connection) {
		Map<Integer, Integer> ports = new LinkedHashMap<>();
		tcp(field.container().request()).forEach((port) -> ports.put(port, port));
		return connectable(field, connection, "127.0.0.1", ports, field.container().request().env());
	}

	private static ConnectableContainer connectable(ContainerField field, ServiceConnection connection, String host,
			Map<Integer, Integer> ports, Map<String, String> env) {
		return new ConnectableContainer(field.name(), field.container().image(),
				connection.name().isEmpty() ? null : connection.name(), host, ports, env,
				field.container().request().labels(), "add publish(..) to the container");
	}

	private static Stream<Integer> tcp(RunRequest request) {
		return request.ports()
			.stream()
			.filter((port) -> port.protocol() == Protocol.TCP)
			.map(PublishedPort::containerPort);
	}

}

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

package io.github.libcontainerd.boot.autoconfigure;

import java.util.Map;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanNameGenerator;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.github.libcontainerd.Client;

/**
 * Registers a {@link Client} bean for each of {@code libcontainerd.clients.*}, with the
 * name of the client as its qualifier.
 */
final class NamedClientsRegistrar implements ImportBeanDefinitionRegistrar {

	private static final Bindable<Map<String, LibcontainerdProperties.NamedClient>> CLIENTS = Bindable
		.mapOf(String.class, LibcontainerdProperties.NamedClient.class);

	private final Environment environment;

	NamedClientsRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry,
			BeanNameGenerator generator) {
		Binder.get(this.environment)
			.bind("libcontainerd.clients", CLIENTS)
			.ifBound((clients) -> clients.keySet().forEach((name) -> register(name, registry)));
	}

	private static void register(String name, BeanDefinitionRegistry registry) {
		String beanName = name + "ContainerdClient";
		if (registry.containsBeanDefinition(beanName)) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition(Client.class);
		definition.setFactoryBeanName("containerdClients");
		definition.setFactoryMethodName("openNamed");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.setDestroyMethodName("close");
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		registry.registerBeanDefinition(beanName, definition);
	}

}

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
import java.util.Set;

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

import io.github.libcontainerd.boot.NamedRemotes;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

/**
 * Registers a {@link Remote} bean for each of {@code libcontainerd.remotes.*} and a
 * {@link Client} bean for each of {@code libcontainerd.clients.*}, with their names as
 * qualifiers. Without a qualifier, another bean of the type is preferred to them.
 */
final class NamedBeansRegistrar implements ImportBeanDefinitionRegistrar {

	private static final Bindable<Map<String, Object>> NAMES = Bindable.mapOf(String.class, Object.class);

	private final Environment environment;

	NamedBeansRegistrar(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Return the name of the bean of a remote.
	 */
	static String remoteBeanName(String remote) {
		return remote + NamedRemotes.BEAN_NAME_SUFFIX;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry,
			BeanNameGenerator generator) {
		names("libcontainerd.remotes")
			.forEach((name) -> register(Remote.class, name, remoteBeanName(name), "containerdRemotes", registry));
		names("libcontainerd.clients")
			.forEach((name) -> register(Client.class, name, name + "ContainerdClient", "containerdClients", registry));
	}

	private Set<String> names(String property) {
		return Binder.get(this.environment).bind(property, NAMES).map(Map::keySet).orElse(Set.of());
	}

	private static <T> void register(Class<T> type, String name, String beanName, String factory,
			BeanDefinitionRegistry registry) {
		if (registry.containsBeanDefinition(beanName)) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setFactoryBeanName(factory);
		definition.setFactoryMethodName("openNamed");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.setDestroyMethodName("close");
		definition.setFallback(true);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		registry.registerBeanDefinition(beanName, definition);
	}

}

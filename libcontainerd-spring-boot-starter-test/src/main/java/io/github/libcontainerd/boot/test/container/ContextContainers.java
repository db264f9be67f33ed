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

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.AbstractBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindingPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.test.FakeContainerd;

/**
 * The application context that a group of containers belongs to: started with its client,
 * as a bean of it.
 */
final class ContextContainers implements ContainerGroup.Owner {

	private final ConfigurableApplicationContext context;

	ContextContainers(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Start a group, as the bean.
	 */
	ContainerGroup started(ContainerGroup group) {
		DefaultListableBeanFactory beans = (DefaultListableBeanFactory) this.context.getBeanFactory();
		checkReady(beans);
		Client client = beans.getBeanProvider(Client.class).getIfAvailable();
		if (client == null) {
			throw new TestContainerException("The test containers need a client of containerd, and this application"
					+ " has none. Remove 'libcontainerd.enabled=false' from the properties of the test", null);
		}
		// It is closed after the containers are removed.
		for (String name : beans.getBeanNamesForType(Client.class, false, false)) {
			beans.registerDependentBean(name, TestContainersContextCustomizer.BEAN_NAME);
		}
		group.start(client);
		return group;
	}

	// The properties of a client that is made before are not those of the test.
	private static void checkReady(AbstractBeanFactory beans) {
		for (BeanPostProcessor processor : beans.getBeanPostProcessors()) {
			if (processor instanceof ConfigurationPropertiesBindingPostProcessor) {
				return;
			}
		}
		throw new TestContainerException("A test container is asked for before the application context has beans, such"
				+ " as by a condition that reads a property of @DynamicPropertySource", null);
	}

	@Override
	public boolean isOpen() {
		return this.context.isActive();
	}

	@Override
	public boolean hasEnded() {
		return this.context.getStartupDate() != 0 && !this.context.isActive();
	}

	@Override
	public void start() {
		if (!this.context.isActive()) {
			throw new TestContainerException("A test container is asked for while its application context "
					+ (hasEnded() ? "is closed" : "is not being refreshed yet"), null);
		}
		this.context.getBean(TestContainersContextCustomizer.BEAN_NAME);
	}

	// Nobody wants to pull for a fake what is not run anyway.
	@Override
	public void prepare(String image, Client client) {
		@Nullable FakeContainerd fake = this.context.getBeanProvider(FakeContainerd.class).getIfAvailable();
		if (fake == null) {
			return;
		}
		try {
			client.images().inspect(image);
		}
		catch (ImageException ex) {
			fake.image(image, (made) -> made.cmd("sleep", "1000000"));
		}
	}

}

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

import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

import io.github.libcontainerd.boot.autoconfigure.service.ServiceConnections;
import io.github.libcontainerd.run.RunningContainer;

/**
 * Adds the containers of a test to its application context. Equal for test classes with
 * the same containers, so that these share a context.
 *
 * @param fields the containers, each behind those that it depends on
 */
record TestContainersContextCustomizer(Set<ContainerField> fields) implements ContextCustomizer {

	/** The name of the bean that starts them. */
	static final String BEAN_NAME = "testContainers";

	private static final Log logger = LogFactory.getLog(TestContainersContextCustomizer.class);

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		if (AotDetector.useGeneratedArtifacts() || Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			logger.info("Ahead of time, there are no test containers");
			return;
		}
		ApplicationContext parent = context.getParent();
		if (parent != null && parent.containsBean(BEAN_NAME)) {
			return;
		}
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
		ContextContainers owner = new ContextContainers(context);
		ContainerGroup group = new ContainerGroup(this.fields, owner);
		RootBeanDefinition definition = new RootBeanDefinition(ContainerGroup.class, () -> owner.started(group));
		definition.setDestroyMethodName("close");
		registry.registerBeanDefinition(BEAN_NAME, definition);
		registry.registerBeanDefinition("testContainersConfiguration",
				new RootBeanDefinition(TestContainersConfiguration.class));
		RootBeanDefinition settings = new RootBeanDefinition(HostContainerdPostProcessor.class,
				() -> new HostContainerdPostProcessor(context.getBeanFactory(), context.getEnvironment()));
		settings.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		registry.registerBeanDefinition("testContainersHostContainerd", settings);
		this.fields.forEach((field) -> register(field, registry));
		TestContainersPropertySource.addTo(context.getEnvironment(), this.fields, group);
		connect(context, registry, group);
		ContainerScope.load(group);
		context.addApplicationListener((event) -> {
			if (event instanceof ContextRefreshedEvent refreshed && refreshed.getApplicationContext() == context) {
				ContainerScope.loaded(group);
			}
		});
	}

	private static void register(ContainerField field, BeanDefinitionRegistry registry) {
		RootBeanDefinition definition = new RootBeanDefinition(RunningContainer.class);
		definition.setFactoryBeanName(BEAN_NAME);
		definition.setFactoryMethodName("running");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, field.name());
		definition.setFallback(true);
		definition.setDestroyMethodName("");
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, field.name()));
		registry.registerBeanDefinition(field.name() + "TestContainer", definition);
	}

	private void connect(ConfigurableApplicationContext context, BeanDefinitionRegistry registry,
			ContainerGroup group) {
		for (ContainerField field : this.fields) {
			if (field.connection() == null) {
				continue;
			}
			if (!ServiceConnections.arePossible(context.getClassLoader())) {
				throw field.problem("can't be connected to: @ServiceConnection needs the module"
						+ " 'org.springframework.boot:spring-boot-docker-compose' on the class path of the test. Add"
						+ " it as a dependency with scope 'test'", null);
			}
			new TestConnections(this.fields, group, context).register(registry);
			return;
		}
	}

}

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

package io.github.libcontainerd.boot.test;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistrar;

import io.github.libcontainerd.boot.autoconfigure.ContainerdConnectionDetails;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.test.PrivateContainerd;

/**
 * Auto-configuration of a {@link PrivateContainerd}.
 */
@AutoConfiguration(before = LibcontainerdAutoConfiguration.class)
@Import(ContainerEvents.class)
final class RealContainerdAutoConfiguration {

	@Bean
	RealDaemon realContainerdDaemon() {
		return RealDaemon.launch();
	}

	// The daemon closes it.
	@Bean(destroyMethod = "")
	PrivateContainerd privateContainerd(RealDaemon daemon) {
		return daemon.containerd();
	}

	@Bean
	@ConditionalOnMissingBean(ContainerdConnectionDetails.class)
	TestConnectionDetails testContainerdConnectionDetails(RealDaemon daemon) {
		return new TestConnectionDetails(daemon.containerd().socket(), daemon.namespace());
	}

	@Bean
	@ConditionalOnMissingBean
	TestRootfs testRootfs(RealDaemon daemon) {
		return daemon.rootfs();
	}

	@Bean
	DynamicPropertyRegistrar testRootfsProperty(TestRootfs rootfs) {
		return (registry) -> registry.add(TestRootfs.PROPERTY, () -> rootfs.path().toString());
	}

	@Bean
	static TestPropertiesPostProcessor containerdTestPropertiesPostProcessor(
			ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return new TestPropertiesPostProcessor(beanFactory, environment);
	}

}

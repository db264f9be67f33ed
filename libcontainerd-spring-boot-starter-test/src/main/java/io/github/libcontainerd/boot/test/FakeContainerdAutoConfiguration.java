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

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistrar;

import io.github.libcontainerd.boot.ContainerdRemoteCustomizer;
import io.github.libcontainerd.boot.autoconfigure.ContainerdConnectionDetails;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.spi.SimulatedNetworks;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.FakeImage;

/**
 * Auto-configuration of a {@link FakeContainerd}.
 */
@AutoConfiguration(before = LibcontainerdAutoConfiguration.class)
@Import(ContainerEvents.class)
final class FakeContainerdAutoConfiguration {

	static final String DEFAULT_VERSION = "2.1.4";

	static final String DEFAULT_IMAGE = "busybox";

	@Bean
	FakeFiles containerdTestFiles() {
		return FakeFiles.create();
	}

	@Bean
	@ConditionalOnMissingBean
	FakeContainerd fakeContainerd(FakeFiles files, ObjectProvider<FakeImage> images, Environment environment) {
		FakeContainerd containerd = FakeContainerd.builder()
			.version(environment.getProperty("libcontainerd.test.fake.version", DEFAULT_VERSION))
			.socket(files.socket())
			.launch();
		Binder.get(environment)
			.bind("libcontainerd.test.fake.images", Bindable.listOf(String.class))
			.orElse(List.of(DEFAULT_IMAGE))
			.forEach(containerd::image);
		images.orderedStream().forEach(containerd::image);
		return containerd;
	}

	// Depends on the files, so that they are removed after its users are gone.
	@Bean
	@ConditionalOnMissingBean(ContainerdConnectionDetails.class)
	TestConnectionDetails testContainerdConnectionDetails(FakeContainerd containerd, FakeFiles files) {
		String suffix = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
		return new TestConnectionDetails(containerd.socket(), "test-" + suffix);
	}

	@Bean
	@ConditionalOnMissingBean
	SimulatedNetworks simulatedNetworks() {
		return new SimulatedNetworks();
	}

	// What the test connects to itself may be a real one.
	@Bean
	ContainerdRemoteCustomizer simulationCustomizer(SimulatedNetworks networks, ObjectProvider<FakeContainerd> fake,
			ObjectProvider<TestConnectionDetails> ours) {
		return (options, name) -> ours.ifAvailable((details) -> {
			options.add(RemoteOption.simulatedNetworks(networks));
			options.add(RemoteOption.simulatedFiles(fake.getObject()::rootfs));
		});
	}

	@Bean
	@ConditionalOnMissingBean
	TestRootfs testRootfs(FakeFiles files) {
		return new TestRootfs(files.rootfs());
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

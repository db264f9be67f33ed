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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.boot.ContainerdRemoteCustomizer;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.spi.SimulatedNetworks;

/**
 * An application that is tested with containers.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ShopApplication {

	// As the annotation does it for its fake.
	@Bean
	ContainerdRemoteCustomizer simulated(ObjectProvider<SimulatedNetworks> networks) {
		return (options, name) -> networks
			.ifAvailable((available) -> options.add(RemoteOption.simulatedNetworks(available)));
	}

}

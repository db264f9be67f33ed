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

package io.github.libcontainerd.boot.autoconfigure.actuate;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.libcontainerd.boot.NamedRemotes;
import io.github.libcontainerd.boot.actuate.ContainerdEndpoint;
import io.github.libcontainerd.boot.actuate.ContainerdEndpointWebExtension;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.client.Remote;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@link ContainerdEndpoint}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LibcontainerdAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(ContainerdEndpoint.class)
@ConditionalOnBean(Remote.class)
public final class ContainerdEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ContainerdEndpoint containerdEndpoint(ListableBeanFactory beanFactory) {
		return new ContainerdEndpoint(NamedRemotes.of(beanFactory));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(ContainerdEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	ContainerdEndpointWebExtension containerdEndpointWebExtension(ContainerdEndpoint containerdEndpoint) {
		return new ContainerdEndpointWebExtension(containerdEndpoint);
	}

}

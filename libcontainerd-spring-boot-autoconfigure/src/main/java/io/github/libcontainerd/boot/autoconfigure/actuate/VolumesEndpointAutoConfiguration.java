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

import java.util.stream.Stream;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import io.github.libcontainerd.boot.actuate.VolumesEndpoint;
import io.github.libcontainerd.boot.actuate.VolumesEndpointWebExtension;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@link VolumesEndpoint}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LibcontainerdAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(VolumesEndpoint.class)
@ConditionalOnBean(Client.class)
@EnableConfigurationProperties(VolumesEndpointProperties.class)
public final class VolumesEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	VolumesEndpoint volumesEndpoint(ObjectProvider<Client> clients, ObjectProvider<Remote> remotes,
			ObjectProvider<SanitizingFunction> sanitizingFunctions, VolumesEndpointProperties properties) {
		Client client = clients.getIfUnique(() -> clients.orderedStream().findFirst().orElseThrow());
		return new VolumesEndpoint(client,
				() -> Stream
					.concat(clients.orderedStream(),
							remotes.orderedStream().flatMap((remote) -> remote.clients().stream()))
					.toList(),
				sanitizingFunctions.orderedStream().toList(), properties.getShowValues());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(VolumesEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	VolumesEndpointWebExtension volumesEndpointWebExtension(VolumesEndpoint volumesEndpoint,
			VolumesEndpointProperties properties) {
		return new VolumesEndpointWebExtension(volumesEndpoint, properties.getShowValues(), properties.getRoles());
	}

}

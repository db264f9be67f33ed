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

package io.github.libcontainerd.boot.autoconfigure.service;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

import io.github.libcontainerd.boot.autoconfigure.container.OnDeclaredContainers;
import io.github.libcontainerd.client.Client;

/**
 * Auto-configuration of the connections to declared containers. Comes first, so that
 * those of the technologies find the details.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.HIGHEST_PRECEDENCE)
@ConditionalOnClass({ Client.class, DockerComposeConnectionSource.class })
@ConditionalOnBooleanProperty(name = { "libcontainerd.enabled", "libcontainerd.declared.enabled" },
		matchIfMissing = true)
@Conditional(OnDeclaredContainers.class)
@Import(ConnectionDetailsRegistrar.class)
public final class ServiceConnectionAutoConfiguration {

}

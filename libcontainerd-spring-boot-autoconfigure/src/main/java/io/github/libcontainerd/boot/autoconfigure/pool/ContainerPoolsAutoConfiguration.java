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

package io.github.libcontainerd.boot.autoconfigure.pool;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.Containers;

/**
 * Auto-configuration of a {@link ContainerPool} for each of
 * {@code libcontainerd.pools.*}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LibcontainerdAutoConfiguration.class)
@ConditionalOnClass(ContainerPool.class)
@ConditionalOnBean(Containers.class)
@EnableConfigurationProperties(ContainerPoolsProperties.class)
@Import(PoolBeansRegistrar.class)
public final class ContainerPoolsAutoConfiguration {

	@Bean
	ContainerPools containerPools(Containers containers, ContainerPoolsProperties properties) {
		return new ContainerPools(containers, properties.getPools());
	}

}

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

package io.github.libcontainerd.boot.autoconfigure.observation;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.observation.ContainerdOperationObservationConvention;
import io.github.libcontainerd.boot.observation.MicrometerOperationObserver;
import io.github.libcontainerd.client.OperationObserver;

/**
 * {@link AutoConfiguration Auto-configuration} of the observation of operations.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LibcontainerdAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass({ ObservationRegistry.class, OperationObserver.class })
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "libcontainerd.observation.enabled", matchIfMissing = true)
public final class LibcontainerdObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(OperationObserver.class)
	MicrometerOperationObserver containerdOperationObserver(ObservationRegistry registry,
			ObjectProvider<ContainerdOperationObservationConvention> convention) {
		return new MicrometerOperationObserver(registry, convention.getIfAvailable());
	}

}

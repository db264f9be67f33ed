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

package io.github.libcontainerd.boot.autoconfigure.web;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.ControllerAdvice;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.boot.web.ContainerdExceptionHandler;

/**
 * {@link AutoConfiguration Auto-configuration} of the {@link ContainerdExceptionHandler},
 * for those who ask for it.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass({ ControllerAdvice.class, ContainerdException.class })
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty("libcontainerd.web.problemdetails.enabled")
public final class ContainerdExceptionHandlerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ContainerdExceptionHandler containerdExceptionHandler() {
		return new ContainerdExceptionHandler();
	}

}

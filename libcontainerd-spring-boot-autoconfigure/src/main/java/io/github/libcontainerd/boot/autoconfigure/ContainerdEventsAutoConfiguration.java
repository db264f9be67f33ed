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

package io.github.libcontainerd.boot.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.Ordered;

import io.github.libcontainerd.boot.autoconfigure.event.IsolatingEventMulticaster;
import io.github.libcontainerd.boot.autoconfigure.event.StartupEventPublisher;

/**
 * {@link AutoConfiguration Auto-configuration} of how events are published. It comes
 * last, since others, such as Spring Modulith, replace Spring's multicaster too: theirs
 * is kept, and only the failures of {@code @EventListener} methods are isolated then.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LibcontainerdAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnBean(StartupEventPublisher.class)
@ConditionalOnBooleanProperty(name = "libcontainerd.events.enabled", matchIfMissing = true)
public final class ContainerdEventsAutoConfiguration {

	@Bean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME)
	@ConditionalOnMissingBean(name = AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME)
	ApplicationEventMulticaster applicationEventMulticaster() {
		return new IsolatingEventMulticaster();
	}

}

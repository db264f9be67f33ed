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
package io.github.libcontainerd.boot.autoconfigure.event;

import java.util.function.Supplier;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

import io.github.libcontainerd.client.Remote;

/**
 * Publishes the events of every remote that is a bean, whoever made it.
 */
public final class RemoteEventPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<StartupEventPublisher> publisher;

	private final Supplier<EventProperties> properties;

	/**
	 * Create the post-processor.
	 * @param publisher publishes the events
	 * @param properties says whether to
	 */
	public RemoteEventPostProcessor(ObjectProvider<StartupEventPublisher> publisher,
			Supplier<EventProperties> properties) {
		this.publisher = publisher;
		this.properties = properties;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof Remote remote && this.properties.get().isEnabled()) {
			RemoteEventPublisher.follow(remote, this.publisher.getObject());
		}
		return bean;
	}

}

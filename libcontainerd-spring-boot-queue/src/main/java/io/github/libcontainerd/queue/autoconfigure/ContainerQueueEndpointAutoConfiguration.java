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

package io.github.libcontainerd.queue.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.actuate.ContainerQueueEndpoint;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.worker.QueueWorker;

/**
 * Auto-configuration of the endpoint of the queue.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { ContainerQueueAutoConfiguration.class, ContainerQueueWorkerAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ QueueEngine.class, ContainerQueue.class })
@ConditionalOnAvailableEndpoint(ContainerQueueEndpoint.class)
public final class ContainerQueueEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ContainerQueueEndpoint containerQueueEndpoint(QueueEngine engine, ContainerQueue queue,
			ObjectProvider<QueueWorker> worker) {
		return new ContainerQueueEndpoint(engine, queue, worker.getIfAvailable());
	}

}

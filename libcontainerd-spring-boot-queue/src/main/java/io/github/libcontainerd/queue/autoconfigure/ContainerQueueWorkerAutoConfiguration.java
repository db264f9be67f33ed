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
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.QueueListeners;
import io.github.libcontainerd.queue.worker.JobRequestCustomizer;
import io.github.libcontainerd.queue.worker.QueueWorker;
import io.github.libcontainerd.run.Containers;

/**
 * Auto-configuration of the side that runs jobs, where that is asked for.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { ContainerQueueAutoConfiguration.class, LibcontainerdAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "libcontainerd.queue.worker.enabled")
@ConditionalOnBean({ QueueEngine.class, Client.class })
public final class ContainerQueueWorkerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	QueueWorkerLifecycle containerQueueWorkerLifecycle(QueueEngine engine, Client client,
			ObjectProvider<Containers> containers, ContainerQueueProperties properties,
			ObjectProvider<JobRequestCustomizer> customizers, ObjectProvider<QueueListener> listeners) {
		return new QueueWorkerLifecycle(engine, WorkerSettingsFactory.create(properties, client.namespace()),
				containers::getObject, customizers.orderedStream().toList(),
				new QueueListeners(listeners.orderedStream().toList()));
	}

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	QueueWorker containerQueueWorker(QueueWorkerLifecycle lifecycle) {
		return lifecycle.worker();
	}

}

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

import java.time.Duration;

import javax.sql.DataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.jdbc.core.JdbcOperations;

import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.QueueListeners;
import io.github.libcontainerd.queue.engine.QueueMaintenance;
import io.github.libcontainerd.queue.event.JobEventPublisher;
import io.github.libcontainerd.queue.memory.InMemoryQueueEngine;
import io.github.libcontainerd.queue.postgres.PostgresQueueEngine;
import io.github.libcontainerd.queue.submit.DefaultContainerQueue;

/**
 * Auto-configuration of the queue of containers: its engine, and the side that submits.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration",
		"org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "libcontainerd.queue.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ContainerQueueProperties.class)
@ImportRuntimeHints(ContainerQueueRuntimeHints.class)
public final class ContainerQueueAutoConfiguration {

	private static final Duration EXPIRY = Duration.ofMillis(500);

	@Bean
	@ConditionalOnMissingBean
	JobEventPublisher containerJobEventPublisher(ApplicationEventPublisher publisher) {
		return new JobEventPublisher(publisher);
	}

	@Bean
	@ConditionalOnBean(QueueEngine.class)
	@ConditionalOnMissingBean(ContainerQueue.class)
	DefaultContainerQueue containerQueue(QueueEngine engine, ContainerQueueProperties properties,
			ObjectProvider<QueueListener> listeners) {
		return new DefaultContainerQueue(engine, properties.getMaxQueued(), properties.getPollInterval(),
				new QueueListeners(listeners.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnBean(QueueEngine.class)
	@ConditionalOnMissingBean
	QueueMaintenance containerQueueMaintenance(QueueEngine engine, ContainerQueueProperties properties) {
		return new QueueMaintenance(engine, EXPIRY, properties.getKeepFinished());
	}

	/**
	 * The engine in memory, for those who say so. Before the beans that need an engine.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "libcontainerd.queue.engine", havingValue = "memory")
	static class MemoryConfiguration {

		@Bean
		@ConditionalOnMissingBean(QueueEngine.class)
		InMemoryQueueEngine containerQueueEngine() {
			return new InMemoryQueueEngine();
		}

	}

	/**
	 * The engine in the database of the application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ DataSource.class, JdbcOperations.class })
	@ConditionalOnProperty(name = "libcontainerd.queue.engine", havingValue = "postgresql", matchIfMissing = true)
	static class PostgresConfiguration {

		@Bean
		@DependsOnDatabaseInitialization
		@ConditionalOnSingleCandidate(DataSource.class)
		@ConditionalOnMissingBean(QueueEngine.class)
		PostgresQueueEngine containerQueueEngine(DataSource dataSource, ContainerQueueProperties properties) {
			return new PostgresQueueEngine(dataSource, properties.getWorker().getLease());
		}

		@Bean
		@ConditionalOnSingleCandidate(DataSource.class)
		@ConditionalOnMissingBean(name = "containerQueueSchemaInitializer")
		ContainerQueueSchemaInitializer containerQueueSchemaInitializer(DataSource dataSource,
				ContainerQueueProperties properties) {
			return new ContainerQueueSchemaInitializer(dataSource, properties.getInitializeSchema());
		}

	}

}

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

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

import io.github.libcontainerd.boot.ContainerOutputListener;
import io.github.libcontainerd.boot.ContainerdRemoteCustomizer;
import io.github.libcontainerd.boot.IOPipeHandler;
import io.github.libcontainerd.boot.RunRequestCustomizer;
import io.github.libcontainerd.boot.autoconfigure.event.ContainerStreams;
import io.github.libcontainerd.boot.autoconfigure.event.ContainerdEventListenerFactory;
import io.github.libcontainerd.boot.autoconfigure.event.EventPublishingBackend;
import io.github.libcontainerd.boot.autoconfigure.event.RemoteEventPostProcessor;
import io.github.libcontainerd.boot.autoconfigure.event.StartupEventPublisher;
import io.github.libcontainerd.boot.autoconfigure.grpc.ContainerdGrpcChannelAutoConfiguration;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.OperationObserver;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.spi.ChannelSource;
import io.github.libcontainerd.volume.Volumes;

/**
 * Auto-configuration of libcontainerd: a {@link Remote}, a {@link Client} for a namespace
 * of the application's own, and further ones for {@code libcontainerd.remotes.*} and
 * {@code libcontainerd.clients.*}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ContainerdGrpcChannelAutoConfiguration.class)
@ConditionalOnClass(Remote.class)
@ConditionalOnBooleanProperty(name = "libcontainerd.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LibcontainerdProperties.class)
@Import(NamedBeansRegistrar.class)
@ImportRuntimeHints(LibcontainerdRuntimeHints.class)
public final class LibcontainerdAutoConfiguration {

	private final LibcontainerdSettings settings;

	LibcontainerdAutoConfiguration(LibcontainerdProperties properties, Environment environment) {
		RegistryNames.check(environment);
		this.settings = LibcontainerdSettings.of(properties, environment.getProperty("spring.application.name"));
	}

	@Bean
	@ConditionalOnMissingBean(ContainerdConnectionDetails.class)
	PropertiesContainerdConnectionDetails containerdConnectionDetails() {
		return new PropertiesContainerdConnectionDetails(this.settings);
	}

	@Bean
	ContainerdRemotes containerdRemotes(ContainerdConnectionDetails connectionDetails,
			ObjectProvider<ChannelSource> channelSource, ObjectProvider<OperationObserver> observer,
			ObjectProvider<ContainerdRemoteCustomizer> customizers, ObjectProvider<RunRequestCustomizer> runCustomizers,
			ObjectProvider<SslBundles> sslBundles, StartupEventPublisher publisher, ContainerdLifecycle lifecycle) {
		return new ContainerdRemotes(this.settings, connectionDetails.getNamespace(), channelSource, observer,
				customizers, runCustomizers, sslBundles.getIfAvailable(), publisher, lifecycle);
	}

	@Bean
	@ConditionalOnMissingBean
	Remote containerdRemote(ContainerdRemotes remotes, ContainerdConnectionDetails connectionDetails) {
		return remotes.openDefault(connectionDetails.getAddress());
	}

	@Bean
	static RemoteEventPostProcessor containerdRemoteEventPostProcessor(ObjectProvider<StartupEventPublisher> publisher,
			ObjectProvider<LibcontainerdProperties> properties) {
		return new RemoteEventPostProcessor(publisher, () -> properties.getObject().getEvents());
	}

	@Bean
	StartupEventPublisher containerdEventPublisher(ApplicationEventPublisher publisher) {
		return new StartupEventPublisher(publisher);
	}

	@Bean
	ContainerdLifecycle containerdLifecycle(StartupEventPublisher publisher) {
		return new ContainerdLifecycle(publisher, this.settings.properties());
	}

	@Bean
	ContainerdClients containerdClients(BeanFactory beanFactory, ContainerdConnectionDetails connectionDetails,
			ObjectProvider<Backend> backend, StartupEventPublisher publisher, ObjectProvider<IOPipeHandler> handlers,
			ObjectProvider<ContainerOutputListener> listeners, ContainerdLifecycle lifecycle) {
		LibcontainerdProperties properties = this.settings.properties();
		return new ContainerdClients(
				(name) -> (name != null) ? beanFactory.getBean(NamedBeansRegistrar.remoteBeanName(name), Remote.class)
						: beanFactory.getBean(Remote.class),
				this.settings, connectionDetails.getNamespace(), backend,
				(remote, namespace) -> new EventPublishingBackend(namespace, remote, publisher, properties.getEvents(),
						new ContainerStreams(namespace, properties.getOutput(), handlers, listeners)),
				lifecycle);
	}

	@Bean
	@ConditionalOnMissingBean
	Backend containerdBackend(ContainerdClients clients, Remote remote, ContainerdConnectionDetails connectionDetails) {
		return clients.newBackend(remote, connectionDetails.getNamespace());
	}

	@Bean
	@Primary
	@ConditionalOnMissingBean
	Client containerdClient(ContainerdClients clients, Remote remote, ContainerdConnectionDetails connectionDetails) {
		return clients.openDefault(remote, connectionDetails.getNamespace());
	}

	// Closed with its client.
	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	Images containerdImages(Client client) {
		return client.images();
	}

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	Networks containerdNetworks(Client client) {
		return client.networks();
	}

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	Volumes containerdVolumes(Client client) {
		return client.volumes();
	}

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	Containers containerdContainers(Client client) {
		return client.containers();
	}

	@Bean
	static ContainerdEventListenerFactory containerdEventListenerFactory() {
		return new ContainerdEventListenerFactory();
	}

}

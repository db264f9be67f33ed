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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.boot.ContainerdRemoteCustomizer;
import io.github.libcontainerd.boot.RunRequestCustomizer;
import io.github.libcontainerd.boot.autoconfigure.diagnostics.NamedRemoteStartException;
import io.github.libcontainerd.boot.autoconfigure.event.PullEventPublisher;
import io.github.libcontainerd.boot.autoconfigure.event.StartupEventPublisher;
import io.github.libcontainerd.client.OperationObserver;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.spi.ChannelSource;

/**
 * Opens the remotes of the application. All of them have the same registries, observer
 * and events; the properties are complained about before the first one is opened.
 */
final class ContainerdRemotes {

	private final LibcontainerdSettings settings;

	private final Map<String, RemoteOptions> named;

	private final ObjectProvider<ChannelSource> channelSource;

	private final ObjectProvider<OperationObserver> observer;

	private final ObjectProvider<ContainerdRemoteCustomizer> customizers;

	private final ObjectProvider<RunRequestCustomizer> runCustomizers;

	private final RegistrySettings registries;

	private final StartupEventPublisher publisher;

	private final ContainerdLifecycle lifecycle;

	ContainerdRemotes(LibcontainerdSettings settings, String defaultNamespace,
			ObjectProvider<ChannelSource> channelSource, ObjectProvider<OperationObserver> observer,
			ObjectProvider<ContainerdRemoteCustomizer> customizers, ObjectProvider<RunRequestCustomizer> runCustomizers,
			@Nullable SslBundles sslBundles, StartupEventPublisher publisher, ContainerdLifecycle lifecycle) {
		this.settings = settings;
		this.named = settings.namedRemotes();
		this.channelSource = channelSource;
		this.observer = observer;
		this.customizers = customizers;
		this.runCustomizers = runCustomizers;
		this.registries = new RegistrySettings(settings.properties(), sslBundles);
		this.publisher = publisher;
		this.lifecycle = lifecycle;
		settings.clientNamespaces(defaultNamespace);
		settings.clientRemotes();
		this.registries.option();
		this.named.values().forEach((remote) -> remote.toList(remote.address()));
	}

	Remote openDefault(@Nullable Path address) {
		return open(null, this.settings.remote(), address);
	}

	Remote openNamed(String name) {
		RemoteOptions remote = this.named.get(name);
		if (remote == null) {
			throw new IllegalArgumentException("There is no remote '" + name + "'");
		}
		try {
			return open(name, remote, remote.address());
		}
		catch (RemoteStartException ex) {
			throw new NamedRemoteStartException(name, ex);
		}
	}

	private Remote open(@Nullable String name, RemoteOptions remote, @Nullable Path address) {
		List<RemoteOption> options = remote.toList(address);
		options.add(this.registries.option());
		// The bean is closed by Spring: all remotes have the same.
		this.channelSource.ifAvailable((source) -> options.add(RemoteOption.channelSource(source::open)));
		this.observer.ifAvailable((known) -> options.add(RemoteOption.observer(known)));
		options.add(RemoteOption.runRequests(this::customize));
		PullEventPublisher pulls = new PullEventPublisher(this.publisher);
		if (this.settings.properties().getEvents().isEnabled()) {
			options.add(RemoteOption.pullObserver(pulls));
		}
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(options, name));
		Remote opened = Remote.open(remote.stateDirectory(), options.toArray(RemoteOption[]::new));
		opened.holdRestarts();
		pulls.follow(opened);
		this.registries.follow(opened);
		this.lifecycle.opened(opened);
		return opened;
	}

	// Looked up only then: they may depend on what depends on the remote.
	private RunRequest customize(RunRequest request) {
		RunRequest customized = request;
		for (RunRequestCustomizer customizer : this.runCustomizers.orderedStream().toList()) {
			RunRequest.Builder builder = customized.toBuilder();
			customizer.customize(builder, customized);
			customized = builder.build();
		}
		return customized;
	}

}

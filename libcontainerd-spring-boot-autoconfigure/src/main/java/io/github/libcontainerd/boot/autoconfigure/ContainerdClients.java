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

import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

import io.github.libcontainerd.boot.autoconfigure.event.EventPublishingBackend;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

/**
 * Opens the clients of the application. A {@link Backend} bean of the application serves
 * all of them, otherwise each has an {@link EventPublishingBackend} of its own.
 */
final class ContainerdClients {

	private final Function<@Nullable String, Remote> remotes;

	private final Map<String, String> clientRemotes;

	private final Map<String, String> namespaces;

	private final ObjectProvider<Backend> backend;

	private final BiFunction<Remote, String, Backend> publishingBackends;

	private final ContainerdLifecycle lifecycle;

	/**
	 * Create new clients.
	 * @param remotes the remote for a name, and the default one for none
	 * @param settings what is said about the clients
	 * @param defaultNamespace the namespace of the default client
	 * @param backend the backends of the application
	 * @param publishingBackends makes one of ours, for a remote and a namespace
	 * @param lifecycle looks after the clients
	 */
	ContainerdClients(Function<@Nullable String, Remote> remotes, LibcontainerdSettings settings,
			String defaultNamespace, ObjectProvider<Backend> backend,
			BiFunction<Remote, String, Backend> publishingBackends, ContainerdLifecycle lifecycle) {
		this.remotes = remotes;
		this.clientRemotes = settings.clientRemotes();
		this.namespaces = settings.clientNamespaces(defaultNamespace);
		this.backend = backend;
		this.publishingBackends = publishingBackends;
		this.lifecycle = lifecycle;
	}

	Backend newBackend(Remote remote, String namespace) {
		return this.publishingBackends.apply(remote, namespace);
	}

	Client openDefault(Remote remote, String namespace) {
		return open(remote, namespace, backend());
	}

	Client openNamed(String name) {
		String namespace = this.namespaces.get(name);
		if (namespace == null) {
			throw new IllegalArgumentException("There is no client '" + name + "'");
		}
		Remote remote = this.remotes.apply(this.clientRemotes.get(name));
		Backend chosen = backend();
		return open(remote, namespace,
				(chosen instanceof EventPublishingBackend) ? newBackend(remote, namespace) : chosen);
	}

	// That of the application, or all of them, or ours.
	private Backend backend() {
		Backend single = this.backend.getIfUnique();
		return (single != null) ? single : new CompositeBackend(this.backend.orderedStream().toList());
	}

	private Client open(Remote remote, String namespace, Backend chosen) {
		Client client = remote.client(namespace, chosen);
		this.lifecycle.opened(client);
		return client;
	}

}

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
import java.util.function.Function;

import org.springframework.beans.factory.ObjectProvider;

import io.github.libcontainerd.Backend;
import io.github.libcontainerd.Client;
import io.github.libcontainerd.Remote;

/**
 * Opens the clients of the application. A {@link Backend} bean of the application serves
 * all of them, otherwise each has an {@link EventPublishingBackend} of its own.
 */
final class ContainerdClients {

	private final Remote remote;

	private final Map<String, String> namespaces;

	private final ObjectProvider<Backend> backend;

	private final Function<String, Backend> publishingBackends;

	private final ContainerdLifecycle lifecycle;

	ContainerdClients(Remote remote, Map<String, String> namespaces, ObjectProvider<Backend> backend,
			Function<String, Backend> publishingBackends, ContainerdLifecycle lifecycle) {
		this.remote = remote;
		this.namespaces = namespaces;
		this.backend = backend;
		this.publishingBackends = publishingBackends;
		this.lifecycle = lifecycle;
	}

	Backend newBackend(String namespace) {
		return this.publishingBackends.apply(namespace);
	}

	Client openDefault(String namespace) {
		return open(namespace, backend());
	}

	Client openNamed(String name) {
		String namespace = this.namespaces.get(name);
		if (namespace == null) {
			throw new IllegalArgumentException("There is no client '" + name + "'");
		}
		Backend chosen = backend();
		return open(namespace, (chosen instanceof EventPublishingBackend) ? newBackend(namespace) : chosen);
	}

	// That of the application, or all of them, or ours.
	private Backend backend() {
		Backend single = this.backend.getIfUnique();
		return (single != null) ? single : new CompositeBackend(this.backend.orderedStream().toList());
	}

	private Client open(String namespace, Backend chosen) {
		Client client = this.remote.client(namespace, chosen);
		this.lifecycle.opened(client);
		return client;
	}

}

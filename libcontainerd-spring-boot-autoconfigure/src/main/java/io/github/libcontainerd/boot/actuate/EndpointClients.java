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

package io.github.libcontainerd.boot.actuate;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.client.Client;

/**
 * The clients that an endpoint tells of, by their namespaces.
 *
 * @param client the one that is meant when no namespace is given
 * @param all all clients
 */
record EndpointClients(Client client, Supplier<? extends Collection<Client>> all) {

	List<String> namespaces() {
		return this.all.get().stream().map(Client::namespace).distinct().sorted().toList();
	}

	@Nullable Client find(@Nullable String namespace) {
		if (namespace == null || namespace.equals(this.client.namespace())) {
			return this.client;
		}
		return this.all.get()
			.stream()
			.filter((client) -> client.namespace().equals(namespace))
			.findFirst()
			.orElse(null);
	}

	Client require(@Nullable String namespace) {
		Client found = find(namespace);
		if (found == null) {
			throw new NotFoundException(null, absence(namespace), null);
		}
		return found;
	}

	String absence(@Nullable String namespace) {
		return "There is no client for namespace '" + namespace + "'; there are " + namespaces();
	}

}

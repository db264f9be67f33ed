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

package io.github.libcontainerd.boot.autoconfigure.service;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.boot.autoconfigure.container.ContainerDeclaration;
import io.github.libcontainerd.boot.autoconfigure.container.ContainerEndpoint;
import io.github.libcontainerd.network.PublishedPort;

/**
 * Declared containers as something to connect to.
 */
final class DeclaredServices {

	private DeclaredServices() {
	}

	/**
	 * Return the container before it runs, with ports that are not those of the host:
	 * enough to learn what kinds of details there are.
	 */
	static ConnectableContainer planned(ContainerDeclaration declaration) {
		Map<Integer, Integer> tcp = new LinkedHashMap<>();
		declaration.ports()
			.stream()
			.filter((port) -> port.protocol() == Protocol.TCP)
			.forEach((port) -> tcp.put(port.containerPort(), port.containerPort()));
		return of(declaration, "127.0.0.1", tcp, declaration.env());
	}

	/**
	 * Return the container that runs.
	 */
	static ConnectableContainer running(ContainerEndpoint endpoint) {
		Map<Integer, Integer> tcp = new LinkedHashMap<>();
		for (PublishedPort port : endpoint.declaration().ports()) {
			if (port.protocol() == Protocol.TCP) {
				tcp.put(port.containerPort(), endpoint.address(port.containerPort()).getPort());
			}
		}
		return of(endpoint.declaration(), endpoint.host(), tcp, endpoint.env());
	}

	private static ConnectableContainer of(ContainerDeclaration declaration, String host, Map<Integer, Integer> tcp,
			Map<String, String> env) {
		return new ConnectableContainer(declaration.name(), declaration.image(), declaration.serviceConnection(), host,
				tcp, env, declaration.labels(),
				"add it to 'libcontainerd.containers." + declaration.name() + ".ports'");
	}

}

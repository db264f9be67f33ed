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

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;

import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.boot.autoconfigure.container.ContainerDeclaration;
import io.github.libcontainerd.boot.autoconfigure.container.ContainerEndpoint;
import io.github.libcontainerd.network.PublishedPort;

/**
 * A declared container in the form in which Spring Boot knows the services of Docker
 * Compose, so that its factories of connection details work for both.
 *
 * @param declaration what is declared
 * @param host the host to reach it at
 * @param ports the ports of the host
 * @param env its environment
 */
record DeclaredService(ContainerDeclaration declaration, String host, ConnectionPorts ports,
		Map<String, String> env) implements RunningService {

	static final String CONNECTION_LABEL = "org.springframework.boot.service-connection";

	/**
	 * Return the service before its container runs, with ports that are not those of the
	 * host: enough to learn what kinds of details there are.
	 */
	static DeclaredService planned(ContainerDeclaration declaration) {
		Map<Integer, Integer> tcp = new LinkedHashMap<>();
		declaration.ports()
			.stream()
			.filter((port) -> port.protocol() == Protocol.TCP)
			.forEach((port) -> tcp.put(port.containerPort(), port.containerPort()));
		return new DeclaredService(declaration, "127.0.0.1", new Ports(declaration.name(), tcp), declaration.env());
	}

	/**
	 * Return the service of a container that runs.
	 */
	static DeclaredService running(ContainerEndpoint endpoint) {
		Map<Integer, Integer> tcp = new LinkedHashMap<>();
		for (PublishedPort port : endpoint.declaration().ports()) {
			if (port.protocol() == Protocol.TCP) {
				tcp.put(port.containerPort(), endpoint.address(port.containerPort()).getPort());
			}
		}
		return new DeclaredService(endpoint.declaration(), endpoint.host(),
				new Ports(endpoint.declaration().name(), tcp), endpoint.env());
	}

	@Override
	public String name() {
		return this.declaration.name();
	}

	@Override
	public ImageReference image() {
		return ImageReference.of(this.declaration.image());
	}

	@Override
	public Map<String, String> labels() {
		Map<String, String> labels = new HashMap<>(this.declaration.labels());
		@Nullable String kind = this.declaration.serviceConnection();
		if (kind != null) {
			labels.put(CONNECTION_LABEL, kind);
		}
		return labels;
	}

	/**
	 * The published ports of TCP.
	 *
	 * @param name the name of the container
	 * @param tcp the ports of the host by those of the container
	 */
	private record Ports(String name, Map<Integer, Integer> tcp) implements ConnectionPorts {

		// Some factories leave a connection out then, and expect this exception.
		@Override
		public int get(int containerPort) {
			Integer port = this.tcp.get(containerPort);
			if (port == null) {
				throw new IllegalStateException("Port " + containerPort + " of container '" + this.name
						+ "' is not published; add it to 'libcontainerd.containers." + this.name + ".ports'");
			}
			return port;
		}

		@Override
		public List<Integer> getAll() {
			return List.copyOf(this.tcp.values());
		}

		@Override
		public List<Integer> getAll(@Nullable String protocol) {
			return (protocol == null || "tcp".equalsIgnoreCase(protocol)) ? getAll() : List.of();
		}

	}

}

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
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;

/**
 * A container as a service of Docker Compose, for which Spring Boot has factories of
 * connection details.
 *
 * @param container the container
 */
record ContainerService(ConnectableContainer container) implements RunningService {

	static final String CONNECTION_LABEL = "org.springframework.boot.service-connection";

	@Override
	public String name() {
		return this.container.name();
	}

	@Override
	public ImageReference image() {
		return ImageReference.of(this.container.image());
	}

	@Override
	public String host() {
		return this.container.host();
	}

	@Override
	public ConnectionPorts ports() {
		return new Ports(this.container);
	}

	@Override
	public Map<String, String> env() {
		return this.container.env();
	}

	@Override
	public Map<String, String> labels() {
		Map<String, String> labels = new HashMap<>(this.container.labels());
		String kind = this.container.kind();
		if (kind != null) {
			labels.put(CONNECTION_LABEL, kind);
		}
		return labels;
	}

	/**
	 * The published ports of TCP.
	 *
	 * @param container the container
	 */
	private record Ports(ConnectableContainer container) implements ConnectionPorts {

		// Some factories leave a connection out then, and expect this exception.
		@Override
		public int get(int containerPort) {
			Integer port = this.container.ports().get(containerPort);
			if (port == null) {
				throw new IllegalStateException("Port " + containerPort + " of container '" + this.container.name()
						+ "' is not published; " + this.container.remedy());
			}
			return port;
		}

		@Override
		public List<Integer> getAll() {
			return List.copyOf(this.container.ports().values());
		}

		@Override
		public List<Integer> getAll(@Nullable String protocol) {
			return (protocol == null || "tcp".equalsIgnoreCase(protocol)) ? getAll() : List.of();
		}

	}

}

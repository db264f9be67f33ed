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

package io.github.libcontainerd.internal.network;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.PortBinding;

/**
 * All that a container holds of networks.
 *
 * @param holder the container
 * @param namespace the file that its network namespace is at
 * @param endpoints what it has of each network; the first one has the default route
 * @param ports its published ports
 * @param userNamespace the file that its user namespace is at, which the network
 * namespace belongs to; {@code null} for that of the host
 */
public record Attachment(Holder holder, Path namespace, List<Endpoint> endpoints, List<PortBinding> ports,
		@Nullable Path userNamespace) {

	/**
	 * What the names of networks begin with that are configured by the site. No other
	 * network has such a name.
	 */
	static final String CNI = "cni:";

	public Attachment {
		endpoints = List.copyOf(endpoints);
		ports = List.copyOf(ports);
	}

	public Attachment(Holder holder, Path namespace, List<Endpoint> endpoints, List<PortBinding> ports) {
		this(holder, namespace, endpoints, ports, null);
	}

	/**
	 * Whether plugins have made it.
	 */
	boolean byPlugins() {
		return this.endpoints.stream().anyMatch((endpoint) -> endpoint.network().startsWith(CNI));
	}

	/**
	 * Return the addresses of one family, by the name of the network.
	 */
	public Map<String, InetAddress> addresses(Function<Endpoint, @Nullable InetAddress> family) {
		Map<String, InetAddress> addresses = new LinkedHashMap<>();
		for (Endpoint endpoint : this.endpoints) {
			InetAddress address = family.apply(endpoint);
			if (address != null) {
				addresses.put(endpoint.network(), address);
			}
		}
		return addresses;
	}

}

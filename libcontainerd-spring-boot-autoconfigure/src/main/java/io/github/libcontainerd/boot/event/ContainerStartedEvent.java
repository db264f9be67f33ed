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

package io.github.libcontainerd.boot.event;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Client;

/**
 * Published when a run of a container has started.
 *
 * @since 0.1.0
 */
public final class ContainerStartedEvent extends ContainerStateChangedEvent {

	private static final long serialVersionUID = 1L;

	private final transient Map<String, InetAddress> networks;

	private final transient Map<String, InetAddress> ipv6Networks;

	private final transient List<PortBinding> ports;

	ContainerStartedEvent(Client source, String containerId, StateInfo stateInfo, Map<String, String> labels,
			@Nullable String image, Map<String, InetAddress> networks, Map<String, InetAddress> ipv6Networks,
			List<PortBinding> ports) {
		super(source, containerId, stateInfo, labels, image);
		this.networks = networks;
		this.ipv6Networks = ipv6Networks;
		this.ports = List.copyOf(ports);
	}

	/**
	 * Return its addresses.
	 * @return the address in each of its networks, by the name of the network, the one
	 * with the default route first; empty for none
	 */
	public Map<String, InetAddress> getNetworks() {
		return this.networks;
	}

	/**
	 * Return its addresses of IPv6.
	 * @return the address in each of those that have IPv6, by the name of the network
	 */
	public Map<String, InetAddress> getIpv6Networks() {
		return this.ipv6Networks;
	}

	/**
	 * Return where the host has its published ports.
	 * @return the ports
	 */
	public List<PortBinding> getPorts() {
		return this.ports;
	}

}

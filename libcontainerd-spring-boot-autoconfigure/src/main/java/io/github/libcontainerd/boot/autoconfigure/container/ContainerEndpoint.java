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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.run.RunningContainer;

/**
 * A declared container that runs, and where it is reached.
 *
 * @param declaration what is declared of it
 * @param container the container
 * @param env its environment, with that of the image
 */
public record ContainerEndpoint(ContainerDeclaration declaration, RunningContainer container, Map<String, String> env) {

	/**
	 * Return where this host reaches one of its ports.
	 * @param port a port of TCP of the container
	 * @return the address and the port
	 * @throws NotFoundException if the port is not published
	 */
	public InetSocketAddress address(int port) {
		if (this.declaration.onHost() && this.declaration.ports()
			.stream()
			.anyMatch((known) -> known.protocol() == Protocol.TCP && known.containerPort() == port)) {
			return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		}
		return this.container.port(port);
	}

	/**
	 * Return the host to reach it at.
	 * @return the address that its first port of TCP is published at; that of the
	 * loopback interface without any
	 */
	public String host() {
		return IpAddresses.format(this.declaration.ports()
			.stream()
			.filter((port) -> port.protocol() == Protocol.TCP)
			.findFirst()
			.map(PublishedPort::containerPort)
			.map((port) -> address(port).getAddress())
			.orElseGet(InetAddress::getLoopbackAddress));
	}

}

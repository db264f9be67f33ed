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

package io.github.libcontainerd;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A port of a container, and where the host has it. Immutable.
 *
 * @param protocol the protocol
 * @param hostAddress the address of the host; 0.0.0.0 for all of IPv4, {@code ::} for all
 * of IPv6
 * @param hostPort the port of the host
 * @param containerPort the port of the container
 * @since 0.1.0
 */
public record PortBinding(Protocol protocol, InetAddress hostAddress, int hostPort, int containerPort) {

	/**
	 * Return where a process of this host reaches the port.
	 * @return the address; 127.0.0.1 or {@code ::1} when it is published at all
	 */
	public InetSocketAddress reachableAt() {
		if (!this.hostAddress.isAnyLocalAddress()) {
			return new InetSocketAddress(this.hostAddress, this.hostPort);
		}
		return new InetSocketAddress((this.hostAddress instanceof Inet4Address) ? "127.0.0.1" : "::1", this.hostPort);
	}

	/**
	 * Return it such as {@code 127.0.0.1:8080:80/tcp} or {@code [::1]:8080:80/tcp}.
	 */
	@Override
	public String toString() {
		return IpAddresses.format(this.hostAddress, this.hostPort) + ":" + this.containerPort + "/" + this.protocol;
	}

}

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

package io.github.libcontainerd.internal.network.kernel;

import java.net.InetAddress;

import io.github.libcontainerd.network.Subnet;

/**
 * Who has which address of a network's subnet: its first is no one's, nor is the last of
 * IPv4, the second is the host's, and the others are for containers.
 */
public record AddressRange(Subnet subnet) {

	private static final int NOT_FOR_CONTAINERS = 3;

	// A subnet of IPv6 has more than anybody can use, and a bridge has 1024 ports.
	private static final long MOST_OF_IPV6 = 1L << 16;

	public InetAddress gateway() {
		return this.subnet.get(1);
	}

	/**
	 * Return how many addresses containers can have that don't choose theirs.
	 */
	public long room() {
		long size = this.subnet.size();
		return (this.subnet.isIpv6() ? Math.min(size, MOST_OF_IPV6) : size) - NOT_FOR_CONTAINERS;
	}

	/**
	 * Return an address for a container.
	 * @param index from 0 to the room
	 */
	public InetAddress address(long index) {
		return this.subnet.get(index + 2);
	}

	/**
	 * Whether an address is one for containers.
	 */
	public boolean has(InetAddress address) {
		boolean broadcast = !this.subnet.isIpv6() && address.equals(this.subnet.get(this.subnet.size() - 1));
		return this.subnet.contains(address) && !address.equals(this.subnet.address()) && !address.equals(gateway())
				&& !broadcast;
	}

}

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

package io.github.libcontainerd.network;

import java.net.InetAddress;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A network as the kernel has it. Immutable.
 *
 * @param name its name
 * @param interfaceName the name of its bridge on the host
 * @param subnet its subnet
 * @param gateway the address of the host in it
 * @param ipv6Subnet its subnet of IPv6; {@code null} if it has none
 * @param ipv6Gateway the address of IPv6 of the host in it; {@code null} if it has none
 * @param mtu the size of its largest packet in bytes
 * @param internal whether nothing leaves it
 * @param isolated whether its containers reach no service of the host itself
 * @param members the containers that have an address in it
 * @since 0.1.0
 */
public record Network(String name, String interfaceName, Subnet subnet, InetAddress gateway,
		@Nullable Subnet ipv6Subnet, @Nullable InetAddress ipv6Gateway, int mtu, boolean internal, boolean isolated,
		List<Member> members) {

	/**
	 * Create a network.
	 */
	public Network {
		members = List.copyOf(members);
	}

	/**
	 * A container in a network, of whatever process.
	 *
	 * @param container its namespace in containerd and its id, as {@code default/db}
	 * @param address its address
	 * @param ipv6Address its address of IPv6; {@code null} if it has none
	 * @since 0.1.0
	 */
	public record Member(String container, InetAddress address, @Nullable InetAddress ipv6Address) {
	}

}

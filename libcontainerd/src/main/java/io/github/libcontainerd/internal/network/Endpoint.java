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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.network.kernel.Bridge;
import io.github.libcontainerd.internal.network.kernel.Entries;

/**
 * What a container has of one network.
 *
 * @param network the name of the network
 * @param address its address
 * @param ipv6Address its address of IPv6; {@code null} if it has none
 * @param aliases its names there, besides its id and host name
 */
public record Endpoint(String network, InetAddress address, @Nullable InetAddress ipv6Address, List<String> aliases) {

	public Endpoint {
		aliases = List.copyOf(aliases);
	}

	/**
	 * Return what it has of addresses in the firewall.
	 * @param comment whose it is
	 */
	List<Entries.Entry> entries(String comment) {
		List<Entries.Entry> entries = new ArrayList<>(List.of(Entries.address(this.address, comment)));
		if (this.ipv6Address != null) {
			entries.add(Entries.address(this.ipv6Address, comment));
		}
		return entries;
	}

	/**
	 * Whether it is of this network, and not of another one that has had its name.
	 */
	boolean isOf(Bridge bridge) {
		return bridge.subnet().contains(this.address) && (this.ipv6Address == null
				|| bridge.ipv6Subnet() != null && bridge.ipv6Subnet().contains(this.ipv6Address));
	}

}

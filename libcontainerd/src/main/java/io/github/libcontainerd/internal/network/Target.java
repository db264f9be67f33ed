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

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.kernel.Bridge;
import io.github.libcontainerd.internal.network.kernel.Entries;
import io.github.libcontainerd.internal.network.kernel.Table;

/**
 * Where the packets go that come for the ports of a container.
 *
 * @param address its address in its first network that has a way out; {@code null} for
 * none
 * @param ipv6Address the same of IPv6
 * @param ipv6Gateway the address of the host there
 */
record Target(@Nullable InetAddress address, @Nullable InetAddress ipv6Address, @Nullable InetAddress ipv6Gateway) {

	static Target of(List<Endpoint> endpoints, Map<String, Bridge> bridges) {
		Target target = new Target(null, null, null);
		for (Endpoint endpoint : endpoints) {
			Bridge bridge = bridges.get(endpoint.network());
			if (bridge != null && !bridge.internal()) {
				InetAddress first = (target.address != null) ? target.address : endpoint.address();
				boolean ipv6 = target.ipv6Address == null && endpoint.ipv6Address() != null;
				target = ipv6 ? new Target(first, endpoint.ipv6Address(), bridge.ipv6Gateway())
						: new Target(first, target.ipv6Address, target.ipv6Gateway);
			}
		}
		return target;
	}

	/**
	 * Whether packets for an address of the host have somewhere to go.
	 */
	boolean has(InetAddress hostAddress) {
		return ((hostAddress instanceof Inet6Address) ? this.ipv6Address : this.address) != null;
	}

	String create(Entries.Entry entry, PortBinding port) {
		if (entry.map().equals(Table.LOOPBACK6)) {
			return entry.create(IpAddresses.format(Objects.requireNonNull(this.ipv6Gateway)));
		}
		InetAddress to = (port.hostAddress() instanceof Inet6Address) ? this.ipv6Address : this.address;
		return entry.create(IpAddresses.format(Objects.requireNonNull(to)) + " . " + port.containerPort());
	}

}

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

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

import io.github.libcontainerd.IpAddresses;

/**
 * What containers have in the firewall's table. Each is an entry whose key can be there
 * once, in whatever process; its comment names the container.
 */
public final class Entries {

	private Entries() {
	}

	public static Entry address(InetAddress address, String comment) {
		return new Entry((address instanceof Inet6Address) ? Table.ADDRESSES6 : Table.ADDRESSES,
				IpAddresses.format(address), comment);
	}

	public static List<Entry> port(Claims.Port port) {
		boolean ipv6 = port.address() instanceof Inet6Address;
		boolean all = port.address().isAnyLocalAddress();
		String service = port.protocol() + " . " + port.port();
		List<Entry> entries = new ArrayList<>();
		entries.add(all ? new Entry(ipv6 ? Table.EVERYWHERE6 : Table.EVERYWHERE, service, port.comment())
				: new Entry(ipv6 ? Table.PUBLISHED6 : Table.PUBLISHED,
						IpAddresses.format(port.address()) + " . " + service, port.comment()));
		if (ipv6 && (all || port.address().isLoopbackAddress())) {
			entries.add(new Entry(Table.LOOPBACK6, service, port.comment()));
		}
		return entries;
	}

	/**
	 * An entry.
	 *
	 * @param map the map that it is in
	 * @param key its key there
	 * @param comment whose it is
	 */
	public record Entry(String map, String key, String comment) {

		/**
		 * Return what can be there once.
		 */
		public String place() {
			return this.map + " " + this.key;
		}

		public String create(String value) {
			return Table.create(this.map, this.key + " comment \"" + this.comment + "\" : " + value);
		}

		public String createIn(Bridge bridge) {
			return create("jump " + bridge.chain());
		}

		public String delete() {
			return Table.delete(this.map, this.key);
		}

	}

}

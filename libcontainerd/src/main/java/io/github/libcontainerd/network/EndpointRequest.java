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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a container takes part in a network. Immutable.
 *
 * @param network the name of the network
 * @param address the wished address; {@code null} for a free one
 * @param ipv6Address the wished address of IPv6; {@code null} for a free one, if the
 * network has IPv6
 * @param aliases names of the container in the network, besides its id and host name
 * @since 0.1.0
 */
public record EndpointRequest(String network, @Nullable InetAddress address, @Nullable InetAddress ipv6Address,
		List<String> aliases) {

	/**
	 * Create a request.
	 * @throws io.github.libcontainerd.InvalidRequestException if a name is none, or an
	 * address is of the other family
	 */
	public EndpointRequest {
		Names.network(network);
		if (address != null) {
			Addresses.requireIpv4(address);
		}
		if (ipv6Address != null) {
			Addresses.requireIpv6(ipv6Address);
		}
		aliases = List.copyOf(aliases);
		aliases.forEach(Names::alias);
	}

	/**
	 * Begin a request.
	 * @param network the name of the network
	 * @return a builder
	 */
	public static Builder of(String network) {
		return new Builder(network);
	}

	/**
	 * Builder for an {@link EndpointRequest}. Not safe for use by several threads.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private final String network;

		private @Nullable InetAddress address;

		private @Nullable InetAddress ipv6Address;

		private final List<String> aliases = new ArrayList<>();

		private Builder(String network) {
			this.network = Names.network(network);
		}

		/**
		 * Add names by which the others of the network find the container.
		 * @param names the names
		 * @return this builder
		 */
		public Builder alias(String... names) {
			for (String name : names) {
				this.aliases.add(Names.alias(name));
			}
			return this;
		}

		/**
		 * Set the address of the container, by default a free one.
		 * @param address an address of the network's subnet
		 * @return this builder
		 */
		public Builder address(String address) {
			this.address = Addresses.requireIpv4(Addresses.parse(address));
			return this;
		}

		/**
		 * Set the address of IPv6 of the container, by default a free one if the network
		 * has IPv6. One that has none refuses the container.
		 * @param address an address of the network's subnet of IPv6
		 * @return this builder
		 */
		public Builder ipv6Address(String address) {
			this.ipv6Address = Addresses.requireIpv6(Addresses.parse(address));
			return this;
		}

		/**
		 * Return the request.
		 * @return the request
		 */
		public EndpointRequest build() {
			return new EndpointRequest(this.network, this.address, this.ipv6Address, this.aliases);
		}

	}

}

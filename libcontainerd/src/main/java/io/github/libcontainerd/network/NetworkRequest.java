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

import org.jspecify.annotations.Nullable;

/**
 * What a network is to be like. Immutable.
 *
 * @param name its name
 * @param subnet its subnet; {@code null} for a free one of the pool
 * @param ipv6 whether it has IPv6 besides; {@code null} for what the settings say
 * @param ipv6Subnet its subnet of IPv6; {@code null} for a free one of unique local
 * addresses, if it has IPv6
 * @param mtu the size of its largest packet in bytes; {@code null} for the one of the
 * host's default route
 * @param internal whether nothing leaves it, and no port of it is published
 * @param isolated whether its containers reach no service of the host itself
 * @since 0.1.0
 */
public record NetworkRequest(String name, @Nullable Subnet subnet, @Nullable Boolean ipv6, @Nullable Subnet ipv6Subnet,
		@Nullable Integer mtu, boolean internal, boolean isolated) {

	// The smallest that IPv4 must carry, and the largest that a bridge takes.
	private static final int SMALLEST_MTU = 576;

	private static final int SMALLEST_IPV6_MTU = 1280;

	private static final int LARGEST_MTU = 65535;

	// Two addresses are no one's, one is the gateway's.
	private static final int LONGEST_PREFIX = 30;

	private static final int LONGEST_IPV6_PREFIX = 126;

	private static final int SHORTEST_PREFIX = 8;

	/**
	 * Create a request.
	 * @throws io.github.libcontainerd.InvalidRequestException if the name is none, a
	 * number is out of range, or a subnet is of the other family or of addresses that are
	 * no hosts'
	 */
	public NetworkRequest {
		Names.network(name);
		if (subnet != null) {
			Addresses.requireIpv4(subnet.address());
			checkLength(subnet, LONGEST_PREFIX);
		}
		if (ipv6Subnet != null) {
			checkIpv6(ipv6Subnet);
			if (Boolean.FALSE.equals(ipv6)) {
				throw Addresses.invalid("a network without IPv6 has no subnet of it, such as " + ipv6Subnet);
			}
			ipv6 = true;
		}
		if (mtu != null && mtu < SMALLEST_IPV6_MTU && Boolean.TRUE.equals(ipv6)) {
			throw Addresses
				.invalid("the MTU of a network with IPv6 must be at least " + SMALLEST_IPV6_MTU + ", not " + mtu);
		}
		if (mtu != null && (mtu < SMALLEST_MTU || mtu > LARGEST_MTU)) {
			throw Addresses
				.invalid("the MTU of a network must be from " + SMALLEST_MTU + " to " + LARGEST_MTU + ", not " + mtu);
		}
	}

	private static void checkIpv6(Subnet subnet) {
		InetAddress address = Addresses.requireIpv6(subnet.address());
		checkLength(subnet, LONGEST_IPV6_PREFIX);
		if (address.isLinkLocalAddress() || address.isMulticastAddress() || address.isAnyLocalAddress()) {
			throw Addresses
				.invalid("the subnet " + subnet + " is none for hosts; take one such as fd12:3456:789a::/64");
		}
	}

	private static void checkLength(Subnet subnet, int longest) {
		if (subnet.prefixLength() > longest || subnet.prefixLength() < SHORTEST_PREFIX) {
			throw Addresses
				.invalid("the subnet " + subnet + " of a network must be from /" + SHORTEST_PREFIX + " to /" + longest);
		}
	}

	/**
	 * Begin a request.
	 * @param name the name of the network: small letters and digits, with {@code _},
	 * {@code .} or {@code -} behind the first
	 * @return a builder
	 */
	public static Builder of(String name) {
		return new Builder(name);
	}

	/**
	 * Builder for a {@link NetworkRequest}. Not safe for use by several threads.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private final String name;

		private @Nullable Subnet subnet;

		private @Nullable Boolean ipv6;

		private @Nullable Subnet ipv6Subnet;

		private @Nullable Integer mtu;

		private boolean internal;

		private boolean isolated;

		private Builder(String name) {
			this.name = Names.network(name);
		}

		/**
		 * Set the subnet, by default a free one of the pool.
		 * @param subnet such as {@code 10.90.1.0/24}, from /8 to /30
		 * @return this builder
		 */
		public Builder subnet(String subnet) {
			Subnet parsed = Subnet.parse(subnet);
			Addresses.requireIpv4(parsed.address());
			this.subnet = parsed;
			return this;
		}

		/**
		 * Set whether the network has IPv6 besides IPv4, by default what the settings
		 * say, which is that it has not. Its subnet is a free one of unique local
		 * addresses (RFC 4193), which is the same on this host whenever it is free.
		 * @param enabled whether it has
		 * @return this builder
		 */
		public Builder ipv6(boolean enabled) {
			this.ipv6 = enabled;
			return this;
		}

		/**
		 * Give the network IPv6 besides IPv4, with a certain subnet.
		 * @param subnet such as {@code fd12:3456:789a::/64}, from /8 to /126
		 * @return this builder
		 */
		public Builder ipv6Subnet(String subnet) {
			Subnet parsed = Subnet.parse(subnet);
			Addresses.requireIpv6(parsed.address());
			this.ipv6Subnet = parsed;
			return this;
		}

		/**
		 * Set the size of the largest packet, by default the one of the host's default
		 * route.
		 * @param bytes the size in bytes
		 * @return this builder
		 */
		public Builder mtu(int bytes) {
			this.mtu = bytes;
			return this;
		}

		/**
		 * Let nothing leave the network: its containers reach each other only, and none
		 * of their ports can be published.
		 * @return this builder
		 */
		public Builder internal() {
			this.internal = true;
			return this;
		}

		/**
		 * Let the containers reach no service of the host itself, such as what listens at
		 * the address of the gateway.
		 * @return this builder
		 */
		public Builder isolated() {
			this.isolated = true;
			return this;
		}

		/**
		 * Return the request.
		 * @return the request
		 */
		public NetworkRequest build() {
			return new NetworkRequest(this.name, this.subnet, this.ipv6, this.ipv6Subnet, this.mtu, this.internal,
					this.isolated);
		}

	}

}

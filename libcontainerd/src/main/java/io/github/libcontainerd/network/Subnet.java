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

import java.net.Inet6Address;
import java.net.InetAddress;

import io.github.libcontainerd.IpAddresses;

/**
 * A subnet of IPv4 or IPv6. Immutable.
 *
 * @param address its first address, such as {@code 10.90.1.0}
 * @param prefixLength how many bits all of its addresses share, 0 to 32, or to 128 with
 * IPv6
 * @since 0.1.0
 */
public record Subnet(InetAddress address, int prefixLength) {

	/**
	 * Create a subnet.
	 * @throws io.github.libcontainerd.InvalidRequestException if the address has bits
	 * behind the prefix, or the length is out of range
	 */
	public Subnet {
		if (prefixLength < 0 || prefixLength > Addresses.bits(address)
				|| !Addresses.first(address, prefixLength).equals(address)) {
			throw Addresses.invalid("the subnet '" + IpAddresses.format(address) + "/" + prefixLength
					+ "' has an address that is not its first, or a wrong length; write it as 10.90.1.0/24");
		}
	}

	/**
	 * Parse a subnet.
	 * @param text such as {@code 10.90.1.0/24} or {@code fd12::/64}
	 * @return the subnet
	 * @throws io.github.libcontainerd.InvalidRequestException if it is none
	 */
	public static Subnet parse(String text) {
		int slash = text.indexOf('/');
		if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
			throw Addresses.invalid("'" + text + "' is no subnet; write it as 10.90.1.0/24");
		}
		return new Subnet(Addresses.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
	}

	/**
	 * Return the subnet that an address is in.
	 * @param address any address of it
	 * @param prefixLength the length of its prefix, 0 to 32, or to 128 with IPv6
	 * @return the subnet
	 */
	public static Subnet of(InetAddress address, int prefixLength) {
		return new Subnet(Addresses.first(address, prefixLength), prefixLength);
	}

	/**
	 * Whether it is one of IPv6.
	 * @return whether it is
	 */
	public boolean isIpv6() {
		return this.address instanceof Inet6Address;
	}

	/**
	 * Whether an address is in this subnet.
	 * @param other the address, of whatever family
	 * @return whether it is
	 */
	public boolean contains(InetAddress other) {
		return Addresses.bits(other) == Addresses.bits(this.address)
				&& Addresses.first(other, this.prefixLength).equals(this.address);
	}

	/**
	 * Whether the two have an address in common.
	 * @param other the other subnet, of whatever family
	 * @return whether they have
	 */
	public boolean overlaps(Subnet other) {
		return (this.prefixLength <= other.prefixLength) ? contains(other.address) : other.contains(this.address);
	}

	/**
	 * Return how many addresses it has, its first and its last included.
	 * @return the number; {@link Long#MAX_VALUE} for more than that
	 */
	public long size() {
		int rest = Addresses.bits(this.address) - this.prefixLength;
		return (rest < Long.SIZE - 1) ? 1L << rest : Long.MAX_VALUE;
	}

	/**
	 * Return one of its addresses.
	 * @param index 0 for the first
	 * @return the address
	 * @throws IndexOutOfBoundsException if it has no such address
	 */
	public InetAddress get(long index) {
		if (index < 0 || index >= size()) {
			throw new IndexOutOfBoundsException("address " + index + " of " + this);
		}
		return Addresses.plus(this.address, index);
	}

	/**
	 * Return the subnet as it is parsed.
	 */
	@Override
	public String toString() {
		return IpAddresses.format(this.address) + "/" + this.prefixLength;
	}

}

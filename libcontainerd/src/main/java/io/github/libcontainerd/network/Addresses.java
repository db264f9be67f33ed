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

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.Operation;

/**
 * Addresses as numbers, and as parts of requests.
 */
final class Addresses {

	private Addresses() {
	}

	static InetAddress parse(String text) {
		try {
			return IpAddresses.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(String.valueOf(ex.getMessage()));
		}
	}

	static InetAddress requireIpv4(InetAddress address) {
		if (!(address instanceof Inet4Address)) {
			throw invalid("'" + IpAddresses.format(address) + "' is no IPv4 address; write it as 127.0.0.1");
		}
		return address;
	}

	static InetAddress requireIpv6(InetAddress address) {
		if (!(address instanceof Inet6Address)) {
			throw invalid("'" + IpAddresses.format(address) + "' is no IPv6 address; write it as fd12::7");
		}
		return address;
	}

	static int bits(InetAddress address) {
		return address.getAddress().length * Byte.SIZE;
	}

	/**
	 * Return the first address that has the same bits at the beginning as another one.
	 */
	static InetAddress first(InetAddress address, int prefixLength) {
		int rest = bits(address) - prefixLength;
		return of(new BigInteger(1, address.getAddress()).shiftRight(rest).shiftLeft(rest), address);
	}

	/**
	 * Return an address that is some addresses behind another one.
	 */
	static InetAddress plus(InetAddress address, long count) {
		return of(new BigInteger(1, address.getAddress()).add(BigInteger.valueOf(count)), address);
	}

	private static InetAddress of(BigInteger number, InetAddress like) {
		byte[] digits = number.toByteArray();
		byte[] octets = new byte[like.getAddress().length];
		int length = Math.min(digits.length, octets.length);
		System.arraycopy(digits, digits.length - length, octets, octets.length - length, length);
		try {
			return InetAddress.getByAddress(octets);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static InvalidRequestException invalid(String problem) {
		return new InvalidRequestException(Operation.onDaemon("describe a network"), problem, null);
	}

}

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
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Addresses of IPv4 and IPv6 as they are written. No name is ever looked up. Safe for use
 * by several threads.
 *
 * @since 0.1.0
 */
public final class IpAddresses {

	private static final Pattern OCTETS = Pattern
		.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

	private static final Pattern GROUPS = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

	private static final int GROUP_BYTES = 2;

	private IpAddresses() {
	}

	/**
	 * Parse an address.
	 * @param text such as {@code 192.0.2.7} or {@code fd12::7}; no name, no brackets and
	 * no name of an interface
	 * @return the address
	 * @throws IllegalArgumentException if it is none
	 */
	public static InetAddress parse(String text) {
		if (OCTETS.matcher(text).matches() || GROUPS.matcher(text).matches()) {
			try {
				InetAddress address = InetAddress.getByName(text);
				// One of IPv4 that is written as one of IPv6 would become something else.
				if (text.contains(":") != address instanceof Inet4Address) {
					return address;
				}
			}
			catch (UnknownHostException ex) {
				// The groups make no address.
			}
		}
		throw new IllegalArgumentException("'" + text + "' is no IP address; write it as 192.0.2.7 or fd12::7");
	}

	/**
	 * Return an address as text, the longest row of zeros in one of IPv6 left out (RFC
	 * 5952), unlike {@link InetAddress#getHostAddress()}.
	 * @param address the address
	 * @return such as {@code 192.0.2.7} or {@code fd12::7}
	 */
	public static String format(InetAddress address) {
		if (address instanceof Inet4Address) {
			return address.getHostAddress();
		}
		byte[] octets = address.getAddress();
		List<String> groups = new ArrayList<>();
		for (int i = 0; i < octets.length; i += GROUP_BYTES) {
			groups.add(Integer.toHexString((octets[i] & 0xff) << Byte.SIZE | octets[i + 1] & 0xff));
		}
		int first = 0;
		int length = 1;
		for (int i = 0; i < groups.size(); i++) {
			int end = i;
			while (end < groups.size() && groups.get(end).equals("0")) {
				end++;
			}
			if (end - i > length) {
				first = i;
				length = end - i;
			}
		}
		if (length == 1) {
			return String.join(":", groups);
		}
		return String.join(":", groups.subList(0, first)) + "::"
				+ String.join(":", groups.subList(first + length, groups.size()));
	}

	/**
	 * Return an address with a port as text, as it is part of a URL.
	 * @param address the address
	 * @param port the port
	 * @return such as {@code 192.0.2.7:80} or {@code [fd12::7]:80}
	 */
	public static String format(InetAddress address, int port) {
		String text = format(address);
		return (text.contains(":") ? "[" + text + "]" : text) + ":" + port;
	}

}

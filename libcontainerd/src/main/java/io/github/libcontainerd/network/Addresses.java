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

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;

/**
 * Addresses of IPv4 as numbers. No name is ever looked up.
 */
final class Addresses {

	static final int BITS = 32;

	private static final Pattern OCTETS = Pattern
		.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

	private Addresses() {
	}

	static InetAddress parse(String text) {
		if (!OCTETS.matcher(text).matches()) {
			throw invalid("'" + text + "' is no IPv4 address; write it as 127.0.0.1");
		}
		String[] octets = text.split("\\.");
		int number = 0;
		for (String octet : octets) {
			number = number << 8 | Integer.parseInt(octet);
		}
		return of(number);
	}

	static InetAddress of(int number) {
		try {
			return InetAddress.getByAddress(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static int number(InetAddress address) {
		if (!(address instanceof Inet4Address)) {
			throw invalid("'" + address.getHostAddress() + "' is no IPv4 address; others are not supported");
		}
		return ByteBuffer.wrap(address.getAddress()).getInt();
	}

	static InvalidRequestException invalid(String problem) {
		return new InvalidRequestException(Operation.onDaemon("describe a network"), problem, null);
	}

}

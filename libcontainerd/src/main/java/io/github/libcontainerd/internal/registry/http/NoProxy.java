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

package io.github.libcontainerd.internal.registry.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The hosts that no proxy is used for, as Go reads {@code NO_PROXY}: names with all below
 * them, addresses and networks, each perhaps with a port. This host is always one.
 */
public final class NoProxy {

	/** Else asking for an address would ask a name server. */
	private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*");

	private final List<String> entries;

	public NoProxy(String value) {
		this.entries = Stream.of(value.toLowerCase(Locale.ROOT).split(","))
			.map(String::strip)
			.filter((entry) -> !entry.isEmpty())
			.toList();
	}

	public boolean matches(URI uri) {
		String host = uri.getHost().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
		int port = (uri.getPort() >= 0) ? uri.getPort() : ("https".equalsIgnoreCase(uri.getScheme())) ? 443 : 80;
		byte[] address = address(host);
		if (host.equals("localhost") || isLoopback(address)) {
			return true;
		}
		return this.entries.stream().anyMatch((entry) -> matches(entry, host, port, address));
	}

	private static boolean isLoopback(byte @Nullable [] address) {
		try {
			return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	private static boolean matches(String entry, String host, int port, byte @Nullable [] address) {
		if (entry.equals("*")) {
			return true;
		}
		int slash = entry.indexOf('/');
		if (slash > 0) {
			return address != null && inNetwork(address, entry.substring(0, slash), entry.substring(slash + 1));
		}
		String name = entry;
		int colon = entry.lastIndexOf(':');
		if (colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']')) {
			if (!entry.substring(colon + 1).equals(String.valueOf(port))) {
				return false;
			}
			name = entry.substring(0, colon);
		}
		name = name.replaceAll("^\\[|]$", "").replaceFirst("^\\*\\.", ".");
		return (name.startsWith(".")) ? host.endsWith(name) : host.equals(name) || host.endsWith("." + name);
	}

	private static boolean inNetwork(byte[] address, String network, String length) {
		byte[] base = address(network);
		if (base == null || base.length != address.length || !length.matches("[0-9]{1,3}")) {
			return false;
		}
		int bits = Integer.parseInt(length);
		for (int i = 0; i < Math.min(bits, address.length * 8); i++) {
			int mask = 0x80 >> (i % 8);
			if ((base[i / 8] & mask) != (address[i / 8] & mask)) {
				return false;
			}
		}
		return true;
	}

	private static byte @Nullable [] address(String host) {
		if (!ADDRESS.matcher(host).matches()) {
			return null;
		}
		try {
			return InetAddress.getByName(host).getAddress();
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}

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
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.Protocol;

/**
 * A port of a container that is to be reached at an address of the host. Immutable.
 *
 * @since 0.1.0
 */
public final class PublishedPort {

	private static final int LAST = 65535;

	private static final Pattern TEXT = Pattern.compile(
			"(?:(?:([0-9.]+|\\[[^\\[\\]]*\\]):)?(?:([0-9]{1,5})(?:-([0-9]{1,5}))?)?:)?([0-9]{1,5})(?:/(tcp|udp))?");

	private static final InetAddress ALL = IpAddresses.parse("0.0.0.0");

	private final Protocol protocol;

	private final @Nullable InetAddress address;

	private final int firstHostPort;

	private final int lastHostPort;

	private final int containerPort;

	private PublishedPort(Protocol protocol, @Nullable InetAddress address, int firstHostPort, int lastHostPort,
			int containerPort) {
		this.protocol = protocol;
		this.address = address;
		this.firstHostPort = firstHostPort;
		this.lastHostPort = lastHostPort;
		this.containerPort = check("port of a container", containerPort);
	}

	private static int check(String what, int port) {
		if (port < 1 || port > LAST) {
			throw Addresses.invalid("the " + what + " must be from 1 to " + LAST + ", not " + port);
		}
		return port;
	}

	/**
	 * Publish a port at one that is free.
	 * @param containerPort the port of the container
	 * @return the port
	 */
	public static PublishedPort tcp(int containerPort) {
		return new PublishedPort(Protocol.TCP, null, 0, 0, containerPort);
	}

	/**
	 * Publish a port at a certain one.
	 * @param hostPort the port of the host
	 * @param containerPort the port of the container
	 * @return the port
	 */
	public static PublishedPort tcp(int hostPort, int containerPort) {
		return tcp(containerPort).at(hostPort, hostPort);
	}

	/**
	 * Publish a port of UDP at one that is free.
	 * @param containerPort the port of the container
	 * @return the port
	 */
	public static PublishedPort udp(int containerPort) {
		return new PublishedPort(Protocol.UDP, null, 0, 0, containerPort);
	}

	/**
	 * Publish a port of UDP at a certain one.
	 * @param hostPort the port of the host
	 * @param containerPort the port of the container
	 * @return the port
	 */
	public static PublishedPort udp(int hostPort, int containerPort) {
		return udp(containerPort).at(hostPort, hostPort);
	}

	/**
	 * Publish several ports in a row, each at the one of the same place in another row.
	 * @param protocol the protocol of all
	 * @param firstHostPort the first port of the host
	 * @param firstContainerPort the first port of the container
	 * @param count how many
	 * @return the ports
	 */
	public static List<PublishedPort> range(Protocol protocol, int firstHostPort, int firstContainerPort, int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> new PublishedPort(protocol, null, 0, 0, firstContainerPort + i).at(firstHostPort + i,
					firstHostPort + i))
			.toList();
	}

	/**
	 * Parse the notation of Docker's {@code -p}.
	 * @param text {@code [[ADDRESS:][PORT[-PORT]]:]PORT[/tcp|/udp]}, such as {@code 80},
	 * {@code 8080:80}, {@code 0.0.0.0:8000-8010:80}, {@code [::1]:8080:80} or
	 * {@code 5353:53/udp}. Unlike there, a port without an address is not published at
	 * all addresses.
	 * @return the port
	 */
	public static PublishedPort parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		if (!matcher.matches()) {
			throw Addresses.invalid("'" + text + "' is no port to publish; write it as 80, 8080:80, "
					+ "127.0.0.1:8080:80, [::1]:8080:80, 8000-8010:80 or 5353:53/udp");
		}
		Protocol protocol = "udp".equals(matcher.group(5)) ? Protocol.UDP : Protocol.TCP;
		PublishedPort port = new PublishedPort(protocol, null, 0, 0, Integer.parseInt(matcher.group(4)));
		String first = matcher.group(2);
		if (first != null) {
			String last = matcher.group(3);
			port = port.at(Integer.parseInt(first), Integer.parseInt((last != null) ? last : first));
		}
		String address = matcher.group(1);
		if (address == null) {
			return port;
		}
		return address.startsWith("[")
				? port.on(Addresses.requireIpv6(Addresses.parse(address.substring(1, address.length() - 1))))
				: port.on(Addresses.requireIpv4(Addresses.parse(address)));
	}

	/**
	 * Publish at a free port out of a range.
	 * @param first the first port of the host that may be taken
	 * @param last the last one
	 * @return the changed port
	 */
	public PublishedPort at(int first, int last) {
		check("port of the host", first);
		check("port of the host", last);
		if (last < first) {
			throw Addresses.invalid("the range of ports " + first + "-" + last + " is empty");
		}
		return new PublishedPort(this.protocol, this.address, first, last, this.containerPort);
	}

	/**
	 * Publish at one address of the host.
	 * @param address the address, such as {@code 192.0.2.7} or {@code fd12::7}
	 * @return the changed port
	 */
	public PublishedPort on(String address) {
		return on(Addresses.parse(address));
	}

	/**
	 * Publish at one address of the host. One of IPv6 needs a container that has an
	 * address of IPv6 itself.
	 * @param address the address; {@code ::} for all of IPv6
	 * @return the changed port
	 */
	public PublishedPort on(InetAddress address) {
		if (address.isLinkLocalAddress() && address instanceof Inet6Address) {
			throw Addresses.invalid("'" + IpAddresses.format(address) + "' is an address of one link, which no "
					+ "container is reached at; publish at another one");
		}
		return new PublishedPort(this.protocol, address, this.firstHostPort, this.lastHostPort, this.containerPort);
	}

	/**
	 * Publish at all addresses of the host: everybody who reaches the host reaches the
	 * port, past the rules of a firewall for the host itself. If the container has an
	 * address of IPv6, these are the host's of IPv6 too, with the same port.
	 * @return the changed port
	 */
	public PublishedPort onAllAddresses() {
		return on(ALL);
	}

	/**
	 * Return the protocol.
	 * @return the protocol
	 */
	public Protocol protocol() {
		return this.protocol;
	}

	/**
	 * Return the address of the host.
	 * @return the address, 0.0.0.0 for all, {@code ::} for all of IPv6; {@code null} for
	 * the default one, which is 127.0.0.1 unless configured otherwise
	 */
	public @Nullable InetAddress address() {
		return this.address;
	}

	/**
	 * Return the first port of the host that may be taken.
	 * @return the port; 0 for any free one
	 */
	public int firstHostPort() {
		return this.firstHostPort;
	}

	/**
	 * Return the last port of the host that may be taken.
	 * @return the port; 0 for any free one
	 */
	public int lastHostPort() {
		return this.lastHostPort;
	}

	/**
	 * Return the port of the container.
	 * @return the port
	 */
	public int containerPort() {
		return this.containerPort;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof PublishedPort port && toString().equals(port.toString());
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.protocol, this.address, this.firstHostPort, this.lastHostPort, this.containerPort);
	}

	/**
	 * Return the port as it is parsed.
	 */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		if (this.address != null) {
			String literal = IpAddresses.format(this.address);
			text.append(literal.contains(":") ? "[" + literal + "]" : literal).append(':');
		}
		if (this.firstHostPort != 0) {
			text.append(this.firstHostPort);
			if (this.lastHostPort != this.firstHostPort) {
				text.append('-').append(this.lastHostPort);
			}
			text.append(':');
		}
		else if (this.address != null) {
			text.append(':');
		}
		return text.append(this.containerPort).append('/').append(this.protocol).toString();
	}

}

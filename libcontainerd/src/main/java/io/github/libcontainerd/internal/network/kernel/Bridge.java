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

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.network.host.Hashes;
import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.network.NetworkRequest;
import io.github.libcontainerd.network.Subnet;

/**
 * A network as its bridge tells of it.
 *
 * @param ipv6Subnet its subnet of IPv6; {@code null} if it has none
 */
public record Bridge(String name, Subnet subnet, @Nullable Subnet ipv6Subnet, int mtu, boolean internal,
		boolean isolated) {

	private static final String MARK = "libcontainerd 1 ";

	private static final String IPV6_MARK = "ipv6=";

	public static final int SMALLEST_IPV6_MTU = 1280;

	private static final Path IPV6 = Path.of("/proc/sys/net/ipv6");

	// An interface has a name of 15 characters at most.
	private static final int DIGITS = 11;

	public static String interfaceName(String network) {
		return "lcd-" + Hashes.of(network, DIGITS);
	}

	public String interfaceName() {
		return interfaceName(this.name);
	}

	/**
	 * Return the name of the chain that the network's addresses refer to. Another network
	 * of the same name has another one, so that nobody takes an address of it by mistake.
	 */
	public String chain() {
		return "net-" + Hashes.of(alias(), 16);
	}

	/**
	 * Return the names that the chain of a network can have.
	 */
	static List<String> chains(String network, Subnet subnet, @Nullable Subnet ipv6Subnet) {
		List<String> chains = new ArrayList<>();
		for (boolean internal : new boolean[] { false, true }) {
			for (boolean isolated : new boolean[] { false, true }) {
				chains.add(new Bridge(network, subnet, ipv6Subnet, 0, internal, isolated).chain());
			}
		}
		return chains;
	}

	public AddressRange range() {
		return new AddressRange(this.subnet);
	}

	public @Nullable AddressRange ipv6Range() {
		return (this.ipv6Subnet != null) ? new AddressRange(this.ipv6Subnet) : null;
	}

	public InetAddress gateway() {
		return range().gateway();
	}

	public @Nullable InetAddress ipv6Gateway() {
		return (this.ipv6Subnet != null) ? new AddressRange(this.ipv6Subnet).gateway() : null;
	}

	private String flags() {
		return (this.internal ? " internal" : "") + (this.isolated ? " isolated" : "")
				+ ((this.ipv6Subnet != null) ? " " + IPV6_MARK + this.ipv6Subnet : "");
	}

	/**
	 * Return what its interface says of it.
	 */
	public String alias() {
		return MARK + this.name + " " + this.subnet + flags();
	}

	public static @Nullable Bridge parse(String alias, int mtu) {
		if (!alias.startsWith(MARK)) {
			return null;
		}
		List<String> words = List.of(alias.substring(MARK.length()).split(" "));
		Subnet ipv6Subnet = words.stream()
			.filter((word) -> word.startsWith(IPV6_MARK))
			.map((word) -> Subnet.parse(word.substring(IPV6_MARK.length())))
			.findFirst()
			.orElse(null);
		return new Bridge(words.get(0), Subnet.parse(words.get(1)), ipv6Subnet, mtu, words.contains("internal"),
				words.contains("isolated"));
	}

	public boolean is(NetworkRequest request) {
		return (request.subnet() == null || request.subnet().equals(this.subnet))
				&& (request.ipv6() == null || request.ipv6() == (this.ipv6Subnet != null))
				&& (request.ipv6Subnet() == null || request.ipv6Subnet().equals(this.ipv6Subnet))
				&& (request.mtu() == null || request.mtu() == this.mtu) && request.internal() == this.internal
				&& request.isolated() == this.isolated;
	}

	public Network describe(Claims claims) {
		Map<String, InetAddress> ipv6 = (this.ipv6Subnet != null) ? claims.addressesIn(this.ipv6Subnet) : Map.of();
		List<Network.Member> members = new ArrayList<>();
		claims.addressesIn(this.subnet)
			.forEach((comment, address) -> members
				.add(new Network.Member(Claims.container(comment), address, ipv6.get(comment))));
		return new Network(this.name, interfaceName(), this.subnet, gateway(), this.ipv6Subnet, ipv6Gateway(), this.mtu,
				this.internal, this.isolated, members);
	}

	/**
	 * Return the hardware address that goes with an address, so that those who know the
	 * one know the other, also after a new start.
	 */
	public static String hardwareAddress(InetAddress address) {
		byte[] octets = address.getAddress();
		return String.format("02:6c:%02x:%02x:%02x:%02x", octets[0], octets[1], octets[2], octets[3]);
	}

	/**
	 * Return what to tell {@code ip} so that an interface of this network gives itself no
	 * IPv6 address: one that nobody has asked for is not in the firewall. Where there is
	 * no IPv6, or not with this MTU, it has none, and being told so fails.
	 */
	public List<String> withoutOwnAddress(String link) {
		boolean ipv6 = this.mtu >= SMALLEST_IPV6_MTU && Files.isDirectory(IPV6);
		return ipv6 ? List.of("link set dev " + link + " addrgenmode none") : List.of();
	}

}

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

package io.github.libcontainerd.internal.network;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.network.NetworkRequest;
import io.github.libcontainerd.network.Subnet;

/**
 * A network as its bridge tells of it.
 */
record Bridge(String name, Subnet subnet, int mtu, boolean internal, boolean isolated) {

	private static final String MARK = "libcontainerd 1 ";

	private static final int SMALLEST_IPV6_MTU = 1280;

	private static final Path IPV6 = Path.of("/proc/sys/net/ipv6");

	// An interface has a name of 15 characters at most.
	private static final int DIGITS = 11;

	static String interfaceName(String network) {
		return "lcd-" + Holder.hash(network, DIGITS);
	}

	String interfaceName() {
		return interfaceName(this.name);
	}

	/**
	 * Return the name of the chain that the network's addresses refer to. Another network
	 * of the same name has another one, so that nobody takes an address of it by mistake.
	 */
	String chain() {
		return "net-" + Holder.hash(alias(), 16);
	}

	/**
	 * Return the names that the chain of a network can have.
	 */
	static List<String> chains(String network, Subnet subnet) {
		List<String> chains = new ArrayList<>();
		for (boolean internal : new boolean[] { false, true }) {
			for (boolean isolated : new boolean[] { false, true }) {
				chains.add(new Bridge(network, subnet, 0, internal, isolated).chain());
			}
		}
		return chains;
	}

	InetAddress gateway() {
		return this.subnet.get(1);
	}

	/**
	 * Return how many addresses containers can have.
	 */
	long room() {
		return this.subnet.size() - 3;
	}

	/**
	 * Return an address for a container.
	 * @param index from 0 to the room
	 */
	InetAddress address(long index) {
		return this.subnet.get(index + 2);
	}

	boolean hasAddress(InetAddress address) {
		return this.subnet.contains(address) && !address.equals(gateway()) && !address.equals(this.subnet.address())
				&& !address.equals(this.subnet.get(this.subnet.size() - 1));
	}

	private String flags() {
		return (this.internal ? " internal" : "") + (this.isolated ? " isolated" : "");
	}

	/**
	 * Return what its interface says of it.
	 */
	String alias() {
		return MARK + this.name + " " + this.subnet + flags();
	}

	static @Nullable Bridge parse(String alias, int mtu) {
		if (!alias.startsWith(MARK)) {
			return null;
		}
		List<String> words = List.of(alias.substring(MARK.length()).split(" "));
		return new Bridge(words.get(0), Subnet.parse(words.get(1)), mtu, words.contains("internal"),
				words.contains("isolated"));
	}

	boolean is(NetworkRequest request) {
		return (request.subnet() == null || request.subnet().equals(this.subnet))
				&& (request.mtu() == null || request.mtu() == this.mtu) && request.internal() == this.internal
				&& request.isolated() == this.isolated;
	}

	Network describe(Claims claims) {
		List<Network.Member> members = claims.addresses()
			.stream()
			.filter((claim) -> this.subnet.contains(claim.address()))
			.map((claim) -> new Network.Member(claim.container(), claim.address()))
			.toList();
		return new Network(this.name, interfaceName(), this.subnet, gateway(), this.mtu, this.internal, this.isolated,
				members);
	}

	/**
	 * Return the hardware address that goes with an address, so that those who know the
	 * one know the other, also after a new start.
	 */
	static String hardwareAddress(InetAddress address) {
		byte[] octets = address.getAddress();
		return String.format("02:6c:%02x:%02x:%02x:%02x", octets[0], octets[1], octets[2], octets[3]);
	}

	/**
	 * Return what to tell {@code ip} so that an interface of this network gives itself no
	 * IPv6 address. Where there is no IPv6, or not with this MTU, it has none, and being
	 * told so fails.
	 */
	List<String> withoutOwnAddress(String link) {
		boolean ipv6 = this.mtu >= SMALLEST_IPV6_MTU && Files.isDirectory(IPV6);
		return ipv6 ? List.of("link set dev " + link + " addrgenmode none") : List.of();
	}

}

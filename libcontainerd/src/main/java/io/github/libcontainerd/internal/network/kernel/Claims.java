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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.network.Subnet;

/**
 * What is claimed in the firewall's table at one moment.
 *
 * @param table whether there is a table
 * @param addresses the addresses of containers
 * @param ports the published ports
 * @param entries the entries that these are
 * @param subnets the subnets of networks
 * @param interfaces the interfaces of networks, by the name of the set they are in
 * @param chains the chains, those of networks among them
 * @param rules how many rules each chain has that has any
 */
public record Claims(boolean table, List<Address> addresses, List<Port> ports, List<Entries.Entry> entries,
		List<Net> subnets, Map<String, Set<String>> interfaces, Set<String> chains, Map<String, Integer> rules) {

	static final InetAddress ALL = IpAddresses.parse("0.0.0.0");

	public static final InetAddress ALL_IPV6 = IpAddresses.parse("::");

	public static final Claims NONE = new Claims(false, List.of(), List.of(), List.of(), List.of(), Map.of(), Set.of(),
			Map.of());

	/**
	 * Read what nft lists.
	 */
	static Claims parse(JsonNode listing) {
		Claims claims = new Claims(true, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(),
				new HashMap<>(), new HashSet<>(), new HashMap<>());
		for (JsonNode object : listing.path("nftables")) {
			if (object.has("chain")) {
				claims.chains.add(object.path("chain").path("name").asString(""));
			}
			if (object.has("rule")) {
				claims.rules.merge(object.path("rule").path("chain").asString(""), 1, Integer::sum);
			}
			JsonNode map = object.path(object.has("map") ? "map" : "set");
			for (JsonNode entry : map.path("elem")) {
				claims.add(map.path("name").asString(""), entry);
			}
		}
		return claims;
	}

	private void add(String map, JsonNode entry) {
		JsonNode element = (entry.isArray() ? entry.path(0) : entry).path("elem");
		JsonNode key = element.path("val");
		String comment = element.path("comment").asString("");
		switch (map) {
			case Table.ADDRESSES, Table.ADDRESSES6 -> add(new Address(IpAddresses.parse(key.asString("")), comment));
			case Table.PUBLISHED, Table.PUBLISHED6 -> {
				JsonNode parts = key.path("concat");
				add(new Port(protocol(parts.path(1)), IpAddresses.parse(parts.path(0).asString("")),
						parts.path(2).asInt(0), comment));
			}
			case Table.EVERYWHERE, Table.EVERYWHERE6 -> {
				JsonNode parts = key.path("concat");
				add(new Port(protocol(parts.path(0)), map.equals(Table.EVERYWHERE) ? ALL : ALL_IPV6,
						parts.path(1).asInt(0), comment));
			}
			case Table.LOOPBACK6 -> {
				JsonNode parts = key.path("concat");
				this.entries
					.add(new Entries.Entry(map, protocol(parts.path(0)) + " . " + parts.path(1).asInt(0), comment));
			}
			case Table.SUBNETS, Table.SUBNETS6 ->
				this.subnets.add(new Net(new Subnet(IpAddresses.parse(key.path("prefix").path("addr").asString("")),
						key.path("prefix").path("len").asInt(0)), comment));
			default -> this.interfaces.computeIfAbsent(map, (name) -> new HashSet<>())
				.add((entry.isString() ? entry : key).asString(""));
		}
	}

	private void add(Address address) {
		this.addresses.add(address);
		this.entries.add(Entries.address(address.address(), address.comment()));
	}

	private void add(Port port) {
		this.ports.add(port);
		this.entries.add(Entries.port(port).get(0));
	}

	private static Protocol protocol(JsonNode name) {
		return name.asString("").equals("udp") ? Protocol.UDP : Protocol.TCP;
	}

	public @Nullable Subnet subnetOf(String network) {
		return subnetOf(network, false);
	}

	public @Nullable Subnet ipv6SubnetOf(String network) {
		return subnetOf(network, true);
	}

	private @Nullable Subnet subnetOf(String network, boolean ipv6) {
		return this.subnets.stream()
			.filter((net) -> net.network().equals(network) && net.subnet().isIpv6() == ipv6)
			.map(Net::subnet)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return the comments of all claims of containers.
	 */
	public Set<String> comments() {
		return this.entries.stream().map(Entries.Entry::comment).collect(Collectors.toCollection(HashSet::new));
	}

	/**
	 * Return the addresses that containers have in a subnet, by their comments.
	 */
	public Map<String, InetAddress> addressesIn(Subnet subnet) {
		Map<String, InetAddress> found = new LinkedHashMap<>();
		this.addresses.stream()
			.filter((claim) -> subnet.contains(claim.address()))
			.forEach((claim) -> found.put(claim.comment(), claim.address()));
		return found;
	}

	static String container(String comment) {
		return comment.substring(comment.indexOf(' ') + 1);
	}

	/**
	 * A claimed address.
	 */
	public record Address(InetAddress address, String comment) {

		public String container() {
			return Claims.container(this.comment);
		}

	}

	/**
	 * A claimed port.
	 */
	public record Port(Protocol protocol, InetAddress address, int port, String comment) {

		public static Port of(PortBinding binding, String comment) {
			return new Port(binding.protocol(), binding.hostAddress(), binding.hostPort(), comment);
		}

		public String container() {
			return Claims.container(this.comment);
		}

	}

	/**
	 * A claimed subnet.
	 */
	public record Net(Subnet subnet, String network) {
	}

}

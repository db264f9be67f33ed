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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.network.Subnet;

/**
 * What is claimed in the firewall's table at one moment.
 *
 * @param table whether there is a table
 * @param addresses the addresses of containers
 * @param ports the published ports
 * @param subnets the subnets of networks
 * @param interfaces the interfaces of networks, by the name of the set they are in
 * @param chains the chains, those of networks among them
 * @param rules how many rules each chain has that has any
 */
record Claims(boolean table, List<Address> addresses, List<Port> ports, List<Net> subnets,
		Map<String, Set<String>> interfaces, Set<String> chains, Map<String, Integer> rules) {

	static final Claims NONE = new Claims(false, List.of(), List.of(), List.of(), Map.of(), Set.of(), Map.of());

	private static final InetAddress ALL = parseAddress("0.0.0.0");

	/**
	 * Read what nft lists.
	 */
	static Claims parse(JsonNode listing) {
		Claims claims = new Claims(true, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashMap<>(),
				new HashSet<>(), new HashMap<>());
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
			case Firewall.ADDRESSES -> this.addresses.add(new Address(parseAddress(key.asString("")),
					entry.path(1).path("jump").path("target").asString(""), comment));
			case Firewall.PUBLISHED -> {
				JsonNode parts = key.path("concat");
				this.ports.add(new Port(protocol(parts.path(1)), parseAddress(parts.path(0).asString("")),
						parts.path(2).asInt(0), comment));
			}
			case Firewall.EVERYWHERE -> {
				JsonNode parts = key.path("concat");
				this.ports.add(new Port(protocol(parts.path(0)), ALL, parts.path(1).asInt(0), comment));
			}
			case Firewall.SUBNETS ->
				this.subnets.add(new Net(new Subnet(parseAddress(key.path("prefix").path("addr").asString("")),
						key.path("prefix").path("len").asInt(0)), comment));
			default -> this.interfaces.computeIfAbsent(map, (name) -> new HashSet<>())
				.add((entry.isString() ? entry : key).asString(""));
		}
	}

	private static Protocol protocol(JsonNode name) {
		return name.asString("").equals("udp") ? Protocol.UDP : Protocol.TCP;
	}

	private static InetAddress parseAddress(String text) {
		return Subnet.parse(text + "/32").address();
	}

	@Nullable Subnet subnetOf(String network) {
		return this.subnets.stream()
			.filter((net) -> net.network().equals(network))
			.map(Net::subnet)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return the comments of all claims of containers.
	 */
	Set<String> comments() {
		Set<String> comments = new HashSet<>();
		this.addresses.forEach((claim) -> comments.add(claim.comment()));
		this.ports.forEach((claim) -> comments.add(claim.comment()));
		return comments;
	}

	private static String container(String comment) {
		return comment.substring(comment.indexOf(' ') + 1);
	}

	/**
	 * A claimed address.
	 */
	record Address(InetAddress address, String chain, String comment) {

		String container() {
			return Claims.container(this.comment);
		}

	}

	/**
	 * A claimed port.
	 */
	record Port(Protocol protocol, InetAddress address, int port, String comment) {

		static Port of(PortBinding binding, String comment) {
			return new Port(binding.protocol(), binding.hostAddress(), binding.hostPort(), comment);
		}

		String container() {
			return Claims.container(this.comment);
		}

	}

	/**
	 * A claimed subnet.
	 */
	record Net(Subnet subnet, String network) {
	}

}

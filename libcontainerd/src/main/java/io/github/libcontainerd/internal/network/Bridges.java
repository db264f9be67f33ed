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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.internal.network.kernel.AddressRange;
import io.github.libcontainerd.internal.network.kernel.Bridge;
import io.github.libcontainerd.internal.network.kernel.Forwarding;
import io.github.libcontainerd.network.Subnet;

/**
 * The interfaces and routes of the host.
 */
final class Bridges {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final int ETHERNET = 1500;

	// The host asks from it where a container is that it forwards to.
	private static final String LINK_LOCAL = "fe80::1/64";

	private final Host host;

	private final Forwarding forwarding;

	Bridges(Host host, Forwarding forwarding) {
		this.host = host;
		this.forwarding = forwarding;
	}

	/**
	 * Return the networks that are whole.
	 */
	List<Bridge> list() {
		List<Bridge> bridges = new ArrayList<>();
		for (JsonNode link : read("-j", "link", "show", "type", "bridge")) {
			Bridge bridge = Bridge.parse(link.path("ifalias").asString(""), link.path("mtu").asInt(0));
			if (bridge != null && bridge.interfaceName().equals(link.path("ifname").asString(""))) {
				bridges.add(bridge);
			}
		}
		return bridges;
	}

	/**
	 * Return what the interfaces of containers say whose they are.
	 */
	Set<String> plugged() {
		Set<String> comments = new HashSet<>();
		read("-j", "link", "show", "type", "veth").forEach((link) -> comments.add(link.path("ifalias").asString("")));
		return comments;
	}

	@Nullable Bridge find(String name) {
		return list().stream().filter((bridge) -> bridge.name().equals(name)).findFirst().orElse(null);
	}

	/**
	 * Return the subnets that the host has a route to, but for the default route and what
	 * a process has left that died while it made a network.
	 * @param network the name of the network
	 */
	List<Subnet> routes(String network) {
		return routes("-4", "/32", Bridge.interfaceName(network));
	}

	/**
	 * Return the same of IPv6.
	 */
	List<Subnet> ipv6Routes(String network) {
		return routes("-6", "/128", Bridge.interfaceName(network));
	}

	private List<Subnet> routes(String family, String alone, String left) {
		List<Subnet> routes = new ArrayList<>();
		for (JsonNode route : read("-j", family, "route", "show", "table", "all")) {
			String destination = route.path("dst").asString("default");
			if (!destination.equals("default") && !route.path("dev").asString("").equals(left)) {
				routes.add(Subnet.parse(destination.contains("/") ? destination : destination + alone));
			}
		}
		return routes;
	}

	/**
	 * Return the size of the largest packet that the default route takes.
	 */
	int defaultMtu() {
		for (JsonNode route : read("-j", "-4", "route", "show", "default")) {
			String device = route.path("dev").asString("");
			for (JsonNode link : read("-j", "link", "show")) {
				if (link.path("ifname").asString("").equals(device)) {
					return link.path("mtu").asInt(ETHERNET);
				}
			}
		}
		return ETHERNET;
	}

	private JsonNode read(String... arguments) {
		List<String> command = new ArrayList<>(List.of("ip"));
		command.addAll(List.of(arguments));
		Host.Output output = this.host.run(command, "");
		if (output.code() != 0) {
			throw Failures.of("read the network of the host", output);
		}
		return JSON.readTree(output.text().isEmpty() ? "[]" : output.text());
	}

	/**
	 * Make the bridge of a network, or what is missing of it.
	 */
	void make(Bridge bridge) {
		String link = bridge.interfaceName();
		Host.Output added = batch(List.of("link add name " + link + " address "
				+ Bridge.hardwareAddress(bridge.gateway()) + " mtu " + bridge.mtu() + " type bridge"));
		if (added.code() != 0 && !added.failedWith("File exists")) {
			throw Failures.of("create network '" + bridge.name() + "'", added);
		}
		this.forwarding.open(bridge);
		// What the alias says counts, so it comes last.
		List<String> lines = new ArrayList<>(bridge.withoutOwnAddress(link));
		lines.add("addr replace " + bridge.gateway().getHostAddress() + "/" + bridge.subnet().prefixLength() + " dev "
				+ link);
		lines.add("link set dev " + link + " mtu " + bridge.mtu() + " up");
		AddressRange ipv6 = bridge.ipv6Range();
		if (ipv6 != null) {
			lines.add("addr replace " + IpAddresses.format(ipv6.gateway()) + "/" + ipv6.subnet().prefixLength()
					+ " dev " + link + " nodad");
			lines.add("addr replace " + LINK_LOCAL + " dev " + link + " nodad");
		}
		lines.add("link set dev " + link + " alias \"" + bridge.alias() + "\"");
		Host.Output made = batch(lines);
		if (made.code() != 0) {
			throw Failures.of("create network '" + bridge.name() + "'", made);
		}
	}

	void remove(Bridge bridge) {
		Host.Output removed = batch(List.of("link del dev " + bridge.interfaceName()));
		if (removed.code() != 0 && !removed.failedWith("Cannot find device")) {
			throw Failures.of("remove network '" + bridge.name() + "'", removed);
		}
	}

	/**
	 * Whether something is plugged in.
	 */
	boolean hasPorts(Bridge bridge) {
		return !read("-j", "link", "show", "master", bridge.interfaceName()).isEmpty();
	}

	/**
	 * Plug the interfaces of a container in.
	 */
	void plug(Holder holder, List<Bridge> bridges) {
		List<String> lines = new ArrayList<>();
		for (int i = 0; i < bridges.size(); i++) {
			lines.addAll(bridges.get(i).withoutOwnAddress(holder.interfaceName(i)));
			String link = "link set dev " + holder.interfaceName(i);
			lines.add(link + " alias \"" + holder.comment() + "\"");
			lines.add(link + " master " + bridges.get(i).interfaceName());
			lines.add(link + " type bridge_slave hairpin on");
			lines.add(link + " up");
		}
		Host.Output plugged = batch(lines);
		if (plugged.code() != 0) {
			throw Failures.of("attach container '" + holder.id() + "' to its networks", plugged);
		}
	}

	/**
	 * Remove an interface of a container, which goes by itself with the namespace at its
	 * other end otherwise.
	 */
	void unplug(String link) {
		batch(List.of("link del dev " + link));
	}

	private Host.Output batch(List<String> lines) {
		return this.host.run(List.of("ip", "-batch", "-"), String.join("\n", lines) + "\n");
	}

}

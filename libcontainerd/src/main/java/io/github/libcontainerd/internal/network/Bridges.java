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

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.network.Subnet;

/**
 * The interfaces and routes of the host.
 */
final class Bridges {

	private static final Logger LOGGER = LoggerFactory.getLogger(Bridges.class);

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final int ETHERNET = 1500;

	private final Host host;

	Bridges(Host host) {
		this.host = host;
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
	 * Return the subnets that the host has a route to, but for the default route.
	 */
	List<Subnet> routes() {
		List<Subnet> routes = new ArrayList<>();
		for (JsonNode route : read("-j", "-4", "route", "show", "table", "all")) {
			String destination = route.path("dst").asString("default");
			if (!destination.equals("default")) {
				routes.add(parse(destination));
			}
		}
		return routes;
	}

	private static Subnet parse(String destination) {
		return Subnet.parse(destination.contains("/") ? destination : destination + "/32");
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
		// What the alias says counts, so it comes last.
		List<String> lines = new ArrayList<>(bridge.withoutOwnAddress(link));
		lines.addAll(List.of(
				"addr replace " + bridge.gateway().getHostAddress() + "/" + bridge.subnet().prefixLength() + " dev "
						+ link,
				"link set dev " + link + " mtu " + bridge.mtu() + " up",
				"link set dev " + link + " alias \"" + bridge.alias() + "\""));
		Host.Output made = batch(lines);
		if (made.code() != 0) {
			throw Failures.of("create network '" + bridge.name() + "'", made);
		}
		forward(bridge);
	}

	/**
	 * Let the host forward packets, also those that a process of it sends from 127.0.0.1.
	 * @return how many parameters were not as they have to be
	 */
	int forward(Bridge bridge) {
		try {
			int changed = 0;
			if (this.host.set("ip_forward", "1")) {
				LOGGER.info("This host forwards IPv4 packets from now on (net.ipv4.ip_forward), as networks of "
						+ "containers need it");
				changed++;
			}
			return changed + (this.host.set("conf/" + bridge.interfaceName() + "/route_localnet", "1") ? 1 : 0);
		}
		catch (IOException ex) {
			if (!this.host.hasInterface(bridge.interfaceName())) {
				// Another process has removed the network meanwhile.
				return 0;
			}
			throw Failures.of("let the host forward packets of network '" + bridge.name() + "'", Reason.NOT_PERMITTED,
					"the parameters of the kernel can't be set: " + ex.getMessage());
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

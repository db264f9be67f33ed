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

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;

/**
 * The parameters of the kernel that networks need. Safe for use by several threads.
 */
public final class Forwarding {

	private static final Logger LOGGER = LoggerFactory.getLogger(Forwarding.class);

	private static final String IPV4 = "ipv4/ip_forward";

	private static final String IPV6 = "ipv6/conf/all/forwarding";

	private static final String ON = "1";

	private final Host host;

	private final AtomicBoolean warned = new AtomicBoolean();

	public Forwarding(Host host) {
		this.host = host;
	}

	/**
	 * Refuse a network with IPv6 where it can't be, before anything of it is made.
	 * @param network its name
	 * @param internal whether nothing leaves it, so that nothing is forwarded
	 */
	public void requireIpv6(String network, boolean internal) {
		if (!"0".equals(find("ipv6/conf/all/disable_ipv6"))) {
			throw unavailable(network, "IPv6 is switched off on this host; switch it on "
					+ "(net.ipv6.conf.all.disable_ipv6=0, no ipv6.disable=1 on the kernel's command line), or create "
					+ "the network without IPv6");
		}
		Set<String> losing = internal ? Set.of() : losing();
		if (!losing.isEmpty()) {
			throw unavailable(network,
					"this host does not forward IPv6, and would lose the routes that routers advertise at "
							+ String.join(", ", losing) + " if it did (moby #43466); let it keep them first with "
							+ losing.stream().map(Forwarding::remedy).collect(Collectors.joining(", "))
							+ ", or create the network as an internal one or without IPv6");
		}
	}

	private static NetworkException unavailable(String network, String problem) {
		return Failures.of("create network '" + network + "' with IPv6", Reason.IPV6_UNAVAILABLE, problem);
	}

	private static String remedy(String device) {
		// Where a name has a dot, the parameter is written with slashes.
		return "'sysctl -w " + (device.contains(".") ? "net/ipv6/conf/" + device + "/accept_ra"
				: "net.ipv6.conf." + device + ".accept_ra") + "=2'";
	}

	/**
	 * Return the interfaces whose advertised routes the kernel would drop if it forwarded
	 * IPv6, and which it does not yet.
	 */
	private Set<String> losing() {
		Set<String> devices = new TreeSet<>();
		if (!ON.equals(find(IPV6))) {
			Host.Output routes = this.host
				.run(List.of("ip", "-j", "-6", "route", "show", "table", "all", "proto", "ra"), "");
			if (routes.code() != 0) {
				throw Failures.of("read the network of the host", routes);
			}
			for (JsonNode route : JsonMapper.shared().readTree(routes.text().isEmpty() ? "[]" : routes.text())) {
				devices.add(route.path("dev").asString(""));
				route.path("nexthops").forEach((hop) -> devices.add(hop.path("dev").asString("")));
			}
			devices.removeIf((device) -> device.isEmpty() || !ON.equals(find("ipv6/conf/" + device + "/accept_ra")));
		}
		return devices;
	}

	private @Nullable String find(String name) {
		try {
			return this.host.get(name);
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Let the host forward packets of a network, also those that a process of it sends
	 * from 127.0.0.1, and take no routes from its containers.
	 * @return how many parameters were not as they have to be
	 */
	public int open(Bridge bridge) {
		String link = bridge.interfaceName();
		try {
			int changed = 0;
			if (this.host.set(IPV4, ON)) {
				LOGGER.info("This host forwards IPv4 packets from now on (net.ipv4.ip_forward), as networks of "
						+ "containers need it");
				changed++;
			}
			changed += this.host.set("ipv4/conf/" + link + "/route_localnet", ON) ? 1 : 0;
			if (bridge.ipv6Subnet() != null) {
				changed += this.host.set("ipv6/conf/" + link + "/disable_ipv6", "0") ? 1 : 0;
				changed += bridge.internal() ? 0 : forwardIpv6();
			}
			// Any network: a container with raw sockets needs no IPv6 to advertise
			// itself.
			String advertised = "ipv6/conf/" + link + "/accept_ra";
			if (!"0".equals(Objects.requireNonNullElse(find(advertised), "0"))) {
				changed += this.host.set(advertised, "0") ? 1 : 0;
			}
			return changed;
		}
		catch (IOException ex) {
			if (!this.host.hasInterface(link)) {
				// Another process has removed the network meanwhile.
				return 0;
			}
			throw Failures.of("let the host forward packets of network '" + bridge.name() + "'", Reason.NOT_PERMITTED,
					"the parameters of the kernel can't be set: " + ex.getMessage());
		}
	}

	private int forwardIpv6() throws IOException {
		if (ON.equals(this.host.get(IPV6))) {
			return 0;
		}
		Set<String> losing = losing();
		if (!losing.isEmpty()) {
			if (this.warned.compareAndSet(false, true)) {
				LOGGER.warn(
						"Somebody has stopped this host from forwarding IPv6, and it would lose the routes that "
								+ "routers advertise at {} if it did again; containers reach nothing outside by IPv6",
						losing);
			}
			return 0;
		}
		this.host.set(IPV6, ON);
		LOGGER.info("This host forwards IPv6 packets from now on (net.ipv6.conf.all.forwarding), as networks of "
				+ "containers with IPv6 need it; interfaces whose accept_ra is 1 take no advertised routes any more");
		return 1;
	}

	/**
	 * Whether the host forwards the packets of all its networks.
	 */
	public boolean isOpen(List<Bridge> bridges) {
		try {
			boolean ipv6 = bridges.stream().anyMatch((bridge) -> bridge.ipv6Subnet() != null && !bridge.internal());
			return this.host.get(IPV4).equals(ON) && (!ipv6 || this.host.get(IPV6).equals(ON));
		}
		catch (IOException ex) {
			throw Failures.of("look how networks are doing", Reason.FAILED,
					"the parameters of the kernel can't be read: " + ex.getMessage());
		}
	}

}

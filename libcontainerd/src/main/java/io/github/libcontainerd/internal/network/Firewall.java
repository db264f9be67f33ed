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
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.network.Subnet;

/**
 * The table in the kernel's firewall: what packets may do, and who has which address and
 * which port. Each claim is an element whose key can be there once, in whatever process;
 * its comment names the container. All that is changed together is one transaction.
 */
final class Firewall {

	static final String TABLE = "inet libcontainerd";

	static final String ADDRESSES = "addresses";

	static final String PUBLISHED = "published";

	static final String EVERYWHERE = "everywhere";

	static final String SUBNETS = "subnets";

	static final String BRIDGES = "bridges";

	// Every address of a container is an element that jumps to the chain of its network.
	// Such a chain can't be deleted while an element refers to it, nor can an element
	// refer to one that is gone, so that a network is never removed under a container.
	private static final String BASE = """
			create table inet libcontainerd
			add map inet libcontainerd addresses { type ipv4_addr : verdict ; }
			add map inet libcontainerd published { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service ; }
			add map inet libcontainerd everywhere { type inet_proto . inet_service : ipv4_addr . inet_service ; }
			add set inet libcontainerd subnets { type ipv4_addr ; flags interval ; }
			add set inet libcontainerd bridges { type ifname ; }
			add set inet libcontainerd outward { type ifname ; }
			add set inet libcontainerd internal { type ifname ; }
			add set inet libcontainerd isolated { type ifname ; }
			add chain inet libcontainerd guard { type filter hook prerouting priority -300 ; policy accept ; }
			add rule inet libcontainerd guard iif != "lo" iifname != @bridges ip daddr 127.0.0.0/8 drop
			add chain inet libcontainerd inward { type nat hook prerouting priority -100 ; policy accept ; }
			add rule inet libcontainerd inward fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published
			add rule inet libcontainerd inward fib daddr type local dnat ip to meta l4proto . th dport map @everywhere
			add chain inet libcontainerd local { type nat hook output priority -100 ; policy accept ; }
			add rule inet libcontainerd local fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published
			add rule inet libcontainerd local fib daddr type local dnat ip to meta l4proto . th dport map @everywhere
			add chain inet libcontainerd outgoing { type nat hook postrouting priority 100 ; policy accept ; }
			add rule inet libcontainerd outgoing iifname @outward oifname != @bridges masquerade
			add rule inet libcontainerd outgoing oifname @bridges ip saddr 127.0.0.0/8 masquerade
			add rule inet libcontainerd outgoing ip saddr @subnets ip daddr @subnets ct status dnat masquerade
			add chain inet libcontainerd through { type filter hook forward priority 0 ; policy accept ; }
			add rule inet libcontainerd through ct state established,related accept
			add rule inet libcontainerd through ip daddr vmap @addresses
			add rule inet libcontainerd through iifname @internal drop
			add rule inet libcontainerd through oifname @bridges drop
			add chain inet libcontainerd host { type filter hook input priority 0 ; policy accept ; }
			add rule inet libcontainerd host iifname @isolated ct state established,related accept
			add rule inet libcontainerd host iifname @isolated drop
			""";

	private static final Pattern LINE = Pattern.compile("stdin:([0-9]+):");

	private static final int TRIES = 5;

	private final Host host;

	Firewall(Host host) {
		this.host = host;
	}

	/**
	 * Make the table, unless it is there.
	 */
	void ensure() {
		Refusal refusal = apply(BASE.lines().toList());
		if (refusal != null && !refusal.exists()) {
			throw Failures.of("make the firewall's table", refusal.output());
		}
	}

	/**
	 * Return what makes the rules again that somebody has taken out of the chains of the
	 * table. Those of networks are not among them.
	 */
	static List<String> missingRules(Claims claims) {
		List<String> lines = new ArrayList<>();
		for (String chain : BASE.lines().filter((line) -> line.startsWith("add chain")).toList()) {
			String name = chain.split(" ")[4];
			String begin = "add rule " + TABLE + " " + name + " ";
			List<String> rules = BASE.lines().filter((line) -> line.startsWith(begin)).toList();
			if (claims.rules().getOrDefault(name, 0) < rules.size()) {
				lines.add(chain);
				lines.add("flush chain " + TABLE + " " + name);
				lines.addAll(rules);
			}
		}
		return lines;
	}

	static List<String> network(Bridge bridge) {
		return missing(bridge, Claims.NONE);
	}

	/**
	 * Return what makes again what is missing of a network.
	 */
	static List<String> missing(Bridge bridge, Claims claims) {
		String link = bridge.interfaceName();
		String chain = TABLE + " " + bridge.chain();
		List<String> lines = new ArrayList<>();
		if (claims.subnetOf(bridge.name()) == null) {
			lines.add(create(SUBNETS, bridge.subnet() + " comment \"" + bridge.name() + "\""));
		}
		List<String> rules = rules(bridge);
		boolean present = claims.chains().contains(bridge.chain());
		if (!present || claims.rules().getOrDefault(bridge.chain(), 0) < rules.size()) {
			lines.add((present ? "flush chain " : "create chain ") + chain);
			rules.forEach((rule) -> lines.add("add rule " + chain + " " + rule));
		}
		sets(bridge).stream()
			.filter((set) -> !claims.interfaces().getOrDefault(set, Set.of()).contains(link))
			.forEach((set) -> lines.add(create(set, link)));
		return lines;
	}

	private static List<String> rules(Bridge bridge) {
		String link = bridge.interfaceName();
		List<String> rules = new ArrayList<>();
		rules.add("iifname " + link + " oifname " + link + " accept");
		if (!bridge.internal()) {
			rules.add("iifname != @internal ct status dnat accept");
		}
		rules.add("drop");
		return rules;
	}

	/**
	 * Return what removes a network; refused while an address refers to it.
	 */
	static List<String> withoutNetwork(Bridge bridge) {
		String chain = TABLE + " " + bridge.chain();
		List<String> lines = new ArrayList<>();
		lines.add("flush chain " + chain);
		lines.add("delete chain " + chain);
		lines.add(delete(SUBNETS, bridge.subnet().toString()));
		sets(bridge).forEach((set) -> lines.add(delete(set, bridge.interfaceName())));
		return lines;
	}

	private static List<String> sets(Bridge bridge) {
		List<String> sets = new ArrayList<>(List.of(BRIDGES, bridge.internal() ? "internal" : "outward"));
		if (bridge.isolated()) {
			sets.add("isolated");
		}
		return sets;
	}

	/**
	 * Return what removes what a process has claimed for a network that it did not make.
	 */
	static List<String> withoutRemains(String network, Claims claims) {
		List<String> lines = new ArrayList<>();
		Subnet subnet = claims.subnetOf(network);
		if (subnet != null) {
			lines.add(delete(SUBNETS, subnet.toString()));
			Bridge.chains(network, subnet).stream().filter(claims.chains()::contains).forEach((chain) -> {
				lines.add("flush chain " + TABLE + " " + chain);
				lines.add("delete chain " + TABLE + " " + chain);
			});
		}
		String link = Bridge.interfaceName(network);
		claims.interfaces().forEach((set, links) -> {
			if (links.contains(link)) {
				lines.add(delete(set, link));
			}
		});
		return lines;
	}

	static String address(Holder holder, InetAddress address, Bridge bridge) {
		return create(ADDRESSES,
				address.getHostAddress() + " comment \"" + holder.comment() + "\" : jump " + bridge.chain());
	}

	static String withoutAddress(InetAddress address) {
		return delete(ADDRESSES, address.getHostAddress());
	}

	static String port(Holder holder, PortBinding port, InetAddress target) {
		return create(map(port.hostAddress()), key(port.protocol(), port.hostAddress(), port.hostPort()) + " comment \""
				+ holder.comment() + "\" : " + target.getHostAddress() + " . " + port.containerPort());
	}

	static String withoutPort(Protocol protocol, InetAddress address, int port) {
		return delete(map(address), key(protocol, address, port));
	}

	private static String map(InetAddress address) {
		return address.isAnyLocalAddress() ? EVERYWHERE : PUBLISHED;
	}

	private static String key(Protocol protocol, InetAddress address, int port) {
		return (address.isAnyLocalAddress() ? "" : address.getHostAddress() + " . ") + protocol + " . " + port;
	}

	private static String create(String map, String element) {
		return "create element " + TABLE + " " + map + " { " + element + " }";
	}

	private static String delete(String map, String element) {
		return "delete element " + TABLE + " " + map + " { " + element + " }";
	}

	/**
	 * Apply lines, all or none.
	 * @return why it was refused; {@code null} if it was not
	 */
	@Nullable Refusal apply(List<String> lines) {
		for (int i = 1; true; i++) {
			Host.Output output = this.host.run(List.of("nft", "-f", "-"), String.join("\n", lines) + "\n");
			if (output.code() == 0) {
				return null;
			}
			if (!output.failedWith("Interrupted system call") || i == TRIES) {
				Matcher line = LINE.matcher(output.text());
				return new Refusal(line.find() ? Integer.parseInt(line.group(1)) - 1 : 0, output);
			}
		}
	}

	Claims list() {
		Host.Output output = this.host.run(List.of("nft", "-j", "list", "table", "inet", "libcontainerd"), "");
		if (output.failedWith("No such file or directory")) {
			return Claims.NONE;
		}
		if (output.code() != 0) {
			throw Failures.of("read the firewall's table", output);
		}
		return Claims.parse(JsonMapper.shared().readTree(output.text()));
	}

	/**
	 * Why a transaction was refused.
	 *
	 * @param line the number of the line, from 0
	 * @param output what nft says
	 */
	record Refusal(int line, Host.Output output) {

		boolean exists() {
			return this.output.failedWith("File exists") || overlaps();
		}

		boolean overlaps() {
			return this.output.failedWith("overlaps") || this.output.failedWith("Directory not empty");
		}

		boolean absent() {
			return this.output.failedWith("No such file or directory");
		}

		boolean busy() {
			return this.output.failedWith("Device or resource busy");
		}

	}

}

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

import java.util.ArrayList;
import java.util.List;

/**
 * What the table in the kernel's firewall has, whatever networks there are.
 */
public final class Table {

	static final String NAME = "inet libcontainerd";

	static final String ADDRESSES = "addresses";

	static final String ADDRESSES6 = "addresses6";

	static final String PUBLISHED = "published";

	static final String PUBLISHED6 = "published6";

	static final String EVERYWHERE = "everywhere";

	static final String EVERYWHERE6 = "everywhere6";

	public static final String LOOPBACK6 = "loopback6";

	static final String SUBNETS = "subnets";

	static final String SUBNETS6 = "subnets6";

	static final String BRIDGES = "bridges";

	// Every address of a container is an element that jumps to the chain of its network.
	// Such a chain can't be deleted while an element refers to it, nor can an element
	// refer to one that is gone, so that a network is never removed under a container.
	//
	// Nothing comes back to ::1 from an interface, unlike to 127.0.0.1: who sends from
	// there to a published port gets the address of the network's bridge for it, before
	// the kernel takes note of the flow, and ::1 again with what arrives. What containers
	// of one bridge say to find each other (neighbour discovery) is not to be forwarded,
	// and is seen nevertheless where bridged packets are shown to the firewall.
	private static final String BASE = """
			create table inet libcontainerd
			add map inet libcontainerd addresses { type ipv4_addr : verdict ; }
			add map inet libcontainerd published { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service ; }
			add map inet libcontainerd everywhere { type inet_proto . inet_service : ipv4_addr . inet_service ; }
			add set inet libcontainerd subnets { type ipv4_addr ; flags interval ; }
			add map inet libcontainerd addresses6 { type ipv6_addr : verdict ; }
			add map inet libcontainerd published6 { type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service ; }
			add map inet libcontainerd everywhere6 { type inet_proto . inet_service : ipv6_addr . inet_service ; }
			add map inet libcontainerd loopback6 { type inet_proto . inet_service : ipv6_addr ; }
			add set inet libcontainerd subnets6 { type ipv6_addr ; flags interval ; }
			add set inet libcontainerd bridges { type ifname ; }
			add set inet libcontainerd outward { type ifname ; }
			add set inet libcontainerd internal { type ifname ; }
			add set inet libcontainerd isolated { type ifname ; }
			add chain inet libcontainerd guard { type filter hook prerouting priority -300 ; policy accept ; }
			add rule inet libcontainerd guard iif != "lo" iifname != @bridges ip daddr 127.0.0.0/8 drop
			add rule inet libcontainerd guard iif != "lo" ip6 daddr ::1 drop
			add chain inet libcontainerd depart { type filter hook output priority -300 ; policy accept ; }
			add rule inet libcontainerd depart ip6 saddr ::1 ip6 daddr ::1 ip6 saddr set meta l4proto . th dport map @loopback6
			add chain inet libcontainerd inward { type nat hook prerouting priority -100 ; policy accept ; }
			add rule inet libcontainerd inward fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published
			add rule inet libcontainerd inward fib daddr type local dnat ip to meta l4proto . th dport map @everywhere
			add rule inet libcontainerd inward fib daddr type local dnat ip6 to ip6 daddr . meta l4proto . th dport map @published6
			add rule inet libcontainerd inward fib daddr type local dnat ip6 to meta l4proto . th dport map @everywhere6
			add chain inet libcontainerd local { type nat hook output priority -100 ; policy accept ; }
			add rule inet libcontainerd local fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published
			add rule inet libcontainerd local fib daddr type local dnat ip to meta l4proto . th dport map @everywhere
			add rule inet libcontainerd local fib daddr type local dnat ip6 to ip6 daddr . meta l4proto . th dport map @published6
			add rule inet libcontainerd local fib daddr type local dnat ip6 to meta l4proto . th dport map @everywhere6
			add chain inet libcontainerd outgoing { type nat hook postrouting priority 100 ; policy accept ; }
			add rule inet libcontainerd outgoing iifname @outward oifname != @bridges masquerade
			add rule inet libcontainerd outgoing oifname @bridges ip saddr 127.0.0.0/8 masquerade
			add rule inet libcontainerd outgoing ip saddr @subnets ip daddr @subnets ct status dnat masquerade
			add rule inet libcontainerd outgoing ip6 saddr @subnets6 ip6 daddr @subnets6 ct status dnat masquerade
			add chain inet libcontainerd through { type filter hook forward priority 0 ; policy accept ; }
			add rule inet libcontainerd through ct state established,related accept
			add rule inet libcontainerd through ip daddr vmap @addresses
			add rule inet libcontainerd through ip6 daddr vmap @addresses6
			add rule inet libcontainerd through ip6 daddr { fe80::/10, ff02::/16 } accept
			add rule inet libcontainerd through iifname @internal drop
			add rule inet libcontainerd through oifname @bridges drop
			add chain inet libcontainerd host { type filter hook input priority 0 ; policy accept ; }
			add rule inet libcontainerd host iifname @isolated ct state established,related accept
			add rule inet libcontainerd host iifname @isolated icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
			add rule inet libcontainerd host iifname @isolated drop
			add chain inet libcontainerd arrive { type filter hook input priority 200 ; policy accept ; }
			add rule inet libcontainerd arrive iifname @bridges ip6 saddr ::1 ip6 daddr set ::1
			""";

	private Table() {
	}

	public static List<String> lines() {
		return BASE.lines().toList();
	}

	/**
	 * Return what makes the rules again that somebody has taken out of the chains, or
	 * that an earlier version did not have. Those of networks are not among them.
	 */
	public static List<String> missing(Claims claims) {
		List<String> lines = new ArrayList<>();
		for (String chain : lines("add chain")) {
			String name = chain.split(" ")[4];
			List<String> rules = lines("add rule " + NAME + " " + name + " ");
			if (claims.rules().getOrDefault(name, 0) < rules.size()) {
				lines.add(chain);
				lines.add("flush chain " + NAME + " " + name);
				lines.addAll(rules);
			}
		}
		if (!lines.isEmpty()) {
			// What rules refer to, which does nothing when it is there.
			lines.addAll(0, lines("add map"));
			lines.addAll(0, lines("add set"));
		}
		return lines;
	}

	private static List<String> lines(String begin) {
		return BASE.lines().filter((line) -> line.startsWith(begin)).toList();
	}

	static String create(String map, String element) {
		return "create element " + NAME + " " + map + " { " + element + " }";
	}

	static String delete(String map, String element) {
		return "delete element " + NAME + " " + map + " { " + element + " }";
	}

}

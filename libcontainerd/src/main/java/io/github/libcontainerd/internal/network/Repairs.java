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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.host.Failures;

/**
 * Makes again what somebody has taken out of the firewall, such as with
 * {@code nft flush ruleset}, or a restart of nftables' service.
 */
final class Repairs {

	private static final int TRIES = 5;

	private final Bridges bridges;

	private final Firewall firewall;

	private final ForwardPolicy policy;

	private final Conntrack flows;

	private final StatusReport.Counters counters;

	Repairs(Bridges bridges, Firewall firewall, ForwardPolicy policy, Conntrack flows, StatusReport.Counters counters) {
		this.bridges = bridges;
		this.firewall = firewall;
		this.policy = policy;
		this.flows = flows;
		this.counters = counters;
	}

	/**
	 * Make what is missing of all networks of the host, and of some containers.
	 * @return how many entries of networks and containers were missing
	 */
	int mend(Collection<Attachment> attachments) {
		for (int i = 1; true; i++) {
			List<Bridge> present = this.bridges.list();
			List<Bridge> unclaimed = new ArrayList<>();
			List<Claims.Port> ports = new ArrayList<>();
			List<String> lines = missing(present, attachments, unclaimed, ports);
			Firewall.Refusal refusal = lines.isEmpty() ? null : this.firewall.apply(lines);
			if (refusal == null) {
				this.flows.forget(ports);
				List<Bridge> left = unclaimed.isEmpty() ? present : left(present, unclaimed);
				int elements = (int) lines.stream()
					.filter((line) -> line.startsWith("create element") || line.startsWith("flush chain"))
					.count();
				int parameters = left.stream().mapToInt(this.bridges::forward).sum();
				return this.counters.repaired(elements + parameters + this.policy.open(left));
			}
			// Another process may be mending the same, or removing it.
			if ((!refusal.exists() && !refusal.absent()) || i == TRIES) {
				throw Failures.of("mend the firewall's table", refusal.output());
			}
		}
	}

	/**
	 * Take back what was made for networks that another process has removed meanwhile.
	 * @return the networks that are there
	 */
	private List<Bridge> left(List<Bridge> present, List<Bridge> made) {
		List<Bridge> left = this.bridges.list();
		made.stream()
			.filter((bridge) -> !left.contains(bridge))
			.forEach((bridge) -> this.firewall.apply(Firewall.withoutNetwork(bridge)));
		return present.stream().filter(left::contains).toList();
	}

	private List<String> missing(List<Bridge> present, Collection<Attachment> attachments, List<Bridge> unclaimed,
			List<Claims.Port> missingPorts) {
		Claims claims = this.firewall.list();
		if (!claims.table()) {
			if (present.isEmpty() && attachments.isEmpty()) {
				return List.of();
			}
			this.firewall.ensure();
		}
		List<String> lines = claims.table() ? Firewall.missingRules(claims) : new ArrayList<>();
		Map<String, Bridge> byName = new HashMap<>();
		for (Bridge bridge : present) {
			byName.put(bridge.name(), bridge);
			List<String> missing = Firewall.missing(bridge, claims);
			if (!missing.isEmpty()) {
				unclaimed.add(bridge);
				lines.addAll(missing);
			}
		}
		Set<InetAddress> addresses = new HashSet<>();
		claims.addresses().forEach((claim) -> addresses.add(claim.address()));
		Set<String> ports = new HashSet<>();
		claims.ports().forEach((claim) -> ports.add(key(claim)));
		for (Attachment attachment : attachments) {
			InetAddress target = null;
			for (Endpoint endpoint : attachment.endpoints()) {
				Bridge bridge = byName.get(endpoint.network());
				if (bridge != null && bridge.subnet().contains(endpoint.address())) {
					target = (target == null && !bridge.internal()) ? endpoint.address() : target;
					if (!addresses.contains(endpoint.address())) {
						lines.add(Firewall.address(attachment.holder(), endpoint.address(), bridge));
					}
				}
			}
			if (target != null) {
				lines.addAll(missingPorts(attachment, target, ports, missingPorts));
			}
		}
		return lines;
	}

	private static List<String> missingPorts(Attachment attachment, InetAddress target, Set<String> present,
			List<Claims.Port> missing) {
		List<String> lines = new ArrayList<>();
		for (PortBinding port : attachment.ports()) {
			Claims.Port claim = Claims.Port.of(port, attachment.holder().comment());
			if (!present.contains(key(claim))) {
				missing.add(claim);
				lines.add(Firewall.port(attachment.holder(), port, target));
			}
		}
		return lines;
	}

	private static String key(Claims.Port claim) {
		return claim.address().getHostAddress() + " " + claim.protocol() + " " + claim.port();
	}

}

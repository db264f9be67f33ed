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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.kernel.Bridge;
import io.github.libcontainerd.internal.network.kernel.Claims;
import io.github.libcontainerd.internal.network.kernel.Conntrack;
import io.github.libcontainerd.internal.network.kernel.Entries;
import io.github.libcontainerd.internal.network.kernel.Firewall;
import io.github.libcontainerd.internal.network.kernel.ForwardPolicy;
import io.github.libcontainerd.internal.network.kernel.Forwarding;
import io.github.libcontainerd.internal.network.kernel.Table;

/**
 * Makes again what somebody has taken out of the firewall, such as with
 * {@code nft flush ruleset}, or a restart of nftables' service.
 */
final class Repairs {

	private static final int TRIES = 5;

	private final Bridges bridges;

	private final Forwarding forwarding;

	private final Firewall firewall;

	private final ForwardPolicy policy;

	private final Conntrack flows;

	private final StatusReport.Counters counters;

	Repairs(Bridges bridges, Forwarding forwarding, Firewall firewall, ForwardPolicy policy, Conntrack flows,
			StatusReport.Counters counters) {
		this.bridges = bridges;
		this.forwarding = forwarding;
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
				int parameters = left.stream().mapToInt(this.forwarding::open).sum();
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
		List<String> lines = claims.table() ? Table.missing(claims) : new ArrayList<>();
		Map<String, Bridge> byName = new HashMap<>();
		for (Bridge bridge : present) {
			byName.put(bridge.name(), bridge);
			List<String> missing = Firewall.missing(bridge, claims);
			if (!missing.isEmpty()) {
				unclaimed.add(bridge);
				lines.addAll(missing);
			}
		}
		Set<String> taken = new HashSet<>();
		claims.entries().forEach((entry) -> taken.add(entry.place()));
		for (Attachment attachment : attachments) {
			String comment = attachment.holder().comment();
			List<Endpoint> endpoints = attachment.endpoints().stream().filter((endpoint) -> {
				Bridge bridge = byName.get(endpoint.network());
				return bridge != null && endpoint.isOf(bridge);
			}).toList();
			for (Endpoint endpoint : endpoints) {
				Bridge bridge = Objects.requireNonNull(byName.get(endpoint.network()));
				endpoint.entries(comment)
					.stream()
					.filter((entry) -> !taken.contains(entry.place()))
					.forEach((entry) -> lines.add(entry.createIn(bridge)));
			}
			lines.addAll(missingPorts(attachment, Target.of(endpoints, byName), taken, missingPorts));
		}
		return lines;
	}

	private static List<String> missingPorts(Attachment attachment, Target target, Set<String> taken,
			List<Claims.Port> missing) {
		List<String> lines = new ArrayList<>();
		for (PortBinding port : attachment.ports()) {
			Claims.Port claim = Claims.Port.of(port, attachment.holder().comment());
			List<Entries.Entry> entries = target.has(port.hostAddress())
					? Entries.port(claim).stream().filter((entry) -> !taken.contains(entry.place())).toList()
					: List.of();
			if (!entries.isEmpty()) {
				missing.add(claim);
				entries.forEach((entry) -> lines.add(target.create(entry, port)));
			}
		}
		return lines;
	}

}

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

import java.util.List;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.network.NetworksStatus;

/**
 * Gets along with a firewall of iptables that drops what is forwarded, as Docker and ufw
 * set it up: what our table accepts, another one may still drop.
 */
public final class ForwardPolicy {

	private static final Logger LOGGER = LoggerFactory.getLogger(ForwardPolicy.class);

	private static final String FORWARD = "FORWARD";

	private static final String DOCKER = "DOCKER-USER";

	private final Host host;

	private final boolean accept;

	public ForwardPolicy(Host host, boolean accept) {
		this.host = host;
		this.accept = accept;
	}

	/**
	 * Accept what belongs to networks, where the policy would drop it.
	 * @return how many rules had to be added
	 */
	public int open(List<Bridge> bridges) {
		return Stream.of(Family.values()).mapToInt((family) -> open(family, family.of(bridges))).sum();
	}

	private int open(Family family, List<Bridge> bridges) {
		if (bridges.isEmpty() || !this.accept || !drops(run(family, "-S", FORWARD))) {
			return 0;
		}
		// Docker keeps this one for the rules of others, and does not flush it.
		String chain = (run(family, "-S", DOCKER).code() == 0) ? DOCKER : FORWARD;
		return bridges.stream().mapToInt((bridge) -> accept(family, bridge, chain)).sum();
	}

	private int accept(Family family, Bridge bridge, String chain) {
		long added = rules(bridge).stream()
			.filter((rule) -> run(family, "-C", chain, rule).code() != 0)
			.filter((rule) -> {
				Host.Output output = run(family, "-I", chain, rule);
				if (output.code() != 0) {
					throw Failures.of("accept forwarding for network '" + bridge.name() + "'", output);
				}
				return true;
			})
			.count();
		if (added > 0) {
			LOGGER.info("The firewall of this host drops what is forwarded; {} rules in {}' chain {} accept "
					+ "network '{}'", added, family.program, chain, bridge.name());
		}
		return (int) added;
	}

	/**
	 * Say it when what belongs to a network is dropped.
	 */
	public void check(Bridge bridge) {
		for (Family family : Family.values()) {
			if (!this.accept && !family.of(List.of(bridge)).isEmpty() && drops(run(family, "-S", FORWARD))) {
				LOGGER.warn(
						"The firewall of this host drops what is forwarded (policy of {}' chain FORWARD), so "
								+ "containers of network '{}' reach neither each other nor others",
						family.program, bridge.name());
			}
		}
	}

	/**
	 * Look what becomes of the packets of networks, the worst of all.
	 */
	public NetworksStatus.ForwardPolicy look(List<Bridge> bridges) {
		NetworksStatus.ForwardPolicy ipv4 = look(Family.IPV4, bridges);
		List<Bridge> withIpv6 = Family.IPV6.of(bridges);
		NetworksStatus.ForwardPolicy ipv6 = withIpv6.isEmpty() ? ipv4 : look(Family.IPV6, withIpv6);
		return Stream.of(NetworksStatus.ForwardPolicy.DROP, NetworksStatus.ForwardPolicy.DROP_OTHERS)
			.filter((policy) -> policy == ipv4 || policy == ipv6)
			.findFirst()
			.orElse(ipv4);
	}

	private NetworksStatus.ForwardPolicy look(Family family, List<Bridge> bridges) {
		Host.Output forward = run(family, "-S", FORWARD);
		if (forward.code() != 0) {
			return NetworksStatus.ForwardPolicy.UNKNOWN;
		}
		if (!drops(forward)) {
			return NetworksStatus.ForwardPolicy.ACCEPT;
		}
		String rules = forward.text() + run(family, "-S", DOCKER).text();
		return bridges.stream().allMatch((bridge) -> rules.contains("-i " + bridge.interfaceName() + " "))
				? NetworksStatus.ForwardPolicy.DROP_OTHERS : NetworksStatus.ForwardPolicy.DROP;
	}

	private static boolean drops(Host.Output forward) {
		return forward.code() == 0 && forward.text().startsWith("-P FORWARD DROP");
	}

	/**
	 * Take back what was added.
	 */
	public void close(Bridge bridge) {
		for (Family family : Family.values()) {
			if (!family.of(List.of(bridge)).isEmpty()) {
				List.of(DOCKER, FORWARD).forEach((chain) -> close(family, bridge, chain));
			}
		}
	}

	private void close(Family family, Bridge bridge, String chain) {
		Host.Output rules = run(family, "-S", chain);
		if (rules.code() == 0 && rules.text().contains(bridge.interfaceName())) {
			rules(bridge).forEach((rule) -> run(family, "-D", chain, rule));
		}
	}

	private static List<List<String>> rules(Bridge bridge) {
		return List.of(List.of("-i", bridge.interfaceName(), "-j", "ACCEPT"), List.of("-o", bridge.interfaceName(),
				"-m", "conntrack", "--ctstate", "ESTABLISHED,RELATED,DNAT", "-j", "ACCEPT"));
	}

	private Host.Output run(Family family, String operation, String chain) {
		return run(family, operation, chain, List.of());
	}

	private Host.Output run(Family family, String operation, String chain, List<String> rule) {
		return this.host.runIfPresent(
				Stream.concat(Stream.of(family.program, "-w", "5", operation, chain), rule.stream()).toList());
	}

	private enum Family {

		IPV4("iptables"), IPV6("ip6tables");

		private final String program;

		Family(String program) {
			this.program = program;
		}

		/**
		 * Return the networks that have this family.
		 */
		List<Bridge> of(List<Bridge> bridges) {
			return (this == IPV4) ? bridges : bridges.stream().filter((bridge) -> bridge.ipv6Subnet() != null).toList();
		}

	}

}

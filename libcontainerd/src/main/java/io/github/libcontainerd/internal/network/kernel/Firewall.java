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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.network.Subnet;

/**
 * The table in the kernel's firewall: what packets may do, and who has which address and
 * which port. Each claim is an element whose key can be there once, in whatever process;
 * its comment names the container. All that is changed together is one transaction.
 */
public final class Firewall {

	private static final Pattern LINE = Pattern.compile("stdin:([0-9]+):");

	private static final int TRIES = 5;

	private final Host host;

	public Firewall(Host host) {
		this.host = host;
	}

	/**
	 * Make the table, unless it is there.
	 */
	public void ensure() {
		Refusal refusal = apply(Table.lines());
		if (refusal != null && !refusal.exists()) {
			throw Failures.of("make the firewall's table", refusal.output());
		}
	}

	public static List<String> network(Bridge bridge) {
		return missing(bridge, Claims.NONE);
	}

	/**
	 * Return what makes again what is missing of a network.
	 */
	public static List<String> missing(Bridge bridge, Claims claims) {
		String link = bridge.interfaceName();
		String chain = Table.NAME + " " + bridge.chain();
		List<String> lines = new ArrayList<>();
		if (claims.subnetOf(bridge.name()) == null) {
			lines.add(Table.create(Table.SUBNETS, bridge.subnet() + " comment \"" + bridge.name() + "\""));
		}
		if (bridge.ipv6Subnet() != null && claims.ipv6SubnetOf(bridge.name()) == null) {
			lines.add(Table.create(Table.SUBNETS6, bridge.ipv6Subnet() + " comment \"" + bridge.name() + "\""));
		}
		List<String> rules = rules(bridge);
		boolean present = claims.chains().contains(bridge.chain());
		if (!present || claims.rules().getOrDefault(bridge.chain(), 0) < rules.size()) {
			lines.add((present ? "flush chain " : "create chain ") + chain);
			rules.forEach((rule) -> lines.add("add rule " + chain + " " + rule));
		}
		sets(bridge).stream()
			.filter((set) -> !claims.interfaces().getOrDefault(set, Set.of()).contains(link))
			.forEach((set) -> lines.add(Table.create(set, link)));
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
	public static List<String> withoutNetwork(Bridge bridge) {
		String chain = Table.NAME + " " + bridge.chain();
		List<String> lines = new ArrayList<>();
		lines.add("flush chain " + chain);
		lines.add("delete chain " + chain);
		lines.add(Table.delete(Table.SUBNETS, bridge.subnet().toString()));
		if (bridge.ipv6Subnet() != null) {
			lines.add(Table.delete(Table.SUBNETS6, bridge.ipv6Subnet().toString()));
		}
		sets(bridge).forEach((set) -> lines.add(Table.delete(set, bridge.interfaceName())));
		return lines;
	}

	private static List<String> sets(Bridge bridge) {
		List<String> sets = new ArrayList<>(List.of(Table.BRIDGES, bridge.internal() ? "internal" : "outward"));
		if (bridge.isolated()) {
			sets.add("isolated");
		}
		return sets;
	}

	/**
	 * Return what removes what a process has claimed for a network that it did not make.
	 */
	public static List<String> withoutRemains(String network, Claims claims) {
		List<String> lines = new ArrayList<>();
		Subnet subnet = claims.subnetOf(network);
		Subnet ipv6Subnet = claims.ipv6SubnetOf(network);
		if (ipv6Subnet != null) {
			lines.add(Table.delete(Table.SUBNETS6, ipv6Subnet.toString()));
		}
		if (subnet != null) {
			lines.add(Table.delete(Table.SUBNETS, subnet.toString()));
			Bridge.chains(network, subnet, ipv6Subnet).stream().filter(claims.chains()::contains).forEach((chain) -> {
				lines.add("flush chain " + Table.NAME + " " + chain);
				lines.add("delete chain " + Table.NAME + " " + chain);
			});
		}
		String link = Bridge.interfaceName(network);
		claims.interfaces().forEach((set, links) -> {
			if (links.contains(link)) {
				lines.add(Table.delete(set, link));
			}
		});
		return lines;
	}

	/**
	 * Apply lines, all or none.
	 * @return why it was refused; {@code null} if it was not
	 */
	public @Nullable Refusal apply(List<String> lines) {
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

	public Claims list() {
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
	public record Refusal(int line, Host.Output output) {

		public boolean exists() {
			return this.output.failedWith("File exists") || overlaps();
		}

		boolean overlaps() {
			return this.output.failedWith("overlaps") || this.output.failedWith("Directory not empty");
		}

		public boolean absent() {
			return this.output.failedWith("No such file or directory");
		}

		public boolean busy() {
			return this.output.failedWith("Device or resource busy");
		}

	}

}

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

import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Lock;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.kernel.Bridge;
import io.github.libcontainerd.internal.network.kernel.Claims;
import io.github.libcontainerd.internal.network.kernel.Firewall;
import io.github.libcontainerd.internal.network.kernel.ForwardPolicy;
import io.github.libcontainerd.internal.network.kernel.Forwarding;
import io.github.libcontainerd.internal.network.kernel.Table;
import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.network.NetworkRequest;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.NetworksStatus;
import io.github.libcontainerd.network.Subnet;

/**
 * Networks that are bridges of the host, with a chain and a claimed subnet in the
 * firewall each.
 */
final class BridgeNetworks implements Networks {

	private final DriverSettings settings;

	private final Bridges bridges;

	private final Forwarding forwarding;

	private final Subnets subnets;

	private final Firewall firewall;

	private final ForwardPolicy policy;

	private final Repairs repairs;

	private final StatusReport report;

	private final Lock lock;

	/**
	 * Create networks.
	 * @param lock held while one is created or removed
	 */
	BridgeNetworks(DriverSettings settings, Bridges bridges, Forwarding forwarding, Firewall firewall,
			ForwardPolicy policy, Repairs repairs, StatusReport report, Lock lock) {
		this.settings = settings;
		this.bridges = bridges;
		this.forwarding = forwarding;
		this.subnets = new Subnets(bridges, settings.pool());
		this.firewall = firewall;
		this.policy = policy;
		this.repairs = repairs;
		this.report = report;
		this.lock = lock;
	}

	@Override
	public Network create(NetworkRequest request) {
		this.lock.lock();
		try {
			Bridge present = this.bridges.find(request.name());
			Claims claims = this.firewall.list();
			if (present != null) {
				checkSame(present, request);
				this.repairs.mend(List.of());
				return present.describe(claims);
			}
			boolean ipv6 = (request.ipv6() != null) ? request.ipv6() : this.settings.ipv6();
			if (ipv6) {
				this.forwarding.requireIpv6(request.name(), request.internal());
			}
			if (!claims.table()) {
				this.firewall.ensure();
			}
			if (!claims.table() || !Table.missing(claims).isEmpty()) {
				// What was flushed comes back before somebody else takes it.
				this.repairs.mend(List.of());
				claims = this.firewall.list();
			}
			Bridge bridge = claim(request, ipv6, claims);
			this.bridges.make(bridge);
			this.policy.check(bridge);
			this.policy.open(List.of(bridge));
			return bridge.describe(Claims.NONE);
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void checkSame(Bridge present, NetworkRequest request) {
		if (!present.is(request)) {
			throw Failures.of("create network '" + request.name() + "'", Reason.ALREADY_EXISTS,
					"there is a network of this name that is another one: " + present.alias() + ", MTU " + present.mtu()
							+ "; remove it first, or take another name");
		}
	}

	private Bridge claim(NetworkRequest request, boolean ipv6, Claims claims) {
		int mtu = mtu(request, ipv6);
		Iterator<Subnet> candidates = this.subnets.candidates(request, claims).iterator();
		Iterator<Subnet> ipv6Candidates = ipv6 ? this.subnets.ipv6Candidates(request, claims).iterator()
				: Collections.emptyIterator();
		Subnet subnet = next(candidates, request, false);
		Subnet ipv6Subnet = ipv6 ? next(ipv6Candidates, request, true) : null;
		while (true) {
			Bridge bridge = new Bridge(request.name(), subnet, ipv6Subnet, mtu, request.internal(), request.isolated());
			Firewall.Refusal refusal = this.firewall.apply(Firewall.network(bridge));
			if (refusal == null) {
				return bridge;
			}
			if (!refusal.exists()) {
				throw Failures.of("create network '" + bridge.name() + "'", refusal.output());
			}
			Bridge begun = begun(bridge, request);
			if (begun != null) {
				return begun;
			}
			if (ipv6Subnet != null && refusal.line() == 1) {
				ipv6Subnet = next(ipv6Candidates, request, true);
			}
			else {
				subnet = next(candidates, request, false);
			}
		}
	}

	private int mtu(NetworkRequest request, boolean ipv6) {
		Integer wished = (request.mtu() != null) ? request.mtu() : this.settings.mtu();
		int mtu = (wished != null) ? wished : this.bridges.defaultMtu();
		if (ipv6 && mtu < Bridge.SMALLEST_IPV6_MTU) {
			throw Failures.of("create network '" + request.name() + "' with IPv6", Reason.IPV6_UNAVAILABLE,
					"IPv6 needs packets of " + Bridge.SMALLEST_IPV6_MTU + " bytes, and the MTU is " + mtu
							+ "; set a larger one for the network");
		}
		return mtu;
	}

	private Subnet next(Iterator<Subnet> candidates, NetworkRequest request, boolean ipv6) {
		if (!candidates.hasNext()) {
			throw this.subnets.noneLeft(request, ipv6);
		}
		return candidates.next();
	}

	/**
	 * Go on with a network that another process creates just now, or that died while it
	 * did.
	 * @return the network; {@code null} when it is another one that has the subnets
	 */
	private @Nullable Bridge begun(Bridge wished, NetworkRequest request) {
		Claims claims = this.firewall.list();
		if (!wished.subnet().equals(claims.subnetOf(wished.name()))) {
			return null;
		}
		Subnet ipv6Subnet = claims.ipv6SubnetOf(wished.name());
		boolean open = wished.ipv6Subnet() != null && ipv6Subnet != null && request.ipv6Subnet() == null;
		Bridge bridge = open ? new Bridge(wished.name(), wished.subnet(), ipv6Subnet, wished.mtu(), wished.internal(),
				wished.isolated()) : wished;
		if (claims.chains().contains(bridge.chain())) {
			return bridge;
		}
		this.firewall.apply(Firewall.withoutRemains(bridge.name(), claims));
		return (this.firewall.apply(Firewall.network(bridge)) == null) ? bridge : null;
	}

	@Override
	public List<Network> list() {
		Claims claims = this.firewall.list();
		return this.bridges.list()
			.stream()
			.sorted(Comparator.comparing(Bridge::name))
			.map((bridge) -> bridge.describe(claims))
			.toList();
	}

	@Override
	public Network inspect(String name) {
		return require("inspect", name).describe(this.firewall.list());
	}

	private Bridge require(String operation, String name) {
		NetworkRequest checked = NetworkRequest.of(name).build();
		Bridge bridge = this.bridges.find(checked.name());
		if (bridge == null) {
			throw Failures.unknown(operation + " network '" + name + "'", name);
		}
		return bridge;
	}

	@Override
	public void remove(String name) {
		this.lock.lock();
		try {
			Bridge bridge = require("remove", name);
			String user = removeUnused(bridge);
			if (user != null) {
				throw Failures.of("remove network '" + name + "'", Reason.IN_USE, "it is used by " + user);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public List<String> prune() {
		this.lock.lock();
		try {
			return this.bridges.list()
				.stream()
				.filter((bridge) -> removeUnused(bridge) == null)
				.map(Bridge::name)
				.sorted()
				.toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public NetworksStatus status() {
		return this.report.make();
	}

	/**
	 * Remove a network that nobody uses.
	 * @return who uses it; {@code null} if it was removed
	 */
	private @Nullable String removeUnused(Bridge bridge) {
		// Without its claims nobody could be seen, nor could it be told from a used one.
		this.repairs.mend(List.of());
		if (this.bridges.hasPorts(bridge) && bridge.describe(this.firewall.list()).members().isEmpty()) {
			return "an interface that is plugged in";
		}
		Firewall.Refusal refusal = this.firewall.apply(Firewall.withoutNetwork(bridge));
		if (refusal != null && refusal.busy()) {
			List<String> containers = bridge.describe(this.firewall.list())
				.members()
				.stream()
				.map((member) -> "container '" + member.container() + "'")
				.toList();
			return containers.isEmpty() ? "a container" : String.join(", ", containers);
		}
		if (refusal != null && !refusal.absent()) {
			throw Failures.of("remove network '" + bridge.name() + "'", refusal.output());
		}
		if (refusal != null) {
			List<String> remains = Firewall.withoutRemains(bridge.name(), this.firewall.list());
			if (!remains.isEmpty()) {
				this.firewall.apply(remains);
			}
		}
		this.policy.close(bridge);
		this.bridges.remove(bridge);
		// Another process that mends may have claimed it again just before.
		List<String> remains = Firewall.withoutRemains(bridge.name(), this.firewall.list());
		if (!remains.isEmpty()) {
			this.firewall.apply(remains);
		}
		return null;
	}

}

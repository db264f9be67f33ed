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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.Lock;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.internal.network.host.Failures;
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

	// Most pools have less; a larger one is not walked to its end.
	private static final int MOST_SUBNETS = 4096;

	private static final int PREFIX_LENGTH = 24;

	private final Bridges bridges;

	private final Firewall firewall;

	private final ForwardPolicy policy;

	private final Repairs repairs;

	private final StatusReport report;

	private final Subnet pool;

	private final @Nullable Integer mtu;

	private final Lock lock;

	/**
	 * Create networks.
	 * @param mtu the size of the largest packet of those that don't say it
	 * @param lock held while one is created or removed
	 */
	BridgeNetworks(Bridges bridges, Firewall firewall, ForwardPolicy policy, Repairs repairs, StatusReport report,
			Subnet pool, @Nullable Integer mtu, Lock lock) {
		this.bridges = bridges;
		this.firewall = firewall;
		this.policy = policy;
		this.repairs = repairs;
		this.report = report;
		this.pool = pool;
		this.mtu = mtu;
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
			if (!claims.table()) {
				this.firewall.ensure();
				// What was flushed comes back before somebody else takes it.
				this.repairs.mend(List.of());
				claims = this.firewall.list();
			}
			Bridge bridge = claim(request, claims);
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

	private Bridge claim(NetworkRequest request, Claims claims) {
		Integer wished = (request.mtu() != null) ? request.mtu() : this.mtu;
		int size = (wished != null) ? wished : this.bridges.defaultMtu();
		List<Subnet> candidates = candidates(request, claims);
		for (Subnet subnet : candidates) {
			Bridge bridge = new Bridge(request.name(), subnet, size, request.internal(), request.isolated());
			if (claim(bridge)) {
				return bridge;
			}
		}
		if (request.subnet() != null) {
			throw overlaps(request, "another network has it");
		}
		throw Failures.of("create network '" + request.name() + "'", Reason.NO_SUBNET_LEFT,
				"the host uses all subnets of the pool " + this.pool + " already");
	}

	/**
	 * Claim the subnet of a network.
	 * @return whether that was done; otherwise another network has the subnet
	 */
	private boolean claim(Bridge bridge) {
		Firewall.Refusal refusal = this.firewall.apply(Firewall.network(bridge));
		if (refusal == null) {
			return true;
		}
		if (!refusal.exists()) {
			throw Failures.of("create network '" + bridge.name() + "'", refusal.output());
		}
		// Another process creates the same network just now, or died while it did.
		Claims claims = this.firewall.list();
		if (!bridge.subnet().equals(claims.subnetOf(bridge.name()))) {
			return false;
		}
		if (claims.chains().contains(bridge.chain())) {
			return true;
		}
		this.firewall.apply(Firewall.withoutRemains(bridge.name(), claims));
		return this.firewall.apply(Firewall.network(bridge)) == null;
	}

	private List<Subnet> candidates(NetworkRequest request, Claims claims) {
		List<Subnet> used = this.bridges.routes();
		Subnet begun = claims.subnetOf(request.name());
		if (request.subnet() != null) {
			for (Subnet route : used) {
				if (route.overlaps(request.subnet())) {
					throw overlaps(request, "the host has a route to " + route);
				}
			}
			return List.of(request.subnet());
		}
		if (begun != null) {
			return List.of(begun);
		}
		claims.subnets().forEach((net) -> used.add(net.subnet()));
		int length = Math.max(PREFIX_LENGTH, this.pool.prefixLength());
		long step = 1L << (Integer.SIZE - length);
		List<Subnet> free = new ArrayList<>();
		for (long i = 0; i < this.pool.size() && i / step < MOST_SUBNETS; i += step) {
			Subnet candidate = new Subnet(this.pool.get(i), length);
			if (used.stream().noneMatch(candidate::overlaps)) {
				free.add(candidate);
			}
		}
		return free;
	}

	private static NetworkException overlaps(NetworkRequest request, String problem) {
		return Failures.of("create network '" + request.name() + "'", Reason.SUBNET_OVERLAPS,
				"the subnet " + request.subnet() + " is in use: " + problem);
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

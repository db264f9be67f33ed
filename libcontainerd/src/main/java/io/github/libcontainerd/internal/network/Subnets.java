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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Hashes;
import io.github.libcontainerd.internal.network.kernel.Claims;
import io.github.libcontainerd.network.NetworkRequest;
import io.github.libcontainerd.network.Subnet;

/**
 * Chooses subnets for networks to try. Which are taken, the kernel decides.
 */
final class Subnets {

	// Most pools have less; a larger one is not walked to its end.
	private static final int MOST = 4096;

	private static final int PREFIX_LENGTH = 24;

	private static final int IPV6_TRIES = 64;

	private static final Path MACHINE = Path.of("/etc/machine-id");

	private static final int GLOBAL_DIGITS = 10;

	private static final int SUBNET_DIGITS = 4;

	private final Bridges bridges;

	private final Subnet pool;

	// Of a host that has no name for itself.
	private final String another = UUID.randomUUID().toString();

	Subnets(Bridges bridges, Subnet pool) {
		this.bridges = bridges;
		this.pool = pool;
	}

	/**
	 * Return the subnets that a network may have.
	 * @param claims what is claimed; a network that a process has begun keeps its subnet
	 */
	List<Subnet> candidates(NetworkRequest request, Claims claims) {
		List<Subnet> used = this.bridges.routes(request.name());
		if (request.subnet() != null) {
			return wished(request, request.subnet(), used);
		}
		Subnet begun = claims.subnetOf(request.name());
		if (begun != null) {
			return List.of(begun);
		}
		claims.subnets().forEach((net) -> used.add(net.subnet()));
		int length = Math.max(PREFIX_LENGTH, this.pool.prefixLength());
		long step = 1L << (Integer.SIZE - length);
		List<Subnet> free = new ArrayList<>();
		for (long i = 0; i < this.pool.size() && i / step < MOST; i += step) {
			Subnet candidate = new Subnet(this.pool.get(i), length);
			if (used.stream().noneMatch(candidate::overlaps)) {
				free.add(candidate);
			}
		}
		return free;
	}

	/**
	 * Return the subnets of IPv6 that a network may have.
	 */
	List<Subnet> ipv6Candidates(NetworkRequest request, Claims claims) {
		List<Subnet> used = this.bridges.ipv6Routes(request.name());
		if (request.ipv6Subnet() != null) {
			return wished(request, request.ipv6Subnet(), used);
		}
		Subnet begun = claims.ipv6SubnetOf(request.name());
		if (begun != null) {
			return List.of(begun);
		}
		claims.subnets().forEach((net) -> used.add(net.subnet()));
		String machine = machine();
		return IntStream.range(0, IPV6_TRIES)
			.mapToObj((i) -> uniqueLocal(machine, request.name(), i))
			.filter((candidate) -> used.stream().noneMatch(candidate::overlaps))
			.toList();
	}

	private String machine() {
		try {
			String id = Files.readString(MACHINE).strip();
			return id.isEmpty() ? this.another : id;
		}
		catch (IOException ex) {
			return this.another;
		}
	}

	/**
	 * Return a subnet of unique local addresses (RFC 4193): 40 bits of the machine, which
	 * no other one has and which don't tell its id, and 16 of the network.
	 */
	static Subnet uniqueLocal(String machine, String network, int attempt) {
		String digits = "fd" + Hashes.of("libcontainerd networks of " + machine, GLOBAL_DIGITS)
				+ Hashes.of(network + " " + attempt, SUBNET_DIGITS);
		return Subnet.parse(String.join(":", digits.split("(?<=\\G.{4})")) + "::/64");
	}

	private static List<Subnet> wished(NetworkRequest request, Subnet subnet, List<Subnet> used) {
		used.stream().filter(subnet::overlaps).findFirst().ifPresent((route) -> {
			throw overlaps(request, subnet, "the host has a route to " + route);
		});
		return List.of(subnet);
	}

	/**
	 * Say that there is no subnet left of those to try.
	 */
	NetworkException noneLeft(NetworkRequest request, boolean ipv6) {
		Subnet wish = ipv6 ? request.ipv6Subnet() : request.subnet();
		if (wish != null) {
			return overlaps(request, wish, "another network has it");
		}
		return Failures.of("create network '" + request.name() + "'", Reason.NO_SUBNET_LEFT,
				ipv6 ? "the host uses all subnets of IPv6 already that were tried; choose one"
						: "the host uses all subnets of the pool " + this.pool + " already");
	}

	private static NetworkException overlaps(NetworkRequest request, Subnet subnet, String problem) {
		return Failures.of("create network '" + request.name() + "'", Reason.SUBNET_OVERLAPS,
				"the subnet " + subnet + " is in use: " + problem);
	}

}

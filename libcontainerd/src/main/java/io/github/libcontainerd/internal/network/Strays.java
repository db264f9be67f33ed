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

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.network.kernel.Claims;
import io.github.libcontainerd.internal.network.kernel.Firewall;

/**
 * Takes back what is claimed for containers and networks that are no more and that no
 * process will take back, since it has lost its state directory or does not come again. A
 * container that lives has an interface, and a network has a bridge. Those that are being
 * made or removed may lack it for a moment, so that what lacks it counts when it does so
 * twice, with a while between. Used by one thread at a time.
 */
final class Strays {

	static final long WHILE = TimeUnit.SECONDS.toNanos(30);

	private static final Logger LOGGER = LoggerFactory.getLogger(Strays.class);

	private final Bridges bridges;

	private final Firewall firewall;

	private final Releases releases;

	private final LongSupplier clock;

	private Set<String> suspects = Set.of();

	private long looked;

	Strays(Bridges bridges, Firewall firewall, Releases releases, LongSupplier clock) {
		this.bridges = bridges;
		this.firewall = firewall;
		this.releases = releases;
		this.clock = clock;
		this.looked = clock.getAsLong();
	}

	/**
	 * Look, if it is time to.
	 * @param own the comments of what this process has attached
	 */
	void takeBack(Set<String> own) {
		long now = this.clock.getAsLong();
		if (now - this.looked < WHILE) {
			return;
		}
		this.looked = now;
		Claims claims = this.firewall.list();
		Set<String> current = suspects(claims, own);
		Set<String> again = new HashSet<>(current);
		again.retainAll(this.suspects);
		current.removeAll(again);
		this.suspects = current;
		if (!again.isEmpty()) {
			takeBack(claims, again);
		}
	}

	private Set<String> suspects(Claims claims, Set<String> own) {
		Set<String> suspects = claims.comments();
		suspects.removeAll(own);
		if (!suspects.isEmpty()) {
			suspects.removeAll(this.bridges.plugged());
		}
		Set<String> networks = new HashSet<>();
		claims.subnets().forEach((net) -> networks.add(network(net)));
		if (!networks.isEmpty()) {
			this.bridges.list()
				.forEach((bridge) -> Stream.of(bridge.subnet(), bridge.ipv6Subnet())
					.filter(Objects::nonNull)
					.forEach((subnet) -> networks.remove(network(new Claims.Net(subnet, bridge.name())))));
		}
		suspects.addAll(networks);
		return suspects;
	}

	private static String network(Claims.Net net) {
		return net.network() + " " + net.subnet();
	}

	private void takeBack(Claims claims, Set<String> strays) {
		LOGGER.info("Taking back what networks and containers have left that are no more: {}", strays);
		this.releases.takeBack(claims, strays);
		for (Claims.Net net : claims.subnets()) {
			if (strays.contains(network(net))) {
				// What refers to it still is another stray, and this one's turn comes
				// after it.
				List<String> lines = Firewall.withoutRemains(net.network(), claims);
				this.firewall.apply(lines);
			}
		}
	}

}

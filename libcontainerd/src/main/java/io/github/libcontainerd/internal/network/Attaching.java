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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.internal.network.kernel.Bridge;
import io.github.libcontainerd.internal.network.kernel.Claims;
import io.github.libcontainerd.internal.network.kernel.Conntrack;
import io.github.libcontainerd.internal.network.kernel.Firewall;
import io.github.libcontainerd.network.EndpointRequest;

/**
 * Makes what a container is to have of networks. Safe for use by several threads.
 */
final class Attaching {

	private static final int MOST_PORTS = 64;

	private final DriverSettings settings;

	private final Host host;

	private final Bridges bridges;

	private final Firewall firewall;

	private final Pins pins;

	private final Conntrack flows;

	private final Repairs repairs;

	private final Addressing addressing = new Addressing();

	private final Map<String, Bridge> known = new ConcurrentHashMap<>();

	Attaching(DriverSettings settings, Host host, Bridges bridges, Firewall firewall, Pins pins, Conntrack flows,
			Repairs repairs) {
		this.settings = settings;
		this.host = host;
		this.bridges = bridges;
		this.firewall = firewall;
		this.pins = pins;
		this.flows = flows;
		this.repairs = repairs;
	}

	static void check(Holder holder, AttachRequest request) {
		Operation operation = Operation.onDaemon("attach container '" + holder.id() + "' to its networks");
		if (request.endpoints().isEmpty() || request.endpoints().size() > NetworkDriver.MOST_NETWORKS) {
			throw new InvalidRequestException(operation, "a container can be in 1 to " + NetworkDriver.MOST_NETWORKS
					+ " networks, not in " + request.endpoints().size(), null);
		}
		if (request.ports().size() > MOST_PORTS) {
			throw new InvalidRequestException(operation,
					"a container can have at most " + MOST_PORTS + " published ports, not " + request.ports().size(),
					null);
		}
		Set<String> names = new HashSet<>();
		for (EndpointRequest endpoint : request.endpoints()) {
			if (!names.add(endpoint.network())) {
				throw new InvalidRequestException(operation, "network '" + endpoint.network() + "' is asked for twice",
						null);
			}
		}
	}

	/**
	 * Make it. What was made when this fails is the caller's to release.
	 */
	Attached make(Holder holder, AttachRequest request) {
		this.pins.prepare(holder);
		for (boolean again = false; true; again = true) {
			List<Bridge> chosen = bridges(holder, request);
			try (Claiming claiming = new Claiming(this.host, this.firewall, this.addressing,
					this.settings.publishAddress(), holder, request, chosen)) {
				if (claiming.claim()) {
					this.flows.forget(claiming.bindings()
						.stream()
						.map((port) -> Claims.Port.of(port, holder.comment()))
						.toList());
					this.pins.make(holder, chosen, claiming.endpoints(), request.ids());
					this.bridges.plug(holder, chosen);
					Attachment attachment = new Attachment(holder, this.pins.of(holder), claiming.endpoints(),
							claiming.bindings(), this.pins.userNamespace(holder, request.ids()));
					return new Attached(attachment, claiming.takeReservations());
				}
			}
			if (again) {
				throw Failures.unknown("attach container '" + holder.id() + "'",
						request.endpoints().stream().map(EndpointRequest::network).toList().toString());
			}
			this.known.clear();
			this.repairs.mend(List.of());
		}
	}

	private List<Bridge> bridges(Holder holder, AttachRequest request) {
		List<Bridge> chosen = new ArrayList<>();
		for (EndpointRequest endpoint : request.endpoints()) {
			Bridge bridge = this.known.get(endpoint.network());
			if (bridge == null) {
				this.bridges.list().forEach((present) -> this.known.put(present.name(), present));
				bridge = this.known.get(endpoint.network());
			}
			if (bridge == null) {
				throw Failures.unknown("attach container '" + holder.id() + "'", endpoint.network());
			}
			chosen.add(bridge);
		}
		if (!request.ports().isEmpty() && chosen.stream().allMatch(Bridge::internal)) {
			throw new InvalidRequestException(Operation.onDaemon("publish ports of container '" + holder.id() + "'"),
					"it is in internal networks only, which nothing outside reaches", null);
		}
		return chosen;
	}

	/**
	 * What was made.
	 *
	 * @param attachment what the container holds
	 * @param reservations what keeps its ports from processes of the host
	 */
	record Attached(Attachment attachment, List<Host.Reservation> reservations) {
	}

}

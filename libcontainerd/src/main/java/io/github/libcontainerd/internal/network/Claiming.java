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
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;

/**
 * Claims the addresses and ports of one container, all in one transaction that is tried
 * with others while it is refused. Used by one thread.
 */
final class Claiming implements AutoCloseable {

	private final Firewall firewall;

	private final Addressing addressing;

	private final Holder holder;

	private final List<EndpointRequest> wishes;

	private final List<Bridge> bridges;

	private final List<PortChoice> ports = new ArrayList<>();

	private final List<InetAddress> addresses = new ArrayList<>();

	private List<PortBinding> bindings = List.of();

	private List<Host.Reservation> kept = List.of();

	Claiming(Host host, Firewall firewall, Addressing addressing, InetAddress publishAddress, Holder holder,
			AttachRequest request, List<Bridge> bridges) {
		this.firewall = firewall;
		this.addressing = addressing;
		this.holder = holder;
		this.wishes = request.endpoints();
		this.bridges = bridges;
		for (int i = 0; i < bridges.size(); i++) {
			this.addresses.add(first(this.wishes.get(i), bridges.get(i)));
		}
		for (PublishedPort port : request.ports()) {
			this.ports.add(new PortChoice(host, port, publishAddress, firewall::list));
		}
	}

	private InetAddress first(EndpointRequest wish, Bridge bridge) {
		if (wish.address() == null) {
			return this.addressing.guess(bridge);
		}
		if (!bridge.hasAddress(wish.address())) {
			throw new InvalidRequestException(Operation.onDaemon("attach container '" + this.holder.id() + "'"),
					wish.address().getHostAddress() + " is no address for a container in network '" + bridge.name()
							+ "', which has " + bridge.subnet() + " with " + bridge.gateway().getHostAddress()
							+ " for the host",
					null);
		}
		return wish.address();
	}

	/**
	 * Claim all.
	 * @return whether it was done; otherwise a network is not there any more, or not in
	 * the firewall
	 */
	boolean claim() {
		this.ports.forEach(PortChoice::advance);
		while (true) {
			Firewall.Refusal refusal = this.firewall.apply(lines());
			if (refusal == null) {
				this.bindings = this.ports.stream().map(PortChoice::binding).toList();
				this.kept = this.ports.stream().map(PortChoice::end).filter(Objects::nonNull).toList();
				this.ports.clear();
				return true;
			}
			if (refusal.absent()) {
				return false;
			}
			if (!refusal.exists()) {
				throw Failures.of("attach container '" + this.holder.id() + "' to its networks", refusal.output());
			}
			if (refusal.line() < this.addresses.size()) {
				tryAnotherAddress(refusal.line());
			}
			else {
				this.ports.get(refusal.line() - this.addresses.size()).advance();
			}
		}
	}

	private void tryAnotherAddress(int index) {
		Bridge bridge = this.bridges.get(index);
		InetAddress refused = this.addresses.get(index);
		Claims claims = this.firewall.list();
		String operation = "attach container '" + this.holder.id() + "' to network '" + bridge.name() + "'";
		if (this.wishes.get(index).address() != null) {
			String container = claims.addresses()
				.stream()
				.filter((claim) -> claim.address().equals(refused))
				.map(Claims.Address::container)
				.findFirst()
				.orElse("another");
			throw Failures.of(operation, Reason.ADDRESS_IN_USE,
					refused.getHostAddress() + " belongs to container '" + container + "'");
		}
		InetAddress free = this.addressing.free(bridge, claims);
		if (free == null) {
			throw Failures.of(operation, Reason.NO_ADDRESS_LEFT,
					"all " + bridge.room() + " addresses of " + bridge.subnet() + " are taken");
		}
		this.addresses.set(index, free);
	}

	private List<String> lines() {
		List<String> lines = new ArrayList<>();
		for (int i = 0; i < this.bridges.size(); i++) {
			lines.add(Firewall.address(this.holder, this.addresses.get(i), this.bridges.get(i)));
		}
		InetAddress target = target();
		this.ports.forEach((port) -> lines
			.add(Firewall.port(this.holder, port.binding(), Objects.requireNonNull(target, "checked before"))));
		return lines;
	}

	private @Nullable InetAddress target() {
		for (int i = 0; i < this.bridges.size(); i++) {
			if (!this.bridges.get(i).internal()) {
				return this.addresses.get(i);
			}
		}
		return null;
	}

	List<InetAddress> addresses() {
		return this.addresses;
	}

	List<PortBinding> bindings() {
		return this.bindings;
	}

	/**
	 * Return what keeps the ports. It is the caller's.
	 */
	List<Host.Reservation> takeReservations() {
		List<Host.Reservation> taken = this.kept;
		this.kept = List.of();
		return taken;
	}

	@Override
	public void close() {
		this.ports.stream().map(PortChoice::end).filter(Objects::nonNull).forEach(Host.Reservation::close);
		this.kept.forEach(Host.Reservation::close);
	}

}

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

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.internal.network.kernel.AddressRange;
import io.github.libcontainerd.internal.network.kernel.Bridge;
import io.github.libcontainerd.internal.network.kernel.Claims;
import io.github.libcontainerd.internal.network.kernel.Entries;
import io.github.libcontainerd.internal.network.kernel.Firewall;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;

/**
 * Claims the addresses and ports of one container, all in one transaction that is tried
 * with others while it is refused. Used by one thread.
 */
final class Claiming implements AutoCloseable {

	private final Firewall firewall;

	private final Holder holder;

	private final Map<String, Bridge> bridges;

	private final List<Place> places = new ArrayList<>();

	private final List<PortChoice> ports = new ArrayList<>();

	private List<PortBinding> bindings = List.of();

	private List<Host.Reservation> kept = List.of();

	Claiming(Host host, Firewall firewall, Addressing addressing, InetAddress publishAddress, Holder holder,
			AttachRequest request, List<Bridge> bridges) {
		this.firewall = firewall;
		this.holder = holder;
		this.bridges = bridges.stream().collect(Collectors.toMap(Bridge::name, Function.identity()));
		for (int i = 0; i < bridges.size(); i++) {
			this.places.add(place(addressing, request.endpoints().get(i), bridges.get(i)));
		}
		Target target = target();
		for (PublishedPort port : request.ports()) {
			InetAddress at = (port.address() != null) ? port.address() : publishAddress;
			if (!target.has(at)) {
				throw AddressChoice.invalid(holder, "port " + port + " is to be published at " + IpAddresses.format(at)
						+ ", and none of its networks that are not internal has IPv6; create one with IPv6");
			}
			boolean ipv6Too = at instanceof Inet4Address && at.isAnyLocalAddress() && target.has(Claims.ALL_IPV6);
			this.ports.add(new PortChoice(host, port, at, ipv6Too, firewall::list));
		}
	}

	private Place place(Addressing addressing, EndpointRequest wish, Bridge bridge) {
		AddressRange ipv6Range = bridge.ipv6Range();
		if (ipv6Range == null && wish.ipv6Address() != null) {
			throw AddressChoice.invalid(this.holder, "network '" + bridge.name() + "' has no IPv6, and so no address "
					+ IpAddresses.format(wish.ipv6Address()));
		}
		return new Place(wish, new AddressChoice(addressing, this.holder, bridge, bridge.range(), wish.address()),
				(ipv6Range != null) ? new AddressChoice(addressing, this.holder, bridge, ipv6Range, wish.ipv6Address())
						: null);
	}

	private Target target() {
		return Target.of(endpoints(), this.bridges);
	}

	/**
	 * Claim all.
	 * @return whether it was done; otherwise a network is not there any more, or not in
	 * the firewall
	 */
	boolean claim() {
		this.ports.forEach(PortChoice::advance);
		while (true) {
			List<String> lines = new ArrayList<>();
			// What to do when the line of the same number is refused.
			List<Runnable> others = new ArrayList<>();
			lines(lines, others);
			Firewall.Refusal refusal = this.firewall.apply(lines);
			if (refusal == null) {
				this.bindings = this.ports.stream().flatMap((port) -> port.bindings().stream()).toList();
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
			others.get(refusal.line()).run();
		}
	}

	private void lines(List<String> lines, List<Runnable> others) {
		for (Place place : this.places) {
			for (AddressChoice choice : place.choices()) {
				lines.add(choice.line());
				others.add(() -> choice.advance(this.firewall.list()));
			}
		}
		Target target = target();
		for (PortChoice port : this.ports) {
			for (PortBinding binding : port.bindings()) {
				for (Entries.Entry entry : Entries.port(Claims.Port.of(binding, this.holder.comment()))) {
					lines.add(target.create(entry, binding));
					others.add(port::advance);
				}
			}
		}
	}

	List<Endpoint> endpoints() {
		return this.places.stream().map(Place::endpoint).toList();
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

	/**
	 * What it is to have of one network.
	 */
	private record Place(EndpointRequest wish, AddressChoice address, @Nullable AddressChoice ipv6Address) {

		List<AddressChoice> choices() {
			return (this.ipv6Address != null) ? List.of(this.address, this.ipv6Address) : List.of(this.address);
		}

		Endpoint endpoint() {
			return new Endpoint(this.wish.network(), this.address.address(),
					(this.ipv6Address != null) ? this.ipv6Address.address() : null, this.wish.aliases());
		}

	}

}

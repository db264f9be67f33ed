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
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.cni.CniDriver;
import io.github.libcontainerd.internal.network.host.Hashes;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.internal.network.kernel.Firewall;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.network.PublishedPort;

/**
 * Puts containers into networks of the site's own configuration (CNI), and takes them out
 * again. Safe for use by several threads.
 */
final class CniAttaching {

	private static final int LONGEST_ID = 128;

	private static final int DIGITS = 32;

	private final DriverSettings settings;

	private final Host host;

	private final Firewall firewall;

	private final Pins pins;

	private final CniDriver cni;

	CniAttaching(DriverSettings settings, Host host, Firewall firewall, Pins pins, CniDriver cni) {
		this.settings = settings;
		this.host = host;
		this.firewall = firewall;
		this.pins = pins;
		this.cni = cni;
	}

	/**
	 * Put a container in. What was made when this fails is the caller's to take back.
	 */
	Attaching.Attached make(Holder holder, String network, List<PublishedPort> ports, @Nullable IdMap ids) {
		this.pins.prepare(holder);
		this.pins.make(holder, List.of(), List.of(), ids);
		// Plugins publish a port that is taken as well, and nobody notices.
		List<PortChoice> choices = ports.stream()
			.map((port) -> new PortChoice(this.host, port,
					(port.address() != null) ? port.address() : this.settings.publishAddress(), false,
					this.firewall::list))
			.toList();
		boolean done = false;
		try {
			choices.forEach(PortChoice::advance);
			List<PortBinding> bindings = choices.stream().flatMap((port) -> port.bindings().stream()).toList();
			Path pin = this.pins.of(holder);
			InetAddress address = this.cni.add(containerId(holder), network, pin, this.pins.cniState(pin), bindings);
			Attachment attachment = new Attachment(holder, pin,
					List.of(new Endpoint(Attachment.CNI + network, address, null, List.of())), bindings,
					this.pins.userNamespace(holder, ids));
			done = true;
			return new Attaching.Attached(attachment, reservations(choices));
		}
		finally {
			if (!done) {
				reservations(choices).forEach(Host.Reservation::close);
			}
		}
	}

	private static List<Host.Reservation> reservations(List<PortChoice> choices) {
		return choices.stream().map(PortChoice::end).filter(Objects::nonNull).toList();
	}

	// Plugins make comments of it, which have an end.
	private static String containerId(Holder holder) {
		String id = holder.owner() + "--" + holder.pinName();
		return (id.length() <= LONGEST_ID) ? id : holder.owner() + "--" + Hashes.of(holder.pinName(), DIGITS);
	}

	/**
	 * Take a container out, if it is in such a network.
	 * @param pin the file of its namespace
	 */
	void takeOut(Path pin) {
		Path state = this.pins.cniState(pin);
		if (this.cni.isAdded(state)) {
			if (!this.pins.isMounted(pin)) {
				// Plugins look there for what to remove elsewhere.
				this.pins.replace(pin, this.cni.addresses(state));
			}
			this.cni.delete(pin, state);
		}
	}

	/**
	 * Say it when the network of a container is not as it was made.
	 */
	void check(Path pin) {
		this.cni.check(pin, this.pins.cniState(pin));
	}

}

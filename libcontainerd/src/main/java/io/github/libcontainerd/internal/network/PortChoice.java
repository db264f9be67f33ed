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
import java.net.BindException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.internal.network.kernel.Claims;
import io.github.libcontainerd.network.PublishedPort;

/**
 * The choice of a port of the host for one port of a container: reserved first, so that
 * no process has it, and claimed then, so that no container has it. Used by one thread.
 */
final class PortChoice {

	private static final int TRIES = 64;

	private static final Pattern USER = Pattern.compile("users:\\(\\(\"([^\"]*)\",pid=([0-9]+)");

	private final Host host;

	private final PublishedPort wish;

	private final InetAddress address;

	private final boolean ipv6Too;

	private final Supplier<Claims> claims;

	// Those that were refused are kept until the end, so that no other one of them comes.
	private final List<Host.Reservation> refused = new ArrayList<>();

	private Host.@Nullable Reservation reservation;

	// The next port to try; of any free one, how many were tried.
	private int next;

	/**
	 * Begin to choose.
	 * @param address where it is published
	 * @param ipv6Too whether all addresses of the host are those of IPv6, too
	 */
	PortChoice(Host host, PublishedPort wish, InetAddress address, boolean ipv6Too, Supplier<Claims> claims) {
		this.host = host;
		this.wish = wish;
		this.address = address;
		this.ipv6Too = ipv6Too;
		this.claims = claims;
		this.next = wish.firstHostPort();
	}

	/**
	 * Choose the first port, or another one when the last one was refused.
	 */
	void advance() {
		if (this.reservation != null) {
			this.refused.add(this.reservation);
			this.reservation = null;
		}
		if (this.wish.firstHostPort() == 0) {
			while (this.reservation == null) {
				if (this.next++ >= TRIES) {
					throw inUse();
				}
				this.reservation = reserve(0);
			}
			return;
		}
		while (this.reservation == null) {
			if (this.next > this.wish.lastHostPort()) {
				throw inUse();
			}
			this.reservation = reserve(this.next++);
		}
	}

	private Host.@Nullable Reservation reserve(int port) {
		try {
			return this.host.reserve(this.wish.protocol(), this.address, port);
		}
		catch (BindException ex) {
			if (String.valueOf(ex.getMessage()).contains("assign")) {
				throw new InvalidRequestException(Operation.onDaemon("publish " + this.wish),
						"this host has no address " + IpAddresses.format(this.address), ex);
			}
			return null;
		}
		catch (IOException ex) {
			throw new NetworkException("publish " + this.wish, Reason.FAILED, String.valueOf(ex.getMessage()), ex);
		}
	}

	private NetworkException inUse() {
		String where = IpAddresses.format(this.address, this.wish.firstHostPort());
		if (this.wish.firstHostPort() == 0) {
			return Failures.of("publish " + this.wish, Reason.PORT_IN_USE,
					"none of " + TRIES + " ports of " + IpAddresses.format(this.address) + " that were tried is free");
		}
		if (this.wish.firstHostPort() != this.wish.lastHostPort()) {
			return Failures.of("publish " + this.wish, Reason.PORT_IN_USE, "no port from " + where + " to "
					+ this.wish.lastHostPort() + "/" + this.wish.protocol() + " is free");
		}
		String container = this.claims.get()
			.ports()
			.stream()
			.filter((claim) -> claim.port() == this.wish.firstHostPort() && claim.protocol() == this.wish.protocol())
			.filter((claim) -> claim.address().equals(this.address) || claim.address().isAnyLocalAddress()
					|| this.address.isAnyLocalAddress())
			.map(Claims.Port::container)
			.findFirst()
			.orElse(null);
		return Failures.of("publish " + this.wish, Reason.PORT_IN_USE,
				(container != null)
						? where + "/" + this.wish.protocol() + " is published by container '" + container + "'"
						: where + "/" + this.wish.protocol() + " is used by another process of this host" + process());
	}

	// Comes with ip, and knows those that this process may see.
	private String process() {
		Host.Output sockets = this.host
			.runIfPresent(List.of("ss", "-Hnap", "--" + this.wish.protocol(), "sport = :" + this.wish.firstHostPort()));
		Matcher user = USER.matcher(sockets.text());
		return (sockets.code() == 0 && user.find()) ? " ('" + user.group(1) + "', pid " + user.group(2) + ")" : "";
	}

	/**
	 * Return what is chosen: one port, once for each family that it is published in.
	 */
	List<PortBinding> bindings() {
		Host.Reservation chosen = this.reservation;
		if (chosen == null) {
			throw new IllegalStateException("no port is chosen");
		}
		return (this.ipv6Too ? Stream.of(this.address, Claims.ALL_IPV6) : Stream.of(this.address))
			.map((at) -> new PortBinding(this.wish.protocol(), at, chosen.port(), this.wish.containerPort()))
			.toList();
	}

	/**
	 * End the choice.
	 * @return what keeps the chosen port; {@code null} if there is none
	 */
	Host.@Nullable Reservation end() {
		this.refused.forEach(Host.Reservation::close);
		return this.reservation;
	}

}

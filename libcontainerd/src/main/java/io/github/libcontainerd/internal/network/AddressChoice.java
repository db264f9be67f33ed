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

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.kernel.AddressRange;
import io.github.libcontainerd.internal.network.kernel.Bridge;
import io.github.libcontainerd.internal.network.kernel.Claims;
import io.github.libcontainerd.internal.network.kernel.Entries;

/**
 * The choice of an address of a container in a network. Used by one thread.
 */
final class AddressChoice {

	private final Addressing addressing;

	private final Holder holder;

	private final Bridge bridge;

	private final AddressRange range;

	private final boolean wished;

	private InetAddress address;

	/**
	 * Choose an address.
	 * @param range the addresses of the network
	 * @param wish the one that is wished for; {@code null} for any
	 */
	AddressChoice(Addressing addressing, Holder holder, Bridge bridge, AddressRange range, @Nullable InetAddress wish) {
		this.addressing = addressing;
		this.holder = holder;
		this.bridge = bridge;
		this.range = range;
		this.wished = wish != null;
		if (wish != null && !range.has(wish)) {
			throw invalid(holder,
					IpAddresses.format(wish) + " is no address for a container in network '" + bridge.name()
							+ "', which has " + range.subnet() + " with " + IpAddresses.format(range.gateway())
							+ " for the host");
		}
		this.address = (wish != null) ? wish : addressing.guess(range);
	}

	static InvalidRequestException invalid(Holder holder, String problem) {
		return new InvalidRequestException(Operation.onDaemon("attach container '" + holder.id() + "'"), problem, null);
	}

	InetAddress address() {
		return this.address;
	}

	Entries.Entry entry() {
		return Entries.address(this.address, this.holder.comment());
	}

	String line() {
		return entry().createIn(this.bridge);
	}

	/**
	 * Choose another one, after this was refused.
	 * @param claims which are taken
	 */
	void advance(Claims claims) {
		String operation = "attach container '" + this.holder.id() + "' to network '" + this.bridge.name() + "'";
		if (this.wished) {
			String container = claims.addresses()
				.stream()
				.filter((claim) -> claim.address().equals(this.address))
				.map(Claims.Address::container)
				.findFirst()
				.orElse("another");
			throw Failures.of(operation, Reason.ADDRESS_IN_USE,
					IpAddresses.format(this.address) + " belongs to container '" + container + "'");
		}
		InetAddress free = this.addressing.free(this.range, claims);
		if (free == null) {
			throw Failures.of(operation, Reason.NO_ADDRESS_LEFT,
					"all " + this.range.room() + " addresses of " + this.range.subnet() + " are taken");
		}
		this.address = free;
	}

}

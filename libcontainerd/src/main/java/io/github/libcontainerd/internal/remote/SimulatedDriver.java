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

package io.github.libcontainerd.internal.remote;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.internal.network.AttachRequest;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.network.DriverSettings;
import io.github.libcontainerd.internal.network.Endpoint;
import io.github.libcontainerd.internal.network.Holder;
import io.github.libcontainerd.internal.network.Neighbours;
import io.github.libcontainerd.internal.resource.ContainerNetworks;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.spi.SimulatedNetworks;

/**
 * Gives containers of a test what they hold of {@link SimulatedNetworks}.
 *
 * @param simulated the networks
 * @param settings whose containers they are, and where ports are published
 * @param neighbours tells containers of each other
 */
record SimulatedDriver(SimulatedNetworks simulated, DriverSettings settings,
		Neighbours neighbours) implements ContainerNetworks {

	@Override
	public Networks networks() {
		return this.simulated.networks(this.settings.ipv6());
	}

	@Override
	public Holder holder(String namespace, String id) {
		return new Holder(this.settings.owner(), namespace, id);
	}

	@Override
	public Attachment attach(Holder holder, AttachRequest request) {
		if (request.site() != null) {
			throw new NetworkException("attach container '" + holder.id() + "'",
					NetworkException.Reason.UNKNOWN_NETWORK,
					"the networks of a test have no CNI configuration, and none named '" + request.site() + "'", null);
		}
		SimulatedNetworks.Claim claim = this.simulated.claim(container(holder), request.endpoints(), request.ports(),
				this.settings.publishAddress());
		List<Endpoint> endpoints = request.endpoints()
			.stream()
			.map((endpoint) -> new Endpoint(endpoint.network(),
					Objects.requireNonNull(claim.addresses().get(endpoint.network())),
					claim.ipv6Addresses().get(endpoint.network()), endpoint.aliases()))
			.toList();
		Path pin = this.settings.pins().resolve(holder.namespace() + "--" + holder.id());
		return new Attachment(holder, pin, endpoints, claim.ports(),
				(request.ids() != null) ? pin.resolveSibling(pin.getFileName() + "@user") : null);
	}

	private static String container(Holder holder) {
		return holder.namespace() + "/" + holder.id();
	}

	@Override
	public void detach(Attachment attachment) {
		this.neighbours.remove(attachment);
		this.simulated.release(container(attachment.holder()));
	}

	@Override
	public boolean adopt(Attachment attachment) {
		this.simulated.restore(container(attachment.holder()),
				new SimulatedNetworks.Claim(attachment.addresses(Endpoint::address),
						attachment.addresses(Endpoint::ipv6Address), attachment.ports()));
		return true;
	}

	@Override
	public Set<String> sweep(String namespace, Set<String> living) {
		return this.simulated.sweep(namespace, living);
	}

	@Override
	public int repair() {
		return 0;
	}

	@Override
	public long repaired() {
		return 0;
	}

	@Override
	public void close() {
		// The networks are the test's.
	}

}

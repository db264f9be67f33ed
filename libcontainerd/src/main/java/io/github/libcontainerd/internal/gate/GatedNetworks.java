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

package io.github.libcontainerd.internal.gate;

import java.util.List;

import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.network.NetworkRequest;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.NetworksStatus;

/**
 * The networks of a {@link GatedClient}.
 */
record GatedNetworks(CallGate gate) implements Networks {

	@Override
	public Network create(NetworkRequest request) {
		return this.gate.call(ClientOperation.CREATE_NETWORK, (open) -> open.client().networks().create(request));
	}

	@Override
	public List<Network> list() {
		return this.gate.call(ClientOperation.LIST_NETWORKS, (open) -> open.client().networks().list());
	}

	@Override
	public Network inspect(String name) {
		return this.gate.call(ClientOperation.INSPECT_NETWORK, (open) -> open.client().networks().inspect(name));
	}

	@Override
	public void remove(String name) {
		this.gate.run(ClientOperation.REMOVE_NETWORK, null, (open) -> open.client().networks().remove(name));
	}

	@Override
	public List<String> prune() {
		return this.gate.call(ClientOperation.PRUNE_NETWORKS, (open) -> open.client().networks().prune());
	}

	@Override
	public NetworksStatus status() {
		return this.gate.call(ClientOperation.NETWORKS_STATUS, (open) -> open.client().networks().status());
	}

}

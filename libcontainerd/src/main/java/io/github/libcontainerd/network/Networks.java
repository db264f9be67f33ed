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

package io.github.libcontainerd.network;

import java.util.List;
import java.util.function.Consumer;

/**
 * The networks of this host. They are the kernel's: all processes share them by their
 * names, and they last until they are removed or the host is started again, so whoever
 * needs one creates it at its start. Safe for use by several threads and processes.
 * <p>
 * All methods throw a {@link io.github.libcontainerd.NetworkException}, whose reason says
 * what is wrong, and an {@link io.github.libcontainerd.InvalidRequestException} for what
 * is no name of a network.
 *
 * @since 0.1.0
 */
public interface Networks {

	/**
	 * Create a network with a free subnet. Does nothing when it is there.
	 * @param name its name
	 * @return the network
	 */
	default Network create(String name) {
		return create(NetworkRequest.of(name).build());
	}

	/**
	 * Create a network. Does nothing when it is there.
	 * @param name its name
	 * @param request sets what it is to be like
	 * @return the network
	 */
	default Network create(String name, Consumer<NetworkRequest.Builder> request) {
		NetworkRequest.Builder builder = NetworkRequest.of(name);
		request.accept(builder);
		return create(builder.build());
	}

	/**
	 * Create a network. Does nothing when it is there and is what is asked for; what the
	 * request leaves open is not compared.
	 * @param request what it is to be like
	 * @return the network
	 */
	Network create(NetworkRequest request);

	/**
	 * Return all networks.
	 * @return the networks, by name
	 */
	List<Network> list();

	/**
	 * Return a network.
	 * @param name its name
	 * @return the network, with its containers
	 */
	Network inspect(String name);

	/**
	 * Remove a network. Refused while a container of any process has an address in it.
	 * @param name its name
	 */
	void remove(String name);

	/**
	 * Remove all networks that no container uses.
	 * @return the names of those removed
	 */
	List<String> prune();

	/**
	 * Look how the networks are doing, for health and meters. It runs a few programs of
	 * the host, which takes some ten milliseconds.
	 * @return the status, also when programs are missing
	 */
	NetworksStatus status();

}

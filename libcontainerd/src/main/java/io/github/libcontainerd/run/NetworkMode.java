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

package io.github.libcontainerd.run;

import java.util.List;

import io.github.libcontainerd.network.EndpointRequest;

/**
 * What a container sees of the network.
 *
 * @since 0.1.0
 */
public sealed interface NetworkMode {

	/**
	 * Return a network of its own with a loopback interface and nothing else.
	 * @return the mode
	 */
	static NetworkMode none() {
		return new None();
	}

	/**
	 * Return the network of the host.
	 * @return the mode
	 */
	static NetworkMode host() {
		return new Host();
	}

	/**
	 * Return the network of another running container of the same client; its
	 * {@code /etc/hosts}, {@code /etc/resolv.conf} and host name are shared too, as far
	 * as this library has made them.
	 * @param id the other container
	 * @return the mode
	 */
	static NetworkMode container(String id) {
		return new OfContainer(id);
	}

	/**
	 * Return the network that is there for all containers that need one and don't say
	 * which. It is created when it is needed.
	 * @return the mode
	 */
	static NetworkMode bridge() {
		return new Bridge(List.of(EndpointRequest.of(Bridge.DEFAULT).build()));
	}

	/**
	 * Return a network of the host.
	 * @param network its name
	 * @return the mode
	 * @throws io.github.libcontainerd.InvalidRequestException if that is no name of one
	 */
	static NetworkMode bridge(String network) {
		return new Bridge(List.of(EndpointRequest.of(network).build()));
	}

	/**
	 * Return a network that is configured by the site, in a list of CNI plugins of
	 * {@code /etc/cni/net.d}. Ports are published by its plugins, such as portmap. Where
	 * there is no such configuration, {@link #bridge()} needs less and is faster.
	 * @param name the name of the list
	 * @return the mode
	 */
	static NetworkMode cni(String name) {
		return new Cni(name);
	}

	/**
	 * Interfaces in one or more networks of the host.
	 *
	 * @param endpoints the networks; the first one has the default route
	 */
	record Bridge(List<EndpointRequest> endpoints) implements NetworkMode {

		/** The name of the network of those that don't say which. */
		public static final String DEFAULT = "default";

		/**
		 * Create a mode.
		 * @throws io.github.libcontainerd.InvalidRequestException if there is no network
		 */
		public Bridge {
			endpoints = List.copyOf(endpoints);
			if (endpoints.isEmpty()) {
				throw Checks.invalid("there is no network; name one, or take NetworkMode.none()");
			}
		}

	}

	/**
	 * A network of the site's own configuration.
	 *
	 * @param network its name there
	 */
	record Cni(String network) implements NetworkMode {

		/**
		 * Create a mode.
		 * @throws io.github.libcontainerd.InvalidRequestException if the name is none
		 */
		public Cni {
			if (!network.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}")) {
				throw Checks.invalid("'" + network + "' is no name of a CNI network; use at most 63 letters and "
						+ "digits, with '_', '.' or '-' behind the first");
			}
		}

	}

	/** Loopback only. */
	record None() implements NetworkMode {
	}

	/** The network of the host. */
	record Host() implements NetworkMode {
	}

	/**
	 * The network of another container. It lasts over restarts of that one, if that one
	 * is in a network or publishes ports; otherwise it has a new network after each
	 * restart, which this one does not see. It ends when that one is removed.
	 *
	 * @param id the other container
	 */
	record OfContainer(String id) implements NetworkMode {
	}

}

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

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;

/**
 * What a container wants of networks.
 *
 * @param endpoints the networks, one at least; the first one has the default route
 * @param ports the ports to publish
 * @param site the network in the CNI configuration of the site that it takes part in
 * instead; {@code null} for none
 * @param ids the ids of its user namespace, which its network namespace is to belong to;
 * {@code null} for none
 */
public record AttachRequest(List<EndpointRequest> endpoints, List<PublishedPort> ports, @Nullable String site,
		@Nullable IdMap ids) {

	public AttachRequest {
		endpoints = List.copyOf(endpoints);
		ports = List.copyOf(ports);
	}

	public AttachRequest(List<EndpointRequest> endpoints, List<PublishedPort> ports) {
		this(endpoints, ports, null, null);
	}

	/**
	 * Return a wish for a network that the site has configured.
	 */
	public static AttachRequest ofSite(String network, List<PublishedPort> ports) {
		return new AttachRequest(List.of(), ports, network, null);
	}

	/**
	 * Return the same wishes of a container with a user namespace, or without one.
	 */
	public AttachRequest with(@Nullable IdMap container) {
		return new AttachRequest(this.endpoints, this.ports, this.site, container);
	}

}

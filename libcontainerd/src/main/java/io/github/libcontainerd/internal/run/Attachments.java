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

package io.github.libcontainerd.internal.run;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.internal.network.AttachRequest;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.network.Holder;
import io.github.libcontainerd.internal.resource.ContainerNetworks;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;

/**
 * Gives a container the networks and ports that a request asks for, before it is created.
 */
public final class Attachments {

	private static final Logger logger = LoggerFactory.getLogger(Attachments.class);

	private final RunEngine engine;

	// The ports that everybody reaches; it is said once of each.
	private final Set<String> exposed = ConcurrentHashMap.newKeySet();

	Attachments(RunEngine engine) {
		this.engine = engine;
	}

	/**
	 * Return what a request asks for.
	 * @return its wishes; {@code null} for nothing
	 */
	static @Nullable AttachRequest wishes(RunRequest request, @Nullable ImageDetails image, Operation operation) {
		NetworkMode mode = request.network();
		List<PublishedPort> ports = ExposedPorts.toPublish(request, image);
		if (mode instanceof NetworkMode.Host || mode instanceof NetworkMode.OfContainer) {
			if (!request.ports().isEmpty() || request.publishAll()) {
				throw new InvalidRequestException(operation,
						"a container without a network of its own has no ports to publish; leave the network out, or "
								+ "name one",
						null);
			}
			return null;
		}
		if (mode instanceof NetworkMode.None && ports.isEmpty()) {
			return null;
		}
		if (mode instanceof NetworkMode.Cni cni) {
			return AttachRequest.ofSite(cni.network(), ports);
		}
		NetworkMode.Bridge bridge = (NetworkMode.Bridge) ((mode instanceof NetworkMode.Bridge) ? mode
				: NetworkMode.bridge());
		return new AttachRequest(bridge.endpoints(), ports);
	}

	/**
	 * Make what is wished for.
	 * @param ids those of its user namespace; {@code null} for those of the host
	 * @return what the container holds; {@code null} for no wishes
	 */
	@Nullable Attachment attach(String id, @Nullable AttachRequest wishes, @Nullable IdMap ids, Operation operation) {
		if (wishes == null) {
			return null;
		}
		if (this.engine.stored(id).isPresent()) {
			throw new AlreadyExistsException(operation, "there is a container of this id; take another id", null);
		}
		ContainerNetworks networks = this.engine.networks();
		Attachment attachment = attach(networks, networks.holder(this.engine.client().namespace(), id),
				wishes.with(ids), this.engine::isDefaultNetwork);
		attachment.ports().forEach((port) -> warn(id, port));
		return attachment;
	}

	private void warn(String id, PortBinding port) {
		if (port.hostAddress().isAnyLocalAddress() && this.exposed.add(port.hostPort() + "/" + port.protocol())) {
			logger.warn(
					"Port {}/{} of container '{}' is published at all addresses of this host, port {}, past the "
							+ "rules of a firewall for the host itself",
					port.containerPort(), port.protocol(), id, port.hostPort());
		}
	}

	/**
	 * Make what is wished for, and the default network if that is missing.
	 * @param isDefault whether a network is made when it is missing
	 */
	public static Attachment attach(ContainerNetworks networks, Holder holder, AttachRequest wishes,
			Predicate<String> isDefault) {
		try {
			return networks.attach(holder, wishes);
		}
		catch (NetworkException ex) {
			List<String> defaults = wishes.endpoints()
				.stream()
				.map(EndpointRequest::network)
				.filter(isDefault)
				.toList();
			if (ex.reason() != NetworkException.Reason.UNKNOWN_NETWORK || defaults.isEmpty()) {
				throw ex;
			}
			defaults.forEach(networks.networks()::create);
			return networks.attach(holder, wishes);
		}
	}

	/**
	 * Take back what was made, for a container that is not created.
	 */
	void detach(@Nullable Attachment attachment) {
		if (attachment == null) {
			return;
		}
		try {
			this.engine.networks().detach(attachment);
		}
		catch (ContainerdException ex) {
			logger.warn("The network of container '{}' is left until the next start", attachment.holder().id(), ex);
		}
	}

}

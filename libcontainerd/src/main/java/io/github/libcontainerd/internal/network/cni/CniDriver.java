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

package io.github.libcontainerd.internal.network.cni;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.network.Subnet;

/**
 * Adds containers to networks of the site's own configuration (CNI), and takes them out
 * again. What plugins do not undo without help is undone with it: they are called for a
 * removal before each addition and after each that failed, with the namespace, the ports
 * and the result that they had. Safe for use by several threads, for one container by one
 * at a time.
 */
public final class CniDriver {

	private static final Logger LOGGER = LoggerFactory.getLogger(CniDriver.class);

	private static final String PORTS = "portMappings";

	// Its CHECK fails with IPv4 only, and with IPv6 as well (1.1.1).
	private static final String UNCHECKED = "portmap";

	private final CniSettings settings;

	private final CniPlugins plugins;

	public CniDriver(CniSettings settings, Host host) {
		this.settings = settings;
		this.plugins = new CniPlugins(host, settings.plugins());
	}

	/**
	 * Add a container to a network.
	 * @param containerId the name of the container for the plugins
	 * @param network the name of the network
	 * @param namespace the network namespace of the container
	 * @param file where to keep what is needed to take it out; there is none yet
	 * @param ports the ports to publish
	 * @return the address of the container
	 */
	public InetAddress add(String containerId, String network, Path namespace, Path file, List<PortBinding> ports) {
		CniNetwork found = CniNetwork.find(this.settings.configuration(), network);
		if (!ports.isEmpty() && found.plugins().stream().noneMatch((plugin) -> CniNetwork.can(plugin, PORTS))) {
			throw new InvalidRequestException(Operation.onDaemon("publish ports " + ports), "the CNI network '"
					+ network + "' has no plugin with the capability " + PORTS + "; add portmap to it", null);
		}
		CniState state = new CniState(containerId, found.checked(),
				found.plugins().stream().map((plugin) -> configure(plugin, ports)).toList(), null);
		// Of a process that has died and whose state is lost.
		delete(state, namespace);
		state.write(file);
		for (ObjectNode plugin : state.plugins()) {
			ObjectNode answer = this.plugins.call("ADD", containerId, namespace, plugin, state.result());
			if (answer != null) {
				state = state.with(answer);
				state.write(file);
			}
		}
		return address(state, network);
	}

	private static ObjectNode configure(ObjectNode plugin, List<PortBinding> ports) {
		ObjectNode configured = plugin.deepCopy();
		if (!ports.isEmpty() && CniNetwork.can(plugin, PORTS)) {
			ArrayNode mappings = configured.putObject("runtimeConfig").putArray(PORTS);
			for (PortBinding port : ports) {
				ObjectNode mapping = mappings.addObject();
				mapping.put("hostPort", port.hostPort());
				mapping.put("containerPort", port.containerPort());
				mapping.put("protocol", port.protocol().toString());
				if (!port.hostAddress().isAnyLocalAddress()) {
					mapping.put("hostIP", port.hostAddress().getHostAddress());
				}
			}
		}
		return configured;
	}

	private static InetAddress address(CniState state, String network) {
		return state.addresses()
			.stream()
			.filter((address) -> address.matches("[0-9.]+/[0-9]+"))
			.map((address) -> Subnet.parse(address.replaceAll("/.*", "/32")).address())
			.findFirst()
			.orElseThrow(() -> Failures.of(
					"add container '" + state.containerId() + "' to the CNI network '" + network + "'", Reason.FAILED,
					"its plugins give no IPv4 address: " + state.result()));
	}

	/**
	 * Whether a container was added and not taken out.
	 * @param file what is kept
	 */
	public boolean isAdded(Path file) {
		return Files.exists(file);
	}

	/**
	 * Return the addresses that a container has, with their prefix lengths.
	 * @param file what is kept
	 */
	public List<String> addresses(Path file) {
		CniState state = CniState.read(file);
		return (state != null) ? state.addresses() : List.of();
	}

	/**
	 * Take a container out. Does nothing when it was not added.
	 * @param namespace its network namespace
	 * @param file what is kept; it is gone afterwards
	 */
	public void delete(Path namespace, Path file) {
		CniState state = CniState.read(file);
		if (state == null) {
			return;
		}
		delete(state, namespace);
		try {
			Files.delete(file);
		}
		catch (IOException ex) {
			throw Failures.of("take container '" + state.containerId() + "' out of its network", Reason.FAILED,
					"the file " + file + " can't be deleted: " + ex);
		}
	}

	// Each plugin has its turn, whatever became of the others.
	private void delete(CniState state, Path namespace) {
		List<NetworkException> failures = new ArrayList<>();
		for (int i = state.plugins().size() - 1; i >= 0; i--) {
			try {
				this.plugins.call("DEL", state.containerId(), namespace, state.plugins().get(i), state.result());
			}
			catch (NetworkException ex) {
				failures.add(ex);
			}
		}
		if (!failures.isEmpty()) {
			NetworkException first = failures.get(0);
			failures.stream().skip(1).forEach(first::addSuppressed);
			throw first;
		}
	}

	/**
	 * Say it when something of a container's network is not as it was made.
	 * @param namespace its network namespace
	 * @param file what is kept
	 */
	public void check(Path namespace, Path file) {
		CniState state = CniState.read(file);
		if (state == null || !state.checked()) {
			return;
		}
		for (ObjectNode plugin : state.plugins()) {
			String type = plugin.path("type").asString("");
			boolean old = plugin.path("cniVersion").asString("").matches("0\\.[1-3]\\..*");
			if (!old && !type.equals(UNCHECKED)) {
				try {
					this.plugins.call("CHECK", state.containerId(), namespace, plugin, state.result());
				}
				catch (NetworkException ex) {
					LOGGER.warn("The network of container '{}' is not as the CNI plugin '{}' has made it",
							state.containerId(), type, ex);
				}
			}
		}
	}

}

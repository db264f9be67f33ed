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

package io.github.libcontainerd.boot.actuate;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.boot.actuate.BoundedCalls.Call;
import io.github.libcontainerd.boot.actuate.ContainerDescriptor.PortDescriptor;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.NetworksStatus;

/**
 * {@link Endpoint @Endpoint} for the networks of containers on this host, of whatever
 * process they are. Operations that change something need
 * {@code management.endpoint.networks.access=unrestricted}.
 *
 * @since 0.1.0
 */
@Endpoint(id = "networks", defaultAccess = Access.READ_ONLY)
public class NetworksEndpoint implements AutoCloseable {

	private static final String NETWORKS = "networks";

	private static final String STATUS = "status";

	private final Networks networks;

	private final Supplier<? extends Collection<Client>> clients;

	// Programs of the host are run for it.
	private final BoundedCalls calls = new BoundedCalls(Duration.ofSeconds(5));

	/**
	 * Create a new endpoint.
	 * @param networks the networks
	 * @param clients the clients whose containers are told the ports of
	 */
	public NetworksEndpoint(Networks networks, Supplier<? extends Collection<Client>> clients) {
		this.networks = networks;
		this.clients = clients;
	}

	/**
	 * Return all networks, and how they are doing.
	 * @return the networks, by name
	 */
	@ReadOperation
	public NetworksDescriptor networks() {
		Map<String, String> problems = new LinkedHashMap<>();
		Call<List<Network>> list = this.calls.start(NETWORKS, this.networks::list);
		Call<NetworksStatus> statusCall = this.calls.start(STATUS, this.networks::status);
		List<Network> all = list.get(problems);
		NetworksStatus status = statusCall.get(problems);
		Map<String, List<PortDescriptor>> ports = ports();
		return new NetworksDescriptor(
				(all != null) ? all.stream().map((network) -> describe(network, ports)).toList() : null,
				(status != null) ? StatusDescriptor.of(status) : null, problems.isEmpty() ? null : problems);
	}

	/**
	 * Return one network.
	 * @param name its name
	 * @return the network, or {@code null} when there is none
	 */
	@ReadOperation
	public @Nullable NetworkDescriptor network(@Selector String name) {
		try {
			return describe(this.networks.inspect(name), ports());
		}
		catch (NetworkException ex) {
			if (ex.reason() == Reason.UNKNOWN_NETWORK) {
				return null;
			}
			throw ex;
		}
	}

	/**
	 * Do something with all networks.
	 * @param action {@code prune}, to remove those that no container uses
	 * @return the names of those removed
	 */
	@WriteOperation
	public PrunedDescriptor controlNetworks(@Selector String action) {
		if (!action.equals("prune")) {
			String reason = "'" + action + "' is no action; there is prune";
			throw new InvalidEndpointRequestException(reason, reason);
		}
		return new PrunedDescriptor(this.networks.prune());
	}

	/**
	 * Remove a network that no container uses.
	 * @param name its name
	 */
	// The media type makes it the operation that the web extension replaces.
	@DeleteOperation(produces = "application/json")
	public void deleteNetwork(@Selector String name) {
		this.networks.remove(name);
	}

	@Override
	public void close() {
		this.calls.close();
	}

	/**
	 * The ports of those containers that this application has itself.
	 */
	private Map<String, List<PortDescriptor>> ports() {
		Map<String, List<PortDescriptor>> ports = new HashMap<>();
		this.clients.get()
			.forEach((client) -> client.list()
				.stream()
				.filter((info) -> !info.ports().isEmpty())
				.forEach((info) -> ports.put(client.namespace() + "/" + info.id(),
						info.ports().stream().map(PortDescriptor::of).toList())));
		return ports;
	}

	private static NetworkDescriptor describe(Network network, Map<String, List<PortDescriptor>> ports) {
		return new NetworkDescriptor(network.name(), network.interfaceName(), network.subnet().toString(),
				network.gateway().getHostAddress(),
				(network.ipv6Subnet() != null) ? network.ipv6Subnet().toString() : null, format(network.ipv6Gateway()),
				network.mtu(), network.internal(), network.isolated(),
				network.members()
					.stream()
					.map((member) -> new MemberDescriptor(member.container(), member.address().getHostAddress(),
							format(member.ipv6Address()), ports.get(member.container())))
					.toList());
	}

	private static @Nullable String format(@Nullable InetAddress address) {
		return (address != null) ? IpAddresses.format(address) : null;
	}

	/**
	 * Description of all networks.
	 *
	 * @param networks the networks, by name
	 * @param status how they are doing
	 * @param problems why something is missing; {@code null} when nothing is
	 * @since 0.1.0
	 */
	public record NetworksDescriptor(@Nullable List<NetworkDescriptor> networks, @Nullable StatusDescriptor status,
			@Nullable Map<String, String> problems) implements OperationResponseBody {
	}

	/**
	 * Description of how the networks are doing.
	 *
	 * @param missingPrograms programs that networks need and the host does not have
	 * @param table whether the library's table is in the firewall
	 * @param forwarding whether the host forwards packets
	 * @param forwardPolicy what the host's other firewall does with them
	 * @param repaired how many entries of the firewall were made again
	 * @param swept of how many containers that are no more something was taken back
	 * @param lastRepair when entries were made again; {@code null} if never
	 * @since 0.1.0
	 */
	public record StatusDescriptor(List<String> missingPrograms, boolean table, boolean forwarding,
			String forwardPolicy, long repaired, long swept, @Nullable Instant lastRepair) {

		private static StatusDescriptor of(NetworksStatus status) {
			return new StatusDescriptor(status.missingPrograms(), status.table(), status.forwarding(),
					status.forwardPolicy().name().toLowerCase(Locale.ROOT), status.repaired(), status.swept(),
					status.lastRepair());
		}

	}

	/**
	 * Description of a network.
	 *
	 * @param name its name
	 * @param interfaceName the name of its bridge on the host
	 * @param subnet its subnet
	 * @param gateway the address of the host in it
	 * @param ipv6Subnet its subnet of IPv6; {@code null} if it has none
	 * @param ipv6Gateway the address of IPv6 of the host in it; {@code null} if it has
	 * none
	 * @param mtu the size of its largest packet in bytes
	 * @param internal whether nothing leaves it
	 * @param isolated whether its containers reach no service of the host itself
	 * @param containers the containers that have an address in it
	 * @since 0.1.0
	 */
	public record NetworkDescriptor(String name, String interfaceName, String subnet, String gateway,
			@Nullable String ipv6Subnet, @Nullable String ipv6Gateway, int mtu, boolean internal, boolean isolated,
			List<MemberDescriptor> containers) implements OperationResponseBody {
	}

	/**
	 * Description of a container in a network.
	 *
	 * @param container its namespace in containerd and its id
	 * @param address its address
	 * @param ipv6Address its address of IPv6; {@code null} if it has none
	 * @param ports its published ports; {@code null} for none, and for a container of
	 * another application
	 * @since 0.1.0
	 */
	public record MemberDescriptor(String container, String address, @Nullable String ipv6Address,
			@Nullable List<PortDescriptor> ports) {
	}

	/**
	 * Description of what was removed.
	 *
	 * @param removed the names of the networks
	 * @since 0.1.0
	 */
	public record PrunedDescriptor(List<String> removed) implements OperationResponseBody {
	}

}

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

package io.github.libcontainerd.spi;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.network.NetworkRequest;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.NetworksStatus;
import io.github.libcontainerd.network.NetworksStatus.ForwardPolicy;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.network.Subnet;

/**
 * Networks in memory, for tests with a containerd that is one itself: nothing of the host
 * is changed, neither programs nor rights are needed. Addresses are of 198.18.0.0/15 and
 * 2001:2::/48, which are for tests and not routed. Published ports are free ports of
 * loopback, at which the fake containerd listens while the container runs. Safe for use
 * by several threads.
 *
 * @since 0.1.0
 * @see io.github.libcontainerd.client.RemoteOption#simulatedNetworks
 */
public final class SimulatedNetworks {

	private static final Subnet POOL = Subnet.parse("198.18.0.0/15");

	private static final int PREFIX_LENGTH = 24;

	private static final String IPV6_SUBNET = "2001:2:0:%x::/64";

	private static final int MOST_IPV6_SUBNETS = 1 << 16;

	private static final long MOST_IPV6_ADDRESSES = 1 << 16;

	private static final InetAddress ALL_IPV6 = IpAddresses.parse("::");

	private static final int MTU = 1500;

	// The first and the last address are no one's, and the second is the gateway's.
	private static final int FIRST_ADDRESS = 2;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, Network> networks = new TreeMap<>();

	private final Map<String, Claim> claims = new HashMap<>();

	private long setUps;

	private final Map<PortBinding, NetworkChannel> reservations = new HashMap<>();

	private @Nullable Reason refusal;

	/**
	 * Create a host without networks.
	 */
	public SimulatedNetworks() {
	}

	/**
	 * Return the networks as applications have them.
	 * @return the networks
	 */
	public Networks networks() {
		return networks(false);
	}

	/**
	 * Return the networks as an application has them.
	 * @param ipv6 whether those have IPv6 that don't say it
	 * @return the networks
	 */
	public Networks networks(boolean ipv6) {
		return new View(this, ipv6);
	}

	/**
	 * Refuse whatever is to be changed, until {@link #recover()}.
	 * @param reason the reason of the exception
	 */
	public void fail(Reason reason) {
		locked(() -> this.refusal = reason);
	}

	/**
	 * Refuse nothing any more.
	 */
	public void recover() {
		locked(() -> this.refusal = null);
	}

	Network create(NetworkRequest request, boolean ipv6ByDefault) {
		return locked(() -> {
			String operation = "create network '" + request.name() + "'";
			check(operation);
			Network present = this.networks.get(request.name());
			if (present != null) {
				if (!isSame(present, request)) {
					throw failure(operation, Reason.ALREADY_EXISTS,
							"there is a network of this name that is another one; remove it first, or take another name");
				}
				return withMembers(present);
			}
			Subnet subnet = (request.subnet() != null) ? request.subnet() : freeSubnet(operation);
			checkFree(operation, subnet);
			Subnet ipv6Subnet = request.ipv6Subnet();
			if (ipv6Subnet == null && Objects.requireNonNullElse(request.ipv6(), ipv6ByDefault)) {
				ipv6Subnet = freeIpv6Subnet(operation);
			}
			else if (ipv6Subnet != null) {
				checkFree(operation, ipv6Subnet);
			}
			Network made = new Network(request.name(), "simulated", subnet, subnet.get(1), ipv6Subnet,
					(ipv6Subnet != null) ? ipv6Subnet.get(1) : null, (request.mtu() != null) ? request.mtu() : MTU,
					request.internal(), request.isolated(), List.of());
			this.networks.put(request.name(), made);
			return made;
		});
	}

	private static boolean isSame(Network present, NetworkRequest request) {
		return (request.subnet() == null || request.subnet().equals(present.subnet()))
				&& (request.ipv6() == null || request.ipv6() == (present.ipv6Subnet() != null))
				&& (request.ipv6Subnet() == null || request.ipv6Subnet().equals(present.ipv6Subnet()))
				&& (request.mtu() == null || request.mtu() == present.mtu()) && request.internal() == present.internal()
				&& request.isolated() == present.isolated();
	}

	private void checkFree(String operation, Subnet subnet) {
		Network user = user(subnet);
		if (user != null) {
			throw failure(operation, Reason.SUBNET_OVERLAPS,
					"the subnet " + subnet + " is in use: network '" + user.name() + "' has it");
		}
	}

	private @Nullable Network user(Subnet subnet) {
		return this.networks.values()
			.stream()
			.filter((other) -> other.subnet().overlaps(subnet)
					|| other.ipv6Subnet() != null && other.ipv6Subnet().overlaps(subnet))
			.findFirst()
			.orElse(null);
	}

	private Subnet freeIpv6Subnet(String operation) {
		for (int i = 0; i < MOST_IPV6_SUBNETS; i++) {
			Subnet candidate = Subnet.parse(String.format(Locale.ROOT, IPV6_SUBNET, i));
			if (user(candidate) == null) {
				return candidate;
			}
		}
		throw failure(operation, Reason.NO_SUBNET_LEFT, "all subnets of 2001:2::/48 are taken");
	}

	private Subnet freeSubnet(String operation) {
		for (long i = 0; i < POOL.size(); i += 1L << (Integer.SIZE - PREFIX_LENGTH)) {
			Subnet candidate = new Subnet(POOL.get(i), PREFIX_LENGTH);
			if (user(candidate) == null) {
				return candidate;
			}
		}
		throw failure(operation, Reason.NO_SUBNET_LEFT, "all subnets of the pool " + POOL + " are taken");
	}

	List<Network> list() {
		return locked(() -> this.networks.values().stream().map(this::withMembers).toList());
	}

	Network inspect(String name) {
		return locked(() -> withMembers(require("inspect network '" + name + "'", name)));
	}

	void remove(String name) {
		locked(() -> {
			String operation = "remove network '" + name + "'";
			check(operation);
			List<String> users = withMembers(require(operation, name)).members()
				.stream()
				.map((member) -> "container '" + member.container() + "'")
				.toList();
			if (!users.isEmpty()) {
				throw failure(operation, Reason.IN_USE, "it is used by " + String.join(", ", users));
			}
			return this.networks.remove(name);
		});
	}

	List<String> prune() {
		return locked(() -> {
			check("remove unused networks");
			List<String> unused = list().stream()
				.filter((network) -> network.members().isEmpty())
				.map(Network::name)
				.toList();
			unused.forEach(this.networks::remove);
			return unused;
		});
	}

	NetworksStatus status() {
		return locked(
				() -> new NetworksStatus(List.of(), List.of(), !this.networks.isEmpty(), true, ForwardPolicy.UNKNOWN,
						list().stream()
							.map((network) -> new NetworksStatus.Usage(network.name(), network.members().size(),
									network.subnet().size() - FIRST_ADDRESS - 1))
							.toList(),
						0, 0, null, new NetworksStatus.SetUps(this.setUps, Duration.ZERO)));
	}

	/**
	 * Claim what a container wants, all or nothing.
	 * @param container its namespace in containerd and its id, as {@code default/db}
	 * @param endpoints the networks
	 * @param ports the ports to publish
	 * @param publishAddress where ports are published that don't say where
	 * @return what it holds
	 */
	public Claim claim(String container, List<EndpointRequest> endpoints, List<PublishedPort> ports,
			InetAddress publishAddress) {
		return locked(() -> {
			String operation = "attach container '" + container + "' to its networks";
			check(operation);
			Map<String, InetAddress> addresses = new LinkedHashMap<>();
			Map<String, InetAddress> ipv6Addresses = new LinkedHashMap<>();
			for (EndpointRequest endpoint : endpoints) {
				Network network = require(operation, endpoint.network());
				addresses.put(endpoint.network(), address(operation, endpoint.address(), network, network.subnet()));
				if (network.ipv6Subnet() != null) {
					ipv6Addresses.put(endpoint.network(),
							address(operation, endpoint.ipv6Address(), network, network.ipv6Subnet()));
				}
				else if (endpoint.ipv6Address() != null) {
					throw new InvalidRequestException(
							Operation.onDaemon(operation), "network '" + network.name()
									+ "' has no IPv6, and so no address " + IpAddresses.format(endpoint.ipv6Address()),
							null);
				}
			}
			Map<PortBinding, NetworkChannel> reserved = new LinkedHashMap<>();
			try {
				for (PublishedPort port : ports) {
					InetAddress at = (port.address() != null) ? port.address() : publishAddress;
					if (at instanceof Inet6Address && ipv6Addresses.isEmpty()) {
						throw new InvalidRequestException(Operation.onDaemon(operation),
								"port " + port + " is to be published at " + IpAddresses.format(at)
										+ ", and none of its networks has IPv6; create one with IPv6",
								null);
					}
					reserve(port, at, reserved);
				}
			}
			catch (NetworkException | InvalidRequestException ex) {
				reserved.values().forEach(SimulatedNetworks::close);
				throw ex;
			}
			this.reservations.putAll(reserved);
			Claim claim = new Claim(addresses, ipv6Addresses, bindings(reserved.keySet(), !ipv6Addresses.isEmpty()));
			this.claims.put(container, claim);
			this.setUps++;
			return claim;
		});
	}

	private static List<PortBinding> bindings(Collection<PortBinding> reserved, boolean ipv6) {
		List<PortBinding> bindings = new ArrayList<>();
		for (PortBinding port : reserved) {
			bindings.add(port);
			// Nothing listens there, whether or not the machine of the test has IPv6.
			if (ipv6 && port.hostAddress() instanceof Inet4Address && port.hostAddress().isAnyLocalAddress()) {
				bindings.add(new PortBinding(port.protocol(), ALL_IPV6, port.hostPort(), port.containerPort()));
			}
		}
		return bindings;
	}

	private InetAddress address(String operation, @Nullable InetAddress wish, Network network, Subnet subnet) {
		Map<InetAddress, String> taken = new HashMap<>();
		withMembers(network).members().forEach((member) -> {
			taken.put(member.address(), member.container());
			if (member.ipv6Address() != null) {
				taken.put(member.ipv6Address(), member.container());
			}
		});
		if (wish != null) {
			String other = taken.get(wish);
			if (other != null) {
				throw failure(operation, Reason.ADDRESS_IN_USE,
						IpAddresses.format(wish) + " belongs to container '" + other + "'");
			}
			return wish;
		}
		for (long i = FIRST_ADDRESS; i < Math.min(subnet.size(), MOST_IPV6_ADDRESSES) - 1; i++) {
			if (!taken.containsKey(subnet.get(i))) {
				return subnet.get(i);
			}
		}
		throw failure(operation, Reason.NO_ADDRESS_LEFT, "all addresses of " + subnet + " are taken");
	}

	private void reserve(PublishedPort wish, InetAddress address, Map<PortBinding, NetworkChannel> reserved) {
		String problem = "no port is free";
		for (int port = wish.firstHostPort(); port <= wish.lastHostPort(); port++) {
			String where = IpAddresses.format(address, port) + "/" + wish.protocol();
			String owner = owner(wish.protocol(), port);
			if (owner != null) {
				problem = where + " is published by container '" + owner + "'";
				continue;
			}
			try {
				NetworkChannel channel = bind(wish.protocol(), address, port);
				int bound = ((InetSocketAddress) channel.getLocalAddress()).getPort();
				reserved.put(new PortBinding(wish.protocol(), address, bound, wish.containerPort()), channel);
				return;
			}
			catch (IOException ex) {
				problem = where + " is used by another process of this host";
			}
		}
		throw failure("publish " + wish, Reason.PORT_IN_USE, problem);
	}

	private @Nullable String owner(Protocol protocol, int port) {
		return this.claims.entrySet()
			.stream()
			.filter((claim) -> claim.getValue()
				.ports()
				.stream()
				.anyMatch((taken) -> taken.protocol() == protocol && taken.hostPort() == port))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
	}

	// Does not listen, so that the fake can, who also lets the address be used again.
	private static NetworkChannel bind(Protocol protocol, InetAddress address, int port) throws IOException {
		NetworkChannel channel = (protocol == Protocol.TCP) ? SocketChannel.open() : DatagramChannel.open();
		try {
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, protocol == Protocol.TCP);
			channel.bind(address.isLoopbackAddress() ? new InetSocketAddress(address, port)
					: new InetSocketAddress((address instanceof Inet6Address) ? "::1" : "127.0.0.1", port));
			return channel;
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Remember what a container holds that a process before this one has attached.
	 * @param container its namespace in containerd and its id
	 * @param claim what it holds
	 */
	public void restore(String container, Claim claim) {
		locked(() -> this.claims.putIfAbsent(container, claim));
	}

	/**
	 * Take back what a container holds, if it holds anything.
	 * @param container its namespace in containerd and its id
	 */
	public void release(String container) {
		locked(() -> {
			Claim claim = this.claims.remove(container);
			if (claim != null) {
				claim.ports().forEach((port) -> close(this.reservations.remove(port)));
			}
			return claim;
		});
	}

	/**
	 * Take back what the containers of a namespace hold that are no more.
	 * @param namespace the namespace in containerd
	 * @param living the ids of those that are
	 * @return the containers that held something
	 */
	public Set<String> sweep(String namespace, Collection<String> living) {
		return locked(() -> {
			Set<String> gone = new HashSet<>(this.claims.keySet());
			gone.removeIf((container) -> !container.startsWith(namespace + "/")
					|| living.contains(container.substring(namespace.length() + 1)));
			gone.forEach(this::release);
			return gone;
		});
	}

	private Network require(String operation, String name) {
		Network network = this.networks.get(name);
		if (network == null) {
			throw failure(operation, Reason.UNKNOWN_NETWORK,
					"there is no network '" + name + "'; create it first, as networks end with the host");
		}
		return network;
	}

	private Network withMembers(Network network) {
		List<Network.Member> members = new ArrayList<>();
		this.claims.forEach((container, claim) -> {
			InetAddress address = claim.addresses().get(network.name());
			if (address != null) {
				members.add(new Network.Member(container, address, claim.ipv6Addresses().get(network.name())));
			}
		});
		return new Network(network.name(), network.interfaceName(), network.subnet(), network.gateway(),
				network.ipv6Subnet(), network.ipv6Gateway(), network.mtu(), network.internal(), network.isolated(),
				members);
	}

	private void check(String operation) {
		if (this.refusal != null) {
			throw failure(operation, this.refusal, "the test wants it to fail");
		}
	}

	private static NetworkException failure(String operation, Reason reason, String problem) {
		return new NetworkException(operation, reason, problem, null);
	}

	private static void close(@Nullable NetworkChannel channel) {
		try {
			if (channel != null) {
				channel.close();
			}
		}
		catch (IOException ex) {
			// It is closed all the same.
		}
	}

	private <T> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What a container holds.
	 *
	 * @param addresses its addresses, by the name of the network
	 * @param ipv6Addresses its addresses of IPv6, by the name of the network
	 * @param ports its published ports
	 * @since 0.1.0
	 */
	public record Claim(Map<String, InetAddress> addresses, Map<String, InetAddress> ipv6Addresses,
			List<PortBinding> ports) {

		/**
		 * Create a claim.
		 */
		public Claim {
			addresses = new LinkedHashMap<>(addresses);
			ipv6Addresses = new LinkedHashMap<>(ipv6Addresses);
			ports = List.copyOf(ports);
		}

	}

	/**
	 * The networks as applications have them.
	 */
	private record View(SimulatedNetworks host, boolean ipv6) implements Networks {

		@Override
		public Network create(NetworkRequest request) {
			return this.host.create(request, this.ipv6);
		}

		@Override
		public List<Network> list() {
			return this.host.list();
		}

		@Override
		public Network inspect(String name) {
			return this.host.inspect(name);
		}

		@Override
		public void remove(String name) {
			this.host.remove(name);
		}

		@Override
		public List<String> prune() {
			return this.host.prune();
		}

		@Override
		public NetworksStatus status() {
			return this.host.status();
		}

	}

}

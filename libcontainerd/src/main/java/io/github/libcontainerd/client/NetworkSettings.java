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

package io.github.libcontainerd.client;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.network.NetworkRequest;
import io.github.libcontainerd.network.Subnet;
import io.github.libcontainerd.run.NetworkMode;

/**
 * How the networks of containers are made. Immutable.
 *
 * @since 0.1.0
 */
public final class NetworkSettings {

	// As networks have it: two addresses are no one's, one is the gateway's.
	private static final int LONGEST_PREFIX = 30;

	private static final int SHORTEST_PREFIX = 8;

	private final Subnet subnetPool;

	private final boolean ipv6;

	private final InetAddress publishAddress;

	private final NetworkMode defaultNetwork;

	private final boolean acceptForwarding;

	private final @Nullable Integer mtu;

	private final Duration repairInterval;

	private final Path cniConfiguration;

	private final List<Path> cniPlugins;

	private final List<NetworkRequest> networks;

	private NetworkSettings(Builder builder) {
		this.subnetPool = builder.subnetPool;
		this.ipv6 = builder.ipv6;
		this.publishAddress = builder.publishAddress;
		this.defaultNetwork = builder.defaultNetwork;
		this.acceptForwarding = builder.acceptForwarding;
		this.mtu = builder.mtu;
		this.repairInterval = builder.repairInterval;
		this.cniConfiguration = builder.cniConfiguration;
		this.cniPlugins = builder.cniPlugins;
		this.networks = List.copyOf(builder.networks);
	}

	/**
	 * Return the settings that hold when nothing is said.
	 * @return the settings
	 */
	public static NetworkSettings defaults() {
		return builder().build();
	}

	/**
	 * Begin settings, with the defaults.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return where the subnets of networks come from that don't name one.
	 * @return the pool, of which each gets a /24, or all when it is smaller
	 */
	public Subnet subnetPool() {
		return this.subnetPool;
	}

	/**
	 * Whether networks have IPv6 that don't say whether they have.
	 * @return whether they have
	 */
	public boolean ipv6() {
		return this.ipv6;
	}

	/**
	 * Return where ports are published that don't say where.
	 * @return the address, 0.0.0.0 for all
	 */
	public InetAddress publishAddress() {
		return this.publishAddress;
	}

	/**
	 * Return the network of a run that does not choose one.
	 * @return the network
	 */
	public NetworkMode defaultNetwork() {
		return this.defaultNetwork;
	}

	/**
	 * Whether a firewall of iptables that drops what is forwarded gets rules that accept
	 * what belongs to the networks.
	 * @return whether it does
	 */
	public boolean acceptForwarding() {
		return this.acceptForwarding;
	}

	/**
	 * Return the size of the largest packet of networks that don't say it.
	 * @return the size in bytes; {@code null} for the one of the host's default route
	 */
	public @Nullable Integer mtu() {
		return this.mtu;
	}

	/**
	 * Return how often the firewall is looked after.
	 * @return the time between; zero for never
	 */
	public Duration repairInterval() {
		return this.repairInterval;
	}

	/**
	 * Return where the site has configured networks of its own (CNI).
	 * @return the directory of the lists of plugins
	 */
	public Path cniConfiguration() {
		return this.cniConfiguration;
	}

	/**
	 * Return where the plugins of such networks are.
	 * @return the directories, in the order of search
	 */
	public List<Path> cniPlugins() {
		return this.cniPlugins;
	}

	/**
	 * Return the networks that are made when a client is opened.
	 * @return the networks, in their order
	 */
	public List<NetworkRequest> networks() {
		return this.networks;
	}

	private List<@Nullable Object> values() {
		return Arrays.asList(this.subnetPool, this.ipv6, this.publishAddress, this.defaultNetwork,
				this.acceptForwarding, this.mtu, this.repairInterval, this.cniConfiguration, this.cniPlugins,
				this.networks);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof NetworkSettings settings && values().equals(settings.values());
	}

	@Override
	public int hashCode() {
		return values().hashCode();
	}

	@Override
	public String toString() {
		return "NetworkSettings" + values();
	}

	/**
	 * Builder for {@link NetworkSettings}. Not safe for use by several threads. All
	 * methods throw an {@link InvalidRequestException} for a value that can't be.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private Subnet subnetPool = Subnet.parse("10.90.0.0/16");

		private boolean ipv6;

		private InetAddress publishAddress = IpAddresses.parse("127.0.0.1");

		private NetworkMode defaultNetwork = NetworkMode.none();

		private boolean acceptForwarding = true;

		private @Nullable Integer mtu;

		private Duration repairInterval = Duration.ofSeconds(10);

		private Path cniConfiguration = Path.of("/etc/cni/net.d");

		private List<Path> cniPlugins = List.of(Path.of("/opt/cni/bin"), Path.of("/usr/lib/cni"),
				Path.of("/usr/libexec/cni"));

		private final List<NetworkRequest> networks = new ArrayList<>();

		private Builder() {
		}

		/**
		 * Set where the subnets of networks come from that don't name one, by default
		 * 10.90.0.0/16. Each gets a /24 of it that no route of the host overlaps.
		 * @param pool such as {@code 10.90.0.0/16}, from /8 to /30
		 * @return this builder
		 */
		public Builder subnetPool(String pool) {
			Subnet parsed = Subnet.parse(pool);
			if (parsed.isIpv6()) {
				throw invalid("the pool of subnets must be one of IPv4, not " + parsed);
			}
			if (parsed.prefixLength() > LONGEST_PREFIX || parsed.prefixLength() < SHORTEST_PREFIX) {
				throw invalid("the pool of subnets must be from /" + SHORTEST_PREFIX + " to /" + LONGEST_PREFIX
						+ ", not " + parsed);
			}
			this.subnetPool = parsed;
			return this;
		}

		/**
		 * Set whether networks have IPv6 besides IPv4 that don't say whether they have,
		 * by default not. Those that are there stay as they are.
		 * @param enabled whether they have
		 * @return this builder
		 * @see NetworkRequest.Builder#ipv6(boolean)
		 */
		public Builder ipv6(boolean enabled) {
			this.ipv6 = enabled;
			return this;
		}

		/**
		 * Set where ports are published that don't say where, by default 127.0.0.1.
		 * @param address an address of IPv4 of the host; 0.0.0.0 for all, which everybody
		 * reaches who reaches the host
		 * @return this builder
		 */
		public Builder publishAddress(String address) {
			InetAddress parsed;
			try {
				parsed = IpAddresses.parse(address);
			}
			catch (IllegalArgumentException ex) {
				throw invalid(String.valueOf(ex.getMessage()));
			}
			if (!(parsed instanceof Inet4Address)) {
				throw invalid("ports can be published at an address of IPv4 by default, not at " + address);
			}
			this.publishAddress = parsed;
			return this;
		}

		/**
		 * Set the network of a run that does not choose one, by default
		 * {@link NetworkMode#none()}.
		 * @param mode the network; one that is missing is made when it is needed
		 * @return this builder
		 */
		public Builder defaultNetwork(NetworkMode mode) {
			if (mode instanceof NetworkMode.OfContainer) {
				throw invalid("the network of one container can't be the default of all; take none, that of the host,"
						+ " or name one");
			}
			this.defaultNetwork = mode;
			return this;
		}

		/**
		 * Set whether a firewall of iptables that drops what is forwarded, as Docker and
		 * ufw set it up, gets rules that accept what belongs to the networks; by default
		 * it does.
		 * @param accept whether it does
		 * @return this builder
		 */
		public Builder acceptForwarding(boolean accept) {
			this.acceptForwarding = accept;
			return this;
		}

		/**
		 * Set the size of the largest packet of networks that don't say it, by default
		 * the one of the host's default route.
		 * @param bytes the size in bytes
		 * @return this builder
		 */
		public Builder mtu(int bytes) {
			this.mtu = NetworkRequest.of("any").mtu(bytes).build().mtu();
			return this;
		}

		/**
		 * Set how often to look whether somebody has taken something out of the firewall,
		 * which is made again then; by default 10 seconds.
		 * @param interval the time between; zero for never
		 * @return this builder
		 */
		public Builder repairInterval(Duration interval) {
			if (interval.isNegative()) {
				throw invalid("the interval of repairs must not be negative: " + interval);
			}
			this.repairInterval = interval;
			return this;
		}

		/**
		 * Set where the site has configured networks of its own (CNI), by default
		 * {@code /etc/cni/net.d}. It is read when a container is put into one of them.
		 * @param directory the directory of the lists of plugins; an absolute path
		 * @return this builder
		 */
		public Builder cniConfiguration(Path directory) {
			this.cniConfiguration = absolute(directory);
			return this;
		}

		/**
		 * Set where the plugins of such networks are, by default {@code /opt/cni/bin},
		 * {@code /usr/lib/cni} and {@code /usr/libexec/cni}.
		 * @param directories the directories, in the order of search; absolute paths,
		 * without a colon
		 * @return this builder
		 */
		public Builder cniPlugins(Path... directories) {
			if (directories.length == 0) {
				throw invalid("there must be a directory of CNI plugins");
			}
			this.cniPlugins = Arrays.stream(directories).map(Builder::absolute).toList();
			return this;
		}

		// Plugins are told the directories as one text, with colons between.
		private static Path absolute(Path directory) {
			if (!directory.isAbsolute() || directory.toString().contains(":")) {
				throw invalid("the path '" + directory + "' must be absolute and have no colon");
			}
			return directory.normalize();
		}

		/**
		 * Have a network made when a client is opened, before it has any container,
		 * unless it is there.
		 * @param name its name
		 * @param request sets what it is to be like
		 * @return this builder
		 */
		public Builder network(String name, Consumer<NetworkRequest.Builder> request) {
			NetworkRequest.Builder builder = NetworkRequest.of(name);
			request.accept(builder);
			this.networks.add(builder.build());
			return this;
		}

		/**
		 * Return the settings.
		 * @return the settings
		 */
		public NetworkSettings build() {
			return new NetworkSettings(this);
		}

		private static InvalidRequestException invalid(String problem) {
			return new InvalidRequestException(Operation.onDaemon("set the options"), problem, null);
		}

	}

}

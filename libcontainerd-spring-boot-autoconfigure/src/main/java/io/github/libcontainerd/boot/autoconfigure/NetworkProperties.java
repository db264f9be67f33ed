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

package io.github.libcontainerd.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationUnit;

/**
 * Properties of all networks of containers.
 *
 * @since 0.1.0
 */
public class NetworkProperties {

	/**
	 * Network of a run that does not choose one: 'none' for loopback only, 'host' for
	 * that of the host, or the name of a network, which is created when it is needed.
	 */
	private String defaultNetwork = "none";

	/**
	 * Pool that the subnets of networks come from, a /24 of it each.
	 */
	private String subnetPool = "10.90.0.0/16";

	/**
	 * Whether networks have IPv6 besides IPv4 that don't say whether they have. Those
	 * that are there stay as they are.
	 */
	private boolean ipv6;

	/**
	 * Address of the host at which ports are published that don't say where, one of IPv4.
	 * With '0.0.0.0', everybody who reaches the host reaches them, by IPv6 too if the
	 * container has it.
	 */
	private String publishAddress = "127.0.0.1";

	/**
	 * What to do where iptables drops all that is forwarded, as Docker and ufw set it up.
	 */
	private FirewallAccept firewallAccept = FirewallAccept.AUTO;

	/**
	 * Size in bytes of the largest packet of networks that don't say it. By default, that
	 * of the host's default route.
	 */
	private @Nullable Integer mtu;

	/**
	 * How often to look whether entries of networks are missing in the firewall, and to
	 * make them again. With 0, never. If a duration suffix is not specified, seconds will
	 * be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration repairInterval = Duration.ofSeconds(10);

	private final Cni cni = new Cni();

	public String getDefaultNetwork() {
		return this.defaultNetwork;
	}

	public void setDefaultNetwork(String defaultNetwork) {
		this.defaultNetwork = defaultNetwork;
	}

	public String getSubnetPool() {
		return this.subnetPool;
	}

	public void setSubnetPool(String subnetPool) {
		this.subnetPool = subnetPool;
	}

	public boolean isIpv6() {
		return this.ipv6;
	}

	public void setIpv6(boolean ipv6) {
		this.ipv6 = ipv6;
	}

	public String getPublishAddress() {
		return this.publishAddress;
	}

	public void setPublishAddress(String publishAddress) {
		this.publishAddress = publishAddress;
	}

	public FirewallAccept getFirewallAccept() {
		return this.firewallAccept;
	}

	public void setFirewallAccept(FirewallAccept firewallAccept) {
		this.firewallAccept = firewallAccept;
	}

	public @Nullable Integer getMtu() {
		return this.mtu;
	}

	public void setMtu(@Nullable Integer mtu) {
		this.mtu = mtu;
	}

	public Duration getRepairInterval() {
		return this.repairInterval;
	}

	public void setRepairInterval(Duration repairInterval) {
		this.repairInterval = repairInterval;
	}

	public Cni getCni() {
		return this.cni;
	}

	/**
	 * Networks that the site has configured as lists of CNI plugins.
	 */
	public static class Cni {

		/**
		 * Directory of the lists of CNI plugins that configure networks.
		 */
		private Path configuration = Path.of("/etc/cni/net.d");

		/**
		 * Directories of the CNI plugins, in the order of search. By default,
		 * '/opt/cni/bin', '/usr/lib/cni' and '/usr/libexec/cni'.
		 */
		private List<Path> plugins = List.of(Path.of("/opt/cni/bin"), Path.of("/usr/lib/cni"),
				Path.of("/usr/libexec/cni"));

		public Path getConfiguration() {
			return this.configuration;
		}

		public void setConfiguration(Path configuration) {
			this.configuration = configuration;
		}

		public List<Path> getPlugins() {
			return this.plugins;
		}

		public void setPlugins(List<Path> plugins) {
			this.plugins = plugins;
		}

	}

	/**
	 * What to do where iptables drops all that is forwarded.
	 */
	public enum FirewallAccept {

		/**
		 * Add two rules per network that accept what belongs to it.
		 */
		AUTO,

		/**
		 * Add nothing, and warn.
		 */
		NEVER

	}

	/**
	 * Properties of a network that is created at start, unless it is there.
	 */
	public static class Declared {

		/**
		 * Subnet such as '10.90.7.0/24'. By default, a free one of the pool.
		 */
		private @Nullable String subnet;

		/**
		 * Whether it has IPv6 besides IPv4. By default, 'libcontainerd.network.ipv6'.
		 */
		private @Nullable Boolean ipv6;

		/**
		 * Subnet of IPv6 such as 'fd12:3456:789a::/64', which it has then. By default, a
		 * free one of unique local addresses if it has IPv6.
		 */
		private @Nullable String ipv6Subnet;

		/**
		 * Size in bytes of the largest packet. By default, 'libcontainerd.network.mtu'.
		 */
		private @Nullable Integer mtu;

		/**
		 * Whether nothing leaves the network, and none of its ports is published.
		 */
		private boolean internal;

		/**
		 * Whether the containers reach no service of the host itself.
		 */
		private boolean isolated;

		public @Nullable String getSubnet() {
			return this.subnet;
		}

		public void setSubnet(@Nullable String subnet) {
			this.subnet = subnet;
		}

		public @Nullable Boolean getIpv6() {
			return this.ipv6;
		}

		public void setIpv6(@Nullable Boolean ipv6) {
			this.ipv6 = ipv6;
		}

		public @Nullable String getIpv6Subnet() {
			return this.ipv6Subnet;
		}

		public void setIpv6Subnet(@Nullable String ipv6Subnet) {
			this.ipv6Subnet = ipv6Subnet;
		}

		public @Nullable Integer getMtu() {
			return this.mtu;
		}

		public void setMtu(@Nullable Integer mtu) {
			this.mtu = mtu;
		}

		public boolean isInternal() {
			return this.internal;
		}

		public void setInternal(boolean internal) {
			this.internal = internal;
		}

		public boolean isIsolated() {
			return this.isolated;
		}

		public void setIsolated(boolean isolated) {
			this.isolated = isolated;
		}

	}

}

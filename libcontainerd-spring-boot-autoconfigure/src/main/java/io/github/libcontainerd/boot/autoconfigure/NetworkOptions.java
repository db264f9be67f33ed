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
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.springframework.util.StringUtils;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.boot.autoconfigure.NetworkProperties.FirewallAccept;
import io.github.libcontainerd.client.NetworkSettings;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.network.NetworkRequest;
import io.github.libcontainerd.run.NetworkMode;

/**
 * What the properties of networks mean, with their values checked.
 *
 * @param network those of all
 * @param declared those of the networks that are created at start, by name
 */
record NetworkOptions(NetworkProperties network, Map<String, NetworkProperties.Declared> declared) {

	RemoteOption option() {
		NetworkSettings.Builder settings = NetworkSettings.builder();
		set("default-network", this.network.getDefaultNetwork(), (name) -> settings.defaultNetwork(mode(name)));
		set("subnet-pool", this.network.getSubnetPool(), settings::subnetPool);
		settings.ipv6(this.network.isIpv6());
		set("publish-address", this.network.getPublishAddress(), settings::publishAddress);
		settings.acceptForwarding(this.network.getFirewallAccept() == FirewallAccept.AUTO);
		Integer mtu = this.network.getMtu();
		if (mtu != null) {
			set("mtu", mtu, settings::mtu);
		}
		set("repair-interval", this.network.getRepairInterval(), settings::repairInterval);
		set("cni.configuration", this.network.getCni().getConfiguration(), settings::cniConfiguration);
		set("cni.plugins", this.network.getCni().getPlugins(),
				(plugins) -> settings.cniPlugins(plugins.toArray(new Path[0])));
		new TreeMap<>(this.declared).forEach((name, properties) -> declare(settings, name, properties));
		return RemoteOption.networks(settings.build());
	}

	private static NetworkMode mode(String name) {
		return switch (name) {
			case "none" -> NetworkMode.none();
			case "host" -> NetworkMode.host();
			default -> NetworkMode.bridge(name);
		};
	}

	private static void declare(NetworkSettings.Builder settings, String name, NetworkProperties.Declared properties) {
		checked("networks", name, (key) -> NetworkRequest.of(key));
		settings.network(name, (request) -> {
			String prefix = "networks." + name + ".";
			if (StringUtils.hasText(properties.getSubnet())) {
				checked(prefix + "subnet", properties.getSubnet(),
						(subnet) -> NetworkRequest.of(name).subnet(subnet).build());
				request.subnet(properties.getSubnet());
			}
			Boolean ipv6 = properties.getIpv6();
			if (ipv6 != null) {
				request.ipv6(ipv6);
			}
			if (StringUtils.hasText(properties.getIpv6Subnet())) {
				checked(prefix + "ipv6-subnet", properties.getIpv6Subnet(), (subnet) -> {
					NetworkRequest.Builder network = NetworkRequest.of(name).ipv6Subnet(subnet);
					if (ipv6 != null) {
						network.ipv6(ipv6);
					}
					network.build();
				});
				request.ipv6Subnet(properties.getIpv6Subnet());
			}
			Integer mtu = properties.getMtu();
			if (mtu != null) {
				boolean withIpv6 = Boolean.TRUE.equals(ipv6) || StringUtils.hasText(properties.getIpv6Subnet());
				checked(prefix + "mtu", mtu, (bytes) -> NetworkRequest.of(name).ipv6(withIpv6).mtu(bytes).build());
				request.mtu(mtu);
			}
			if (properties.isInternal()) {
				request.internal();
			}
			if (properties.isIsolated()) {
				request.isolated();
			}
		});
	}

	private static <T> void set(String property, T value, Consumer<T> setter) {
		checked("network." + property, value, setter);
	}

	private static <T> void checked(String property, T value, Consumer<T> setter) {
		try {
			setter.accept(value);
		}
		catch (InvalidRequestException ex) {
			String message = String.valueOf(ex.getMessage());
			String problem = message.substring(message.indexOf(": ") + 2);
			throw LibcontainerdSettings.invalid(property, value, problem);
		}
	}

}

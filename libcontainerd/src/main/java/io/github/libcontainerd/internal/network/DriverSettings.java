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

import java.net.InetAddress;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.internal.network.cni.CniSettings;
import io.github.libcontainerd.network.Subnet;

/**
 * How networks are made.
 *
 * @param owner who makes them, see {@link Holder}
 * @param pins the directory of the files that hold network namespaces; no other owner has
 * the same one
 * @param pool where subnets come from; each network gets a /24 of it, or all of it when
 * it is smaller
 * @param ipv6 whether networks have IPv6 that don't say it
 * @param publishAddress where ports are published unless they say it
 * @param acceptForwarding whether a firewall of iptables that drops what is forwarded
 * gets rules that accept what belongs to the networks
 * @param mtu the size of the largest packet of networks that don't say it; {@code null}
 * for the one of the default route
 * @param cni where the site's own configuration of networks is
 */
public record DriverSettings(String owner, Path pins, Subnet pool, boolean ipv6, InetAddress publishAddress,
		boolean acceptForwarding, @Nullable Integer mtu, CniSettings cni) {

	/**
	 * Return the settings that suit most.
	 */
	public static DriverSettings of(String owner, Path pins) {
		return new DriverSettings(owner, pins, Subnet.parse("10.90.0.0/16"), false, IpAddresses.parse("127.0.0.1"),
				true, null, CniSettings.ofSystem());
	}

	DriverSettings with(CniSettings other) {
		return new DriverSettings(this.owner, this.pins, this.pool, this.ipv6, this.publishAddress,
				this.acceptForwarding, this.mtu, other);
	}

}

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

package io.github.libcontainerd.boot.autoconfigure.diagnostics;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.libcontainerd.NetworkException;

/**
 * Says what to do when a network that is needed at start can't be made, or a port can't
 * be published.
 */
final class NetworkFailureAnalyzer extends AbstractFailureAnalyzer<NetworkException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NetworkException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", action(cause.reason()), cause);
	}

	private static String action(NetworkException.Reason reason) {
		return switch (reason) {
			case MISSING_PROGRAM -> "Install the programs that networks need (`apt-get install iproute2 nftables"
					+ " util-linux mount`), or publish no ports and set 'libcontainerd.network.default-network' to 'none'"
					+ " or 'host'.";
			case NOT_PERMITTED -> "Run the application as root, in a container with the capabilities NET_ADMIN and"
					+ " SYS_ADMIN, or publish no ports and set 'libcontainerd.network.default-network' to 'none' or 'host'.";
			case PORT_IN_USE -> "Stop what has the port (`ss -ltnp` lists processes and 'networks.list()' containers),"
					+ " publish another one, or leave the port of the host out to get a free one.";
			case ADDRESS_IN_USE -> "Choose another address for the container, or none to get a free one.";
			case NO_ADDRESS_LEFT -> "Remove containers of the network, or create one with a larger subnet"
					+ " ('libcontainerd.networks.NAME.subnet').";
			case NO_SUBNET_LEFT -> "Set 'libcontainerd.network.subnet-pool' to addresses that the host has no route to"
					+ " (`ip route`), or remove networks that nobody uses ('networks.prune()').";
			case UNKNOWN_NETWORK -> "Create the network first, or declare it as 'libcontainerd.networks.NAME'.";
			case ALREADY_EXISTS -> "Correct 'libcontainerd.networks.NAME' to what the network is, take another name, or"
					+ " remove the network ('networks.remove(..)') when no container uses it.";
			case IN_USE -> "Stop the containers of the network first.";
			case SUBNET_OVERLAPS ->
				"Choose a subnet that the host has no route to (`ip route`), or none to get a free one"
						+ " of 'libcontainerd.network.subnet-pool'.";
			case IPV6_UNAVAILABLE ->
				"Configure the host as it says above, or set 'libcontainerd.networks.NAME.ipv6' and"
						+ " 'libcontainerd.network.ipv6' to 'false'.";
			case FAILED ->
				"Look into what the program says above and into the log of the kernel (`dmesg`); networks need"
						+ " its modules bridge, veth and nf_tables.";
		};
	}

}

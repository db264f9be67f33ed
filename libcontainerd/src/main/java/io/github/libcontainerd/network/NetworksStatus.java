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

package io.github.libcontainerd.network;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the networks of this host are doing. Immutable.
 *
 * @param programs the programs for networks that the host has, by name
 * @param missingPrograms those that networks need and the host does not have; without
 * them there are no networks
 * @param table whether the library's table is in the firewall; it is made with the first
 * network and missing when somebody has flushed the firewall
 * @param forwarding whether the host forwards the packets of its networks, those of IPv6
 * too if one has it that is not internal; set with the first network
 * @param forwardPolicy what the host's other firewall does with them
 * @param networks the networks, by name
 * @param repaired how many entries of the firewall were missing and were made again,
 * since the client was opened
 * @param swept of how many containers that are no more something was taken back, since
 * the client was opened
 * @param lastRepair when something was missing and was made again; {@code null} if that
 * never happened since the client was opened
 * @param setUps the networks that containers were given since the client was opened
 * @since 0.1.0
 */
public record NetworksStatus(List<String> programs, List<String> missingPrograms, boolean table, boolean forwarding,
		ForwardPolicy forwardPolicy, List<Usage> networks, long repaired, long swept, @Nullable Instant lastRepair,
		SetUps setUps) {

	public NetworksStatus {
		programs = List.copyOf(programs);
		missingPrograms = List.copyOf(missingPrograms);
		networks = List.copyOf(networks);
	}

	/**
	 * What iptables does with packets that are forwarded and that no rule is about, and
	 * ip6tables with those of networks with IPv6.
	 */
	public enum ForwardPolicy {

		/** It lets them through. */
		ACCEPT,

		/**
		 * It drops them, and not all networks have rules that accept theirs: containers
		 * reach each other and others only as far as somebody else's rules accept it.
		 */
		DROP,

		/** It drops them, but for those of the networks, which have rules for it. */
		DROP_OTHERS,

		/** There is no iptables on this host. */
		UNKNOWN

	}

	/**
	 * How much of a network is taken.
	 *
	 * @param network the name of the network
	 * @param used how many addresses containers have, of whatever process
	 * @param total how many they can have
	 * @since 0.1.0
	 */
	public record Usage(String network, int used, long total) {
	}

	/**
	 * What containers were given, each with all its interfaces, addresses and ports.
	 *
	 * @param count how many containers
	 * @param time how long that took in sum, without those that failed
	 * @since 0.1.0
	 */
	public record SetUps(long count, Duration time) {
	}

}

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

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.internal.network.kernel.Bridge;
import io.github.libcontainerd.internal.network.kernel.Claims;
import io.github.libcontainerd.internal.network.kernel.Conntrack;
import io.github.libcontainerd.internal.network.kernel.Firewall;
import io.github.libcontainerd.internal.network.kernel.ForwardPolicy;
import io.github.libcontainerd.internal.network.kernel.Forwarding;
import io.github.libcontainerd.network.NetworksStatus;

/**
 * Looks how the networks of the host are doing.
 */
final class StatusReport {

	private static final List<String> NEEDED = List.of("ip", "nft", "sh", "unshare", "umount");

	private static final List<String> OPTIONAL = List.of("iptables", Conntrack.PROGRAM);

	private final Host host;

	private final Bridges bridges;

	private final Forwarding forwarding;

	private final Firewall firewall;

	private final ForwardPolicy policy;

	private final Counters counters;

	StatusReport(Host host, Bridges bridges, Forwarding forwarding, Firewall firewall, ForwardPolicy policy,
			Counters counters) {
		this.host = host;
		this.bridges = bridges;
		this.forwarding = forwarding;
		this.firewall = firewall;
		this.policy = policy;
		this.counters = counters;
	}

	NetworksStatus make() {
		List<Bridge> present = this.host.has("ip") ? this.bridges.list() : List.of();
		Claims claims = this.host.has("nft") ? this.firewall.list() : Claims.NONE;
		List<NetworksStatus.Usage> usages = present.stream()
			.sorted(Comparator.comparing(Bridge::name))
			.map((bridge) -> new NetworksStatus.Usage(bridge.name(), bridge.describe(claims).members().size(),
					bridge.range().room()))
			.toList();
		return new NetworksStatus(
				List.of(NEEDED, OPTIONAL).stream().flatMap(List::stream).filter(this.host::has).toList(),
				NEEDED.stream().filter((program) -> !this.host.has(program)).toList(), claims.table(),
				this.forwarding.isOpen(present), this.policy.look(present), usages, this.counters.repaired(),
				this.counters.swept(), this.counters.lastRepair(), this.counters.setUps());
	}

	/**
	 * What was made, mended and taken back so far.
	 */
	static final class Counters {

		private final AtomicLong repaired = new AtomicLong();

		private final AtomicLong swept = new AtomicLong();

		private final AtomicLong setUps = new AtomicLong();

		private final AtomicLong setUpNanos = new AtomicLong();

		private volatile @Nullable Instant lastRepair;

		long repaired() {
			return this.repaired.get();
		}

		int repaired(int entries) {
			if (entries > 0) {
				this.repaired.addAndGet(entries);
				this.lastRepair = Instant.now();
			}
			return entries;
		}

		@Nullable Instant lastRepair() {
			return this.lastRepair;
		}

		NetworksStatus.SetUps setUps() {
			return new NetworksStatus.SetUps(this.setUps.get(), Duration.ofNanos(this.setUpNanos.get()));
		}

		void setUp(Duration time) {
			this.setUps.incrementAndGet();
			this.setUpNanos.addAndGet(time.toNanos());
		}

		long swept() {
			return this.swept.get();
		}

		void swept(int containers) {
			this.swept.addAndGet(containers);
		}

	}

}

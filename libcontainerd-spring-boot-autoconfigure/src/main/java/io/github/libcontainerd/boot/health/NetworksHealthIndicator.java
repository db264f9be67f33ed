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

package io.github.libcontainerd.boot.health;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.network.NetworksStatus;
import io.github.libcontainerd.network.NetworksStatus.ForwardPolicy;

/**
 * {@link HealthIndicator} for the networks of containers: {@link Status#OUT_OF_SERVICE}
 * when what the host needs for those of the application's containers is missing,
 * {@link Status#UNKNOWN} while none of them is in a network.
 *
 * @since 0.1.0
 */
public class NetworksHealthIndicator extends AbstractHealthIndicator {

	private final Client client;

	/**
	 * Create a new indicator.
	 * @param client the client whose containers count
	 */
	public NetworksHealthIndicator(Client client) {
		super("The health of the networks of containers could not be determined");
		this.client = client;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.unknown();
		CompletableFuture<Void> opened = this.client.opened();
		if (!opened.isDone() || opened.isCompletedExceptionally()
				|| this.client.list().stream().noneMatch(NetworksHealthIndicator::needsNetworks)) {
			return;
		}
		NetworksStatus status = this.client.networks().status();
		builder.up();
		describe(status, builder);
		String problem = problem(status);
		if (problem != null) {
			builder.outOfService().withDetail("reason", problem);
		}
	}

	// One that is kept after its end has none any more.
	private static boolean needsNetworks(ContainerInfo container) {
		return container.pid() > 0 && !container.networks().isEmpty();
	}

	private static void describe(NetworksStatus status, Health.Builder builder) {
		Map<String, Object> addresses = new LinkedHashMap<>();
		status.networks()
			.forEach((network) -> addresses.put(network.network(),
					Map.of("used", network.used(), "left", network.total() - network.used())));
		builder.withDetail("table", status.table())
			.withDetail("forwarding", status.forwarding())
			.withDetail("forwardPolicy", status.forwardPolicy())
			.withDetail("addresses", addresses)
			.withDetail("repaired", status.repaired());
		Instant lastRepair = status.lastRepair();
		if (lastRepair != null) {
			builder.withDetail("lastRepair", lastRepair);
		}
		if (status.forwardPolicy() == ForwardPolicy.DROP) {
			builder.withDetail("warning",
					"The firewall of this host drops what is forwarded, so that containers may reach neither each"
							+ " other nor others");
		}
	}

	private static @Nullable String problem(NetworksStatus status) {
		List<String> missing = status.missingPrograms();
		if (!missing.isEmpty()) {
			return "Programs are missing: " + String.join(", ", missing);
		}
		if (!status.table()) {
			return "The firewall of this host has lost the networks; they are made again with the next repair";
		}
		return status.forwarding() ? null : "This host does not forward packets (net.ipv4.ip_forward, or"
				+ " net.ipv6.conf.all.forwarding with networks that have IPv6)";
	}

}

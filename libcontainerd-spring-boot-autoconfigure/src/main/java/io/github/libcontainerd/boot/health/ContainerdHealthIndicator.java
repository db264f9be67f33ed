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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.client.SubscriptionStatus;

/**
 * {@link HealthIndicator} for containerd: {@link Status#DOWN} when it does not answer
 * within a second, {@link Status#OUT_OF_SERVICE} when it does but the event stream of a
 * client is not live, so that exits are reported late, {@link Status#UNKNOWN} on an
 * operating system where there can't be one.
 *
 * @since 0.1.0
 */
public class ContainerdHealthIndicator extends AbstractHealthIndicator {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private final Remote remote;

	/**
	 * Create a new indicator.
	 * @param remote the remote
	 */
	public ContainerdHealthIndicator(Remote remote) {
		super("The health of containerd could not be determined");
		this.remote = remote;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		try {
			describe(this.remote.ping(TIMEOUT), builder);
		}
		catch (ContainerdException ex) {
			describe(this.remote.status(), builder);
			builder.down().withDetail("reason", String.valueOf(ex.getMessage()));
		}
		catch (UnsupportedOperationException ex) {
			builder.unknown().withDetail("reason", String.valueOf(ex.getMessage()));
			return;
		}
		Map<String, Object> clients = new LinkedHashMap<>();
		for (Client client : this.remote.clients()) {
			SubscriptionStatus subscription = client.subscription();
			clients.put(client.namespace(),
					Map.of("eventStream", subscription.state(), "reconnects", subscription.reconnects()));
			if (subscription.state() != SubscriptionState.LIVE && builder.build().getStatus().equals(Status.UP)) {
				builder.outOfService()
					.withDetail("reason", "The event stream of namespace '" + client.namespace() + "' is not live");
			}
		}
		builder.withDetail("namespaces", clients);
	}

	private static void describe(RemoteStatus status, Health.Builder builder) {
		String version = status.version();
		if (version != null) {
			builder.withDetail("version", version);
		}
		builder.withDetail("address", status.address().toString())
			.withDetail("managed", status.managed())
			.withDetail("connection", status.connection())
			.withDetail("reconnects", status.reconnects());
		if (status.managed()) {
			builder.withDetail("pid", status.pid()).withDetail("restarts", status.restarts());
		}
		if (!status.shimsVisible()) {
			builder.withDetail("exitCodes",
					"Those of containers that end while containerd is away may stay unknown: its shims can't be seen");
		}
		String lastError = status.lastError();
		if (lastError != null) {
			builder.withDetail("lastError", lastError).withDetail("lastErrorAt", String.valueOf(status.lastErrorAt()));
		}
	}

}

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

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.client.SubscriptionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ContainerdHealthIndicator}.
 */
class ContainerdHealthIndicatorTests {

	private final Remote remote = mock();

	private final Client client = mock();

	private final ContainerdHealthIndicator indicator = new ContainerdHealthIndicator(this.remote);

	private void stub(RemoteStatus status, SubscriptionState state) {
		given(this.client.namespace()).willReturn("ns");
		given(this.client.subscription()).willReturn(new SubscriptionStatus(state, 2, 5, null, null));
		given(this.remote.clients()).willReturn(List.of(this.client));
		given(this.remote.ping(any())).willReturn(status);
		given(this.remote.status()).willReturn(status);
	}

	private static RemoteStatus status(boolean managed) {
		return new RemoteStatus(Path.of("/run/c.sock"), RemoteStatus.Connection.CONNECTED, "1.7.24", managed,
				managed ? 77 : 0, managed ? 1 : 0, 3, null, null);
	}

	@Test
	void anAnswerAndALiveEventStreamAreUp() {
		stub(status(false), SubscriptionState.LIVE);
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("version", "1.7.24")
			.containsEntry("address", "/run/c.sock")
			.containsEntry("managed", false)
			.containsEntry("reconnects", 3)
			.doesNotContainKeys("pid", "restarts", "reason", "lastError")
			.containsEntry("namespaces", Map.of("ns", Map.of("eventStream", SubscriptionState.LIVE, "reconnects", 2)));
	}

	@Test
	void aManagedDaemonHasDetailsOfItsOwn() {
		stub(status(true), SubscriptionState.LIVE);
		assertThat(this.indicator.health().getDetails()).containsEntry("pid", 77).containsEntry("restarts", 1);
	}

	@Test
	void noAnswerIsDownWithTheReason() {
		stub(new RemoteStatus(Path.of("/run/c.sock"), RemoteStatus.Connection.DISCONNECTED, null, false, 0, 0, 0,
				"lost the connection", Instant.EPOCH), SubscriptionState.DISCONNECTED);
		given(this.remote.ping(any()))
			.willThrow(new OperationTimeoutException(Operation.onDaemon("ping containerd"), "no answer", null));
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("reason", "Could not ping containerd: no answer")
			.containsEntry("lastError", "lost the connection")
			.doesNotContainKey("version");
	}

	@Test
	void theTimeIsBounded() {
		stub(status(false), SubscriptionState.LIVE);
		this.indicator.health();
		then(this.remote).should().ping(Duration.ofSeconds(1));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LIVE")
	void anAnswerWithoutALiveEventStreamIsOutOfService(SubscriptionState state) {
		stub(status(false), state);
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails()).containsEntry("reason", "The event stream of namespace 'ns' is not live");
	}

}

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

package io.github.libcontainerd.boot.metrics;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.boot.StubClient;
import io.github.libcontainerd.boot.StubRemote;
import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.RemoteStatus.Connection;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.client.SubscriptionStatus;
import io.github.libcontainerd.image.PullProgress;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientMetrics} and {@link RemoteMetrics}.
 */
class ClientMetricsTests {

	private final StubClient client = new StubClient("jobs");

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void containersAreCountedByState() {
		this.client.with("a", null).with("b", null).with("c", ContainerStatus.PAUSED, 1, null, Map.of(), null);
		new ClientMetrics(this.client).bindTo(this.registry);
		assertThat(gauge("libcontainerd.containers", "state", "running")).isEqualTo(2);
		assertThat(gauge("libcontainerd.containers", "state", "paused")).isOne();
		assertThat(gauge("libcontainerd.containers", "state", "restarting")).isZero();
	}

	@Test
	void stateChangesAreCounted() {
		ClientMetrics metrics = new ClientMetrics(this.client);
		metrics.stateChanged(this.client, StubClient.info(StateChange.START));
		metrics.bindTo(this.registry);
		metrics.stateChanged(this.client, StubClient.info(StateChange.START));
		metrics.stateChanged(this.client, StubClient.info(StateChange.RESTORE));
		metrics.stateChanged(this.client, StubClient.info(StateChange.OOM));
		metrics.stateChanged(this.client, StubClient.info(StateChange.EXIT_PROCESS));
		metrics.stateChanged(this.client, StubClient.info(StateChange.EXIT, 0, true, true, 1));
		metrics.stateChanged(this.client, StubClient.info(StateChange.EXIT, 1, true, false, 1));
		metrics.stateChanged(this.client, StubClient.info(StateChange.EXIT, 137, true, true, 1));
		metrics.stateChanged(this.client, StubClient.info(StateChange.EXIT, 143, true, false, 1));
		metrics.stateChanged(this.client, StubClient.info(StateChange.RESTART, 255, false, false, 1));
		metrics.stateChanged(this.client, StubClient.info(StateChange.EXIT, 255, true, false, 1));
		metrics.stateChanged(this.client,
				new StateInfo(StateChange.EXIT, 0, 137, true, StateInfo.INIT, false, null, 1, true));
		assertThat(counter("libcontainerd.starts")).isEqualTo(2);
		assertThat(counter("libcontainerd.restarts")).isOne();
		assertThat(counter("libcontainerd.ooms")).isOne();
		assertThat(counter("libcontainerd.exits", "exit.class", "success")).isOne();
		assertThat(counter("libcontainerd.exits", "exit.class", "failure")).isEqualTo(2);
		assertThat(counter("libcontainerd.exits", "exit.class", "signal")).isOne();
		assertThat(counter("libcontainerd.exits", "exit.class", "oom")).isOne();
		assertThat(counter("libcontainerd.exits", "exit.class", "timed_out")).isOne();
		assertThat(counter("libcontainerd.exits", "exit.class", "unknown")).isOne();
	}

	@Test
	void stateChangesThatNobodyReportsAreNotCountedAsNone() {
		ClientMetrics metrics = new ClientMetrics(() -> List.of(this.client), false);
		metrics.bindTo(this.registry);
		assertThat(this.registry.find("libcontainerd.starts").meter()).isNull();
		assertThat(this.registry.find("libcontainerd.containers").meter()).isNotNull();
		metrics.stateChanged(this.client, StubClient.info(StateChange.START));
		assertThat(counter("libcontainerd.starts")).isOne();
	}

	@Test
	void clientThatIsMadeLaterIsFoundByItsEvents() {
		ClientMetrics metrics = new ClientMetrics(this.client);
		metrics.bindTo(this.registry);
		StubClient later = new StubClient("later").with("a", null);
		metrics.stateChanged(later, StubClient.info(StateChange.START));
		assertThat(gauge("libcontainerd.containers", "namespace", "later", "state", "running")).isOne();
	}

	@Test
	void eventStreamIsTold() {
		new ClientMetrics(this.client).bindTo(this.registry);
		System.gc();
		assertThat(counter("libcontainerd.events.received")).isEqualTo(40);
		assertThat(counter("libcontainerd.events.reconnects")).isEqualTo(2);
		assertThat(gauge("libcontainerd.events.live")).isOne();
		this.client.subscription(new SubscriptionStatus(SubscriptionState.DISCONNECTED, 2, 41, null, null));
		assertThat(gauge("libcontainerd.events.live")).isZero();
		assertThat(counter("libcontainerd.events.received")).isEqualTo(41);
	}

	@Test
	void lagIsUnknownBeforeTheFirstEvent() {
		new ClientMetrics(this.client).bindTo(this.registry);
		assertThat(gauge("libcontainerd.events.lag")).isEqualTo(0.003);
		this.client.subscription(new SubscriptionStatus(SubscriptionState.LIVE, 0, 0, null, null));
		assertThat(gauge("libcontainerd.events.lag")).isNaN();
	}

	@Test
	void trafficIsCountedByStream() {
		new ClientMetrics(this.client).bindTo(this.registry);
		assertThat(counter("libcontainerd.io.bytes", "stream", "stdin")).isOne();
		assertThat(counter("libcontainerd.io.bytes", "stream", "stdout")).isEqualTo(20);
		assertThat(counter("libcontainerd.io.bytes", "stream", "stderr")).isEqualTo(300);
	}

	@Test
	void whatIsFetchedIsCountedOnce() {
		ClientMetrics metrics = new ClientMetrics(this.client);
		metrics.bindTo(this.registry);
		for (PullProgress.Status status : PullProgress.Status.values()) {
			metrics.progressed(this.client, new PullProgress("i", "d", "m", status, 50, 100));
		}
		assertThat(counter("libcontainerd.pull.bytes")).isEqualTo(100);
	}

	@Test
	void connectionIsTold() {
		StubRemote remote = new StubRemote();
		new RemoteMetrics(remote).bindTo(this.registry);
		assertThat(gauge("libcontainerd.connection.up")).isOne();
		assertThat(counter("libcontainerd.connection.reconnects")).isEqualTo(3);
		assertThat(this.registry.find("libcontainerd.daemon.restarts").meter()).isNull();
		remote.status(status(Connection.DISCONNECTED, null));
		assertThat(gauge("libcontainerd.connection.up")).isZero();
	}

	@Test
	void remotesAreToldApart() {
		StubRemote edge = new StubRemote();
		edge.status(status(Connection.DISCONNECTED, null));
		new RemoteMetrics(Map.of("default", new StubRemote(), "edge", edge)).bindTo(this.registry);
		assertThat(gauge("libcontainerd.connection.up", "remote", "default")).isOne();
		assertThat(gauge("libcontainerd.connection.up", "remote", "edge")).isZero();
		assertThat(this.registry.find("libcontainerd.daemon.restarts").counters()).isEmpty();
		assertThat(this.registry.find("libcontainerd.daemon.restarts").functionCounters()).singleElement()
			.satisfies((counter) -> assertThat(counter.getId().getTag("remote")).isEqualTo("edge"));
	}

	@Test
	void restartsOfAManagedDaemonAreTold() {
		StubRemote remote = new StubRemote();
		remote.status(status(Connection.CONNECTED, "2.0.0"));
		new RemoteMetrics(remote).bindTo(this.registry);
		assertThat(counter("libcontainerd.daemon.restarts")).isEqualTo(4);
	}

	@Test
	void restartsAreToldWhenItTurnsOutThatTheDaemonIsManaged() {
		StubRemote remote = new StubRemote();
		remote.status(new RemoteStatus(Path.of("/x"), Connection.DISCONNECTED, null, false, 0, 0, 0, null, null));
		new RemoteMetrics(remote).bindTo(this.registry);
		assertThat(this.registry.find("libcontainerd.daemon.restarts").meter()).isNull();
		remote.status(status(Connection.CONNECTED, "2.0.0"));
		remote.tell(new RemoteEvent(RemoteEvent.Kind.CONNECTED, null, "connected", Instant.EPOCH));
		assertThat(counter("libcontainerd.daemon.restarts")).isEqualTo(4);
	}

	private static RemoteStatus status(Connection connection, @Nullable String version) {
		return new RemoteStatus(Path.of("/x"), connection, version, true, 7, 4, 3, null, null);
	}

	private double gauge(String name, String... tags) {
		return this.registry.get(name).tags(tags).gauge().value();
	}

	private double counter(String name, String... tags) {
		return this.registry.get(name).tags(tags).functionCounter().count();
	}

}

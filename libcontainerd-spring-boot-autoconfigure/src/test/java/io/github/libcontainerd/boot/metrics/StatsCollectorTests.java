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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.boot.StatsFixtures;
import io.github.libcontainerd.boot.StubClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StatsCollector}, by what the meters show.
 */
class StatsCollectorTests extends AbstractContainerMetricsTests {

	@Test
	void unreadableFiguresAreNoFigures() {
		this.client.with("a", StatsFixtures.v2());
		bind(options());
		this.client.with("a", StatsFixtures.unreadable());
		pass(Duration.ofSeconds(2));
		assertThat(value("container.memory.usage")).isEqualTo(1000);
	}

	@Test
	void startedContainerGetsMetersWithoutAScrape() {
		bind(options());
		assertThat(names()).doesNotContain("container.memory.usage");
		assertThat(this.client.statsCalls()).isZero();
		this.client.with("a", StatsFixtures.v2());
		pass(Duration.ofSeconds(2));
		metrics().stateChanged(this.client, "a", StubClient.info(StateChange.START));
		Awaitility.await().until(() -> names().contains("container.memory.usage"));
		assertThat(this.client.statsCalls()).isOne();
	}

	@Test
	void figuresOfAnEarlierRunAreNotTakenForTheNext() {
		this.client.with("a", StatsFixtures.v2(Duration.ofSeconds(100)));
		this.client.beforeStats(() -> this.client.with("a", ContainerStatus.RUNNING, 1 + this.client.statsCalls(), null,
				Map.of(), StatsFixtures.v2(Duration.ofSeconds(100))));
		bind(options());
		refresh();
		assertThat(names()).doesNotContain("container.cpu.time");
	}

	@Test
	void readersShareOneCall() throws Exception {
		this.client.with("a", StatsFixtures.v2()).with("b", StatsFixtures.v2());
		bind(options());
		int before = this.client.statsCalls();
		pass(Duration.ofSeconds(2));
		CountDownLatch all = new CountDownLatch(8);
		this.client.beforeStats(() -> await(all));
		ExecutorService readers = Executors.newFixedThreadPool(8);
		try {
			for (int i = 0; i < 8; i++) {
				readers.submit(() -> {
					all.countDown();
					this.registry.getMeters().forEach(ContainerMetricsTests::read);
				});
			}
		}
		finally {
			readers.shutdown();
		}
		assertThat(readers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.client.statsCalls()).isEqualTo(before + 1);
	}

	@Test
	void figuresAreUsedForTheTimeToLive() {
		this.client.with("a", StatsFixtures.v2());
		bind(options());
		int before = this.client.statsCalls();
		pass(Duration.ofMillis(900));
		value("container.memory.usage");
		assertThat(this.client.statsCalls()).isEqualTo(before);
		pass(Duration.ofMillis(200));
		value("container.memory.usage");
		assertThat(this.client.statsCalls()).isEqualTo(before + 1);
	}

	@Test
	void containerdIsNotAskedWhenNothingRuns() {
		this.client.with("a", ContainerStatus.EXITED, 1, null, Map.of(), null);
		bind(options());
		refresh();
		assertThat(this.client.statsCalls()).isZero();
	}

	@Test
	void lastFiguresAreShownUntilTheyAreStale() {
		this.client.with("a", StatsFixtures.v2());
		bind(options());
		this.client.beforeStats(() -> {
			throw new DaemonUnavailableException(null, "down", null);
		});
		pass(Duration.ofSeconds(29));
		assertThat(value("container.memory.usage")).isEqualTo(1000);
		assertThat(value("container.cpu.time", "cpu.mode", "user")).isEqualTo(1.5);
		pass(Duration.ofSeconds(2));
		assertThat(value("container.memory.usage")).isNaN();
		assertThat(value("container.cpu.time", "cpu.mode", "user")).isNaN();
		assertThat(value("libcontainerd.stats.containers")).isZero();
		this.client.beforeStats(() -> {
		});
		pass(Duration.ofSeconds(2));
		assertThat(value("container.memory.usage")).isEqualTo(1000);
		assertThat(value("container.cpu.time", "cpu.mode", "user")).isEqualTo(1.5);
	}

	@Test
	void containerWhoseShimDoesNotAnswerKeepsItsLastFiguresUntilTheyAreStale() {
		this.client.with("a", StatsFixtures.v2());
		bind(options());
		this.client.with("a", null);
		pass(Duration.ofSeconds(20));
		assertThat(value("container.memory.usage")).isEqualTo(1000);
		pass(Duration.ofSeconds(20));
		assertThat(value("container.memory.usage")).isNaN();
	}

	@Test
	void readingWaitsForASlowContainerdOnceOnly() {
		this.client.with("a", StatsFixtures.v2());
		CountDownLatch answer = new CountDownLatch(1);
		bind(new ContainerMetricsOptions("", false, List.of(), 100, Duration.ZERO, Duration.ofMillis(300),
				Duration.ofSeconds(30)), System::nanoTime);
		this.client.beforeStats(() -> await(answer));
		long start = System.nanoTime();
		for (Meter meter : this.registry.getMeters()) {
			read(meter);
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(250),
				Duration.ofSeconds(3));
		assertThat(value("container.memory.usage")).isEqualTo(1000);
		answer.countDown();
	}

	@Test
	void callsAreTimedByOutcome() {
		this.client.with("a", StatsFixtures.v2());
		bind(options());
		this.client.beforeStats(() -> {
			throw new OperationTimeoutException(null, "slow", null);
		});
		refresh();
		this.client.beforeStats(() -> {
			throw new IllegalStateException("bug");
		});
		refresh();
		for (String outcome : List.of("success", "timeout", "error")) {
			assertThat(this.registry.get("libcontainerd.stats.collection")
				.tags("namespace", "jobs", "outcome", outcome)
				.timer()
				.count()).as(outcome).isOne();
		}
	}

	@Test
	void threadsEndWithTheMetrics() {
		this.client.with("a", StatsFixtures.v2());
		bind(options());
		metrics().close();
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("containerd-stats-")));
	}

}

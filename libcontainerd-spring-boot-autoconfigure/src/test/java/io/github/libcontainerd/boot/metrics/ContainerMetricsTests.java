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

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.system.CapturedOutput;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.boot.StatsFixtures;
import io.github.libcontainerd.boot.StubClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ContainerMetrics}.
 */
class ContainerMetricsTests extends AbstractContainerMetricsTests {

	@Test
	void containerThatRunsBeforeBindingHasMeters() {
		this.client.with("a", StatsFixtures.v2());
		bind(options());
		assertThat(value("container.cpu.time", "cpu.mode", "user")).isEqualTo(1.5);
		assertThat(value("container.cpu.time", "cpu.mode", "system")).isEqualTo(0.5);
		assertThat(value("container.cpu.periods")).isEqualTo(100);
		assertThat(value("container.cpu.throttled.periods")).isEqualTo(7);
		assertThat(value("container.cpu.throttled.time")).isEqualTo(0.25);
		assertThat(value("container.memory.usage")).isEqualTo(1000);
		assertThat(value("container.memory.working_set")).isEqualTo(800);
		assertThat(value("container.memory.limit")).isEqualTo(4000);
		assertThat(value("container.memory.rss")).isEqualTo(600);
		assertThat(value("container.memory.swap")).isZero();
		assertThat(value("container.paging.faults", "type", "minor")).isEqualTo(80);
		assertThat(value("container.paging.faults", "type", "major")).isEqualTo(10);
		assertThat(value("container.disk.io", "direction", "read")).isEqualTo(300);
		assertThat(value("container.disk.io", "direction", "write")).isEqualTo(10);
		assertThat(value("container.network.io", "direction", "receive")).isEqualTo(1001);
		assertThat(value("container.network.io", "direction", "transmit")).isEqualTo(502);
		assertThat(value("container.network.packets", "direction", "receive")).isEqualTo(11);
		assertThat(value("container.network.errors", "direction", "transmit")).isEqualTo(3);
		assertThat(value("container.network.drops", "direction", "receive")).isEqualTo(2);
		assertThat(value("container.processes")).isEqualTo(5);
		assertThat(value("container.processes.limit")).isEqualTo(50);
		assertThat(value("container.oom.events")).isEqualTo(1);
		assertThat(value("container.uptime")).isBetween(60.0, 90.0);
		assertThat(value("libcontainerd.stats.containers")).isOne();
	}

	@Test
	void theDiskIsLookedAtSeldomAndNobodyWaitsForIt() {
		this.client.with("a", StatsFixtures.v2());
		bind(new ContainerMetricsOptions("", false, List.of(), 3, Duration.ZERO, Duration.ofSeconds(2),
				Duration.ofSeconds(30), Duration.ofMinutes(5)));
		Awaitility.await().until(() -> names().contains("container.disk.usage"));
		for (int i = 0; i < 5; i++) {
			assertThat(value("container.disk.usage")).isEqualTo(4096);
		}
		assertThat(this.client.diskCalls()).isOne();
		this.client.remove("a");
		refresh();
		assertThat(names()).doesNotContain("container.disk.usage");
	}

	@Test
	void theDiskIsNotLookedAtUnlessWished() {
		this.client.with("a", StatsFixtures.v2());
		bind(options());
		refresh();
		assertThat(names()).contains("container.cpu.time").doesNotContain("container.disk.usage");
		assertThat(this.client.diskCalls()).isZero();
	}

	@Test
	void figureThatIsNotCountedHasNoMeter() {
		this.client.with("a", StatsFixtures.v1());
		bind(options());
		assertThat(names()).contains("container.cpu.time", "container.memory.usage", "container.processes")
			.doesNotContain("container.memory.limit", "container.processes.limit", "container.disk.io",
					"container.network.io", "container.memory.swap", "container.oom.events",
					"container.cpu.throttled.time", "container.cpu.periods");
	}

	@Test
	void containerWithoutAnyFigureHasItsUptimeOnly() {
		this.client.with("a", StatsFixtures.empty());
		bind(options());
		assertThat(names()).containsOnlyOnce("container.uptime").noneMatch((name) -> name.startsWith("container.cpu"));
	}

	@Test
	void meterOfALimitFollowsTheLimit() {
		this.client.with("a", StatsFixtures.v1());
		bind(options());
		assertThat(names()).doesNotContain("container.memory.limit");
		this.client.with("a", StatsFixtures.v2());
		refresh();
		assertThat(value("container.memory.limit")).isEqualTo(4000);
		this.client.with("a", StatsFixtures.v1());
		refresh();
		assertThat(names()).doesNotContain("container.memory.limit");
	}

	@Test
	void containerWithoutEventsIsFoundByReading() {
		bind(options());
		this.client.with("a", StatsFixtures.v2());
		refresh();
		assertThat(names()).contains("container.memory.usage");
		this.client.remove("a");
		refresh();
		assertThat(names()).noneMatch((name) -> name.startsWith("container."));
	}

	@Test
	void endedContainerLosesItsMetersAtOnce() {
		this.client.with("a", StatsFixtures.v2()).with("b", StatsFixtures.v2());
		bind(options());
		this.client.remove("a");
		metrics().stateChanged(this.client, "a", StubClient.info(StateChange.EXIT));
		assertThat(this.registry.find("container.memory.usage").tag("container.id", "a").meter()).isNull();
		assertThat(this.registry.find("container.memory.usage").tag("container.id", "b").meter()).isNotNull();
	}

	@Test
	void nextRunStartsItsCountersAnew() {
		this.client.with("a", StatsFixtures.v2(Duration.ofSeconds(100)));
		bind(options());
		metrics().stateChanged(this.client, "a", StubClient.info(StateChange.RESTART));
		assertThat(names()).doesNotContain("container.cpu.time");
		this.client.with("a", ContainerStatus.RUNNING, 2, null, Map.of(), StatsFixtures.v2(Duration.ofSeconds(1)));
		refresh();
		assertThat(value("container.cpu.time", "cpu.mode", "user")).isOne();
		metrics().stateChanged(this.client, "a", StubClient.info(StateChange.RESTART, 0, true, false, 1));
		assertThat(names()).as("a late event of the earlier run").contains("container.cpu.time");
	}

	@Test
	void onlySoManyContainersHaveMeters(CapturedOutput output) {
		for (int i = 0; i < 5; i++) {
			this.client.with("c" + i, StatsFixtures.v2());
		}
		bind(new ContainerMetricsOptions("", false, List.of(), 3, Duration.ofSeconds(1), Duration.ofSeconds(2),
				Duration.ofSeconds(30)));
		refresh();
		assertThat(this.registry.find("container.memory.usage").meters()).hasSize(3);
		assertThat(output.toString().split("There are more than 3 containers", -1)).hasSize(2);
		this.client.remove("c0");
		this.client.remove("c1");
		this.client.remove("c2");
		refresh();
		assertThat(this.registry.find("container.memory.usage").meters()).hasSize(2);
	}

	@Test
	void imageAndLabelsAreTagsWhenAskedFor() {
		this.client.with("a", ContainerStatus.RUNNING, 1, "docker.io/library/alpine:3.20@sha256:abc",
				Map.of("team", "blue", "secret", "x"), StatsFixtures.v2());
		bind(new ContainerMetricsOptions("acme", true, List.of("team", "tier"), 3, Duration.ofSeconds(1),
				Duration.ofSeconds(2), Duration.ofSeconds(30)));
		Meter meter = this.registry.get("acme.container.memory.usage").meter();
		assertThat(meter.getId().getTags()).extracting((tag) -> tag.getKey() + "=" + tag.getValue())
			.containsExactlyInAnyOrder("container.id=a", "namespace=jobs", "image=docker.io/library/alpine:3.20",
					"team=blue", "tier=none");
	}

	@Test
	void labelsWhoseNamesCollideAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ContainerMetricsOptions("", false, List.of("container_id"), 3, Duration.ofSeconds(1),
					Duration.ofSeconds(2), Duration.ofSeconds(30)))
			.withMessageContaining("container_id");
	}

	@Test
	void everyRegistryHasTheMetersAndLosesThem() {
		CompositeMeterRegistry other = new CompositeMeterRegistry();
		other.add(new SimpleMeterRegistry());
		this.client.with("a", StatsFixtures.v2());
		bind(options());
		metrics().bindTo(other);
		assertThat(other.get("container.memory.usage").gauge().value()).isEqualTo(1000);
		assertThat(other.get("container.cpu.time").tag("cpu.mode", "user").functionCounter().count()).isEqualTo(1.5);
		metrics().close();
		assertThat(other.getMeters()).extracting((meter) -> meter.getId().getName())
			.noneMatch((name) -> name.startsWith("container."));
		assertThat(names()).noneMatch((name) -> name.startsWith("container."))
			.doesNotContain("libcontainerd.stats.containers");
	}

	@Test
	void metersWorkThoughNobodyHoldsTheMetrics() {
		this.client.with("a", StatsFixtures.v2());
		bind(options());
		this.metrics = null;
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		this.client.with("a", StatsFixtures.v2(Duration.ofSeconds(9)));
		pass(Duration.ofSeconds(2));
		assertThat(value("container.memory.usage")).isEqualTo(1000);
		assertThat(value("container.cpu.time", "cpu.mode", "user")).isEqualTo(9);
	}

	@Test
	void stepCounterCountsTheNextRunFromZero() {
		MockClock clock = new MockClock();
		SimpleMeterRegistry steps = new SimpleMeterRegistry(new SimpleConfig() {

			@Override
			public @Nullable String get(String key) {
				return key.endsWith("mode") ? "STEP" : null;
			}

		}, clock);
		this.client.with("a", StatsFixtures.v2(Duration.ofSeconds(100)));
		bind(options(), this.now::get, steps);
		steps.get("container.cpu.time").tag("cpu.mode", "user").functionCounter().count();
		metrics().stateChanged(this.client, "a", StubClient.info(StateChange.RESTART));
		this.client.with("a", ContainerStatus.RUNNING, 2, null, Map.of(), StatsFixtures.v2(Duration.ofSeconds(1)));
		pass(Duration.ofSeconds(2));
		steps.get("libcontainerd.stats.containers").gauge().value();
		steps.get("container.cpu.time").tag("cpu.mode", "user").functionCounter().count();
		clock.add(Duration.ofMinutes(1));
		assertThat(steps.get("container.cpu.time").tag("cpu.mode", "user").functionCounter().count()).isOne();
	}

	@Test
	void prometheusNamesAreThoseOfDashboards() {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		this.client.with("a", StatsFixtures.v2()).with("b", StatsFixtures.v1());
		bind(options(), this.now::get, prometheus);
		assertThat(prometheus.scrape())
			.contains("container_cpu_time_seconds_total{container_id=\"a\",cpu_mode=\"user\",namespace=\"jobs\"} 1.5",
					"container_cpu_throttled_periods_total{container_id=\"a\",namespace=\"jobs\"} 7.0",
					"container_cpu_throttled_time_seconds_total{", "container_cpu_periods_total{",
					"container_memory_usage_bytes{container_id=\"a\",namespace=\"jobs\"} 1000.0",
					"container_memory_working_set_bytes{", "container_memory_limit_bytes{",
					"container_memory_rss_bytes{", "container_memory_swap_bytes{", "container_paging_faults_total{",
					"container_disk_io_bytes_total{container_id=\"a\",direction=\"read\",namespace=\"jobs\"} 300.0",
					"container_processes{", "container_processes_limit{", "container_oom_events_total{",
					"container_uptime_seconds{", "libcontainerd_stats_containers{namespace=\"jobs\"} 2.0")
			.doesNotContain("container_memory_limit_bytes{container_id=\"b\"");
		this.client.remove("a");
		metrics().stateChanged(this.client, "a", StubClient.info(StateChange.EXIT));
		assertThat(prometheus.scrape()).doesNotContain("container_id=\"a\"").contains("container_id=\"b\"");
	}

}

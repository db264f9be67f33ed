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
package io.github.libcontainerd.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerNotReadyException;
import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.WaitStrategy;
import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Health checks.
 */
abstract class HealthContract extends ImageRunTest {

	private static final Duration QUICK = Duration.ofMillis(100);

	private static HealthCheck check(String line) {
		return HealthCheck.of("sh", "-c", line).interval(QUICK).startInterval(QUICK).retries(2);
	}

	@Test
	void checkThatSucceedsMakesItHealthyAndOneThatFailsUnhealthy() {
		RunningContainer container = start(script(image(), "sleep 1000"), "echo looking; test -f /tmp/well");
		assertThat(this.client.inspect(container.id()).health()).isNotNull();
		container.exec("touch", "/tmp/well");
		awaitHealth(container, HealthStatus.HEALTHY);
		assertThat(container.health())
			.extracting(ContainerHealth::exitCode, ContainerHealth::output, ContainerHealth::failures)
			.containsExactly(0, "looking", 0);
		assertThat(this.client.inspect(container.id()).health()).isEqualTo(HealthStatus.HEALTHY);
		container.exec("rm", "/tmp/well");
		awaitHealth(container, HealthStatus.UNHEALTHY);
		container.exec("touch", "/tmp/well");
		awaitHealth(container, HealthStatus.HEALTHY);
		container.remove();
		assertThat(container.health()).isNull();
		List<StateChange> changes = this.backend.states(container.id())
			.stream()
			.filter((change) -> change != StateChange.START_PROCESS && change != StateChange.EXIT_PROCESS)
			.toList();
		assertThat(changes.get(0)).isEqualTo(StateChange.START);
		assertThat(changes).filteredOn((change) -> change == StateChange.HEALTH).hasSizeGreaterThanOrEqualTo(3);
		assertThat(changes.get(changes.size() - 1)).isEqualTo(StateChange.EXIT);
	}

	@Test
	void nobodyIsNotifiedOfTheChecksThemselves() {
		RunningContainer container = start(script(image(), "sleep 1000"), "true");
		awaitHealth(container, HealthStatus.HEALTHY);
		await().until(() -> container.health().checkedAt(),
				(at) -> at.isAfter(this.client.inspect(container.id()).startedAt().plusMillis(300)));
		assertThat(this.client.inspect(container.id()).processes()).isEmpty();
		container.remove();
		assertThat(this.backend.states(container.id())).containsExactly(StateChange.START, StateChange.HEALTH,
				StateChange.EXIT);
	}

	@Test
	void checkThatHangsIsKilledAndHasFailed() {
		RunningContainer container = containers().start(script(image(), "sleep 1000")
			.health(check("echo hanging; exec sleep 1000").timeout(Duration.ofMillis(300)))
			.build());
		awaitHealth(container, HealthStatus.UNHEALTHY);
		assertThat(container.health().exitCode()).isNull();
		assertThat(container.health().output()).contains("longer than 0.3s", "hanging");
		container.remove();
	}

	@Test
	void commandThatIsNotThereHasFailed() {
		RunningContainer container = containers()
			.start(script(image(), "sleep 1000").health(HealthCheck.of("/no/such/program").interval(QUICK).retries(1))
				.build());
		awaitHealth(container, HealthStatus.UNHEALTHY);
		assertThat(container.health().output()).contains("/no/such/program");
		container.remove();
	}

	@Test
	void pausedContainerIsNotExamined() {
		RunningContainer container = start(script(image(), "sleep 1000"), "true");
		awaitHealth(container, HealthStatus.HEALTHY);
		container.pause();
		ContainerHealth before = container.health();
		await().during(Duration.ofMillis(800)).until(() -> container.health().failures() == 0);
		assertThat(container.health().status()).isEqualTo(HealthStatus.HEALTHY);
		container.resume();
		await().until(() -> container.health().checkedAt().isAfter(before.checkedAt().plusMillis(700)));
		assertThat(container.health().status()).isEqualTo(HealthStatus.HEALTHY);
		container.remove();
	}

	@Test
	void nextRunStartsAgain() {
		RunningContainer container = start(
				script(image(), "test -f /first && sleep 1000; touch /first; sleep 1; exit 1")
					.restart(RestartPolicy.always()),
				"test -f /first");
		await().until(() -> this.backend.states(container.id()).contains(StateChange.RESTART));
		await().until(() -> this.client.inspect(container.id()).run() == 2);
		awaitHealth(container, HealthStatus.HEALTHY);
		assertThat(this.backend.changes(container.id())
			.stream()
			.filter((change) -> change.change() == StateChange.HEALTH)
			.map(StateInfo::run)).contains(2);
		container.remove();
	}

	@Test
	void checkOfAnImageIsTaken() {
		String image = this.registry.push("test/healthy", "1",
				busybox()
					.config("Healthcheck",
							Map.of("Test", List.of("CMD", "test", "-f", "/tmp/well"), "Interval", 100_000_000L,
									"Retries", 1))
					.build());
		RunningContainer container = containers().start(script(image, "touch /tmp/well; sleep 1000").build());
		awaitHealth(container, HealthStatus.HEALTHY);
		container.remove();
		RunningContainer without = containers().start(script(image, "sleep 1000").health(HealthCheck.none()).build());
		assertThat(without.health()).isNull();
		without.remove();
		assertThat(containers().run(script(image, "true").build()).successful()).isTrue();
	}

	@Test
	void startCanWaitForHealth() {
		containers()
			.start(script(image(), "sleep 0.3; touch /tmp/well; sleep 1000")
				.health(check("test -f /tmp/well").startPeriod(PATIENCE))
				.waitFor(WaitStrategy.health())
				.build())
			.remove();
		RunRequest sick = script(image(), "sleep 1000").health(check("echo no disk; false"))
			.waitFor(WaitStrategy.health(), Duration.ofHours(1))
			.build();
		assertThatExceptionOfType(ContainerNotReadyException.class).isThrownBy(() -> containers().start(sick))
			.withMessageContainingAll("it is unhealthy", "no disk");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().start(script(image(), "true").waitFor(WaitStrategy.health()).build()))
			.withMessageContaining("add health(..)");
	}

	@Test
	void healthSurvivesThisProcess() {
		this.remote.close();
		open(RemoteOption.liveRestore(true));
		RunningContainer container = start(script(image(), "touch /tmp/well; sleep 1000"), "test -f /tmp/well");
		awaitHealth(container, HealthStatus.HEALTHY);
		this.remote.close();
		open(RemoteOption.liveRestore(true));
		RunningContainer found = containers().find(container.id()).orElseThrow();
		assertThat(found.health()).isNotNull();
		assertThat(found.health().status()).isEqualTo(HealthStatus.HEALTHY);
		found.exec("rm", "/tmp/well");
		awaitHealth(found, HealthStatus.UNHEALTHY);
		found.remove();
	}

	@Test
	void processOfTheUserCanNotBeTakenForACheck() {
		RunningContainer container = containers().start(script(image(), "sleep 1000").build());
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.addProcess(container.id(), "health-check-1",
					(process) -> process.args("true"), Stdio.none()))
			.withMessageContaining("choose another");
		container.remove();
	}

	private RunningContainer start(RunRequest.Builder request, String check) {
		return containers().start(request.health(check(check)).build());
	}

	private static void awaitHealth(RunningContainer container, HealthStatus status) {
		await().atMost(Patience.seconds(30)).until(() -> {
			ContainerHealth health = container.health();
			return health != null && health.status() == status;
		});
	}

}

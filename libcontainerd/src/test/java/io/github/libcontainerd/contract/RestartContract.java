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
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Restart policies on running containers.
 */
abstract class RestartContract extends ContractTest {

	private static CreateOption policy(String text) {
		return CreateOption.restartManager(new RestartManager(RestartPolicy.parse(text)));
	}

	@Test
	@DisplayName("S11: on-failure:2 means three runs, and the last end is an exit")
	void onFailureRestartsThatOften() {
		Container container = this.client.create("web", script("echo run; exit 1"), policy("on-failure:2"));
		ExitStatus first = end(container.exit());
		assertThat(first.restarting()).isTrue();
		await().atMost(PATIENCE).until(() -> this.client.list().isEmpty());
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.backend.states("web")).containsExactly(StateChange.START,
					StateChange.RESTART, StateChange.START, StateChange.RESTART, StateChange.START, StateChange.EXIT));
		assertThat(this.backend.changes("web")).extracting(StateInfo::run).containsExactly(1, 1, 2, 2, 3, 3);
		assertThat(this.backend.output("web")).containsExactly("stdout:run", "stdout:run", "stdout:run");
		assertThat(this.backend.last("web").exitCode()).isEqualTo(1);
	}

	@Test
	@DisplayName("S11: a success is not restarted on failure")
	void successIsNotRestartedOnFailure() {
		Container container = this.client.create("web", script("exit 0"), policy("on-failure:3"));
		assertThat(end(container.exit()).restarting()).isFalse();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
	}

	@Test
	@DisplayName("S12: a killed container of policy always runs again, with a new pid")
	void killedContainerRunsAgain() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"), policy("always"));
		this.client.signal("web", 9);
		end(container.exit());
		await().atMost(PATIENCE)
			.until(() -> this.client.inspect("web").run() == 2
					&& this.client.inspect("web").status() == ContainerStatus.RUNNING);
		assertThat(this.client.inspect("web").pid()).isNotEqualTo(container.pid());
		this.client.stop("web", Duration.ofMillis(100));
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.RESTART,
				StateChange.START, StateChange.EXIT);
	}

	@Test
	@DisplayName("S13: a stop during the back-off ends it at once")
	void stopDuringTheBackOff() {
		RestartManager manager = new RestartManager(RestartPolicy.always(), 0, RestartManager.DEFAULT_MAXIMUM_DELAY);
		for (int i = 0; i < 9; i++) {
			manager.shouldRestart(1, false, Duration.ZERO);
			manager.waited();
		}
		Container container = this.client.create("web", script("exit 3"), CreateOption.restartManager(manager));
		assertThat(end(container.exit()).restarting()).isTrue();
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.RESTARTING);
		ExitStatus exit = this.client.stop("web", Duration.ofSeconds(5));
		assertThat(exit.code()).isEqualTo(3);
		assertThat(exit.restarting()).isFalse();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.RESTART,
				StateChange.EXIT);
		assertThat(end(this.client.create("web", script("exit 4")).exit()).code()).isEqualTo(4);
	}

	@Test
	@DisplayName("S15: the policy is changed while the container runs")
	void policyIsChangedWhileTheContainerRuns() {
		this.client.create("web", spec("/bin/sleep", "1000"), policy("on-failure:1"));
		killRun(1);
		awaitRun(2);
		this.client.updateRestartPolicy("web", RestartPolicy.onFailure(2));
		killRun(2);
		awaitRun(3);
		ExitStatus last = killRun(3);
		assertThat(last.restarting()).isFalse();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.RESTART,
				StateChange.START, StateChange.RESTART, StateChange.START, StateChange.EXIT);
	}

	@Test
	@DisplayName("S15: a container without a policy gets one, and loses it again")
	void containerWithoutAPolicyGetsOne() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.client.updateRestartPolicy("web", RestartPolicy.always());
		assertThat(killRun(1).restarting()).isTrue();
		awaitRun(2);
		this.client.updateRestartPolicy("web", RestartPolicy.no());
		assertThat(killRun(2).restarting()).isFalse();
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> this.client.updateRestartPolicy("web", RestartPolicy.always()));
	}

	private ExitStatus killRun(int run) {
		assertThat(this.client.inspect("web").run()).isEqualTo(run);
		CompletableFuture<ExitStatus> exit = this.client.waitForExit("web");
		this.client.signal("web", 9);
		return end(exit);
	}

	private void awaitRun(int run) {
		await().atMost(PATIENCE)
			.until(() -> this.client.inspect("web").run() == run
					&& this.client.inspect("web").status() == ContainerStatus.RUNNING);
	}

	@Test
	@DisplayName("S25: waiting for a run gives the code of that run")
	void waitGivesTheCodeOfTheRun() {
		this.client.create("web", script("sleep 0.2; exit 5"), policy("always"));
		ExitStatus first = end(this.client.waitForExit("web"));
		assertThat(first.code()).isEqualTo(5);
		assertThat(first.restarting()).isTrue();
		this.client.stop("web", Duration.ZERO);
	}

	@Test
	void restartsCanBeHeldBack() {
		this.remote.holdRestarts();
		Container container = this.client.create("web", script("exit 1"), policy("on-failure:1"));
		end(container.exit());
		await().during(Duration.ofMillis(400))
			.atMost(PATIENCE)
			.until(() -> this.client.inspect("web").status() == ContainerStatus.RESTARTING);
		this.remote.releaseRestarts();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.backend.states("web")).containsExactly(StateChange.START,
					StateChange.RESTART, StateChange.START, StateChange.EXIT));
	}

	@Test
	void listenerHearsOfTheRestartBeforeTheNextRunStarts() {
		this.backend.onChange((id, info) -> {
			if (info.change() == StateChange.RESTART) {
				assertThat(this.client.inspect(id).status()).isEqualTo(ContainerStatus.RESTARTING);
			}
		});
		this.client.create("web", script("exit 1"), policy("on-failure:1"));
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.backend.states("web")).hasSize(4));
	}

}

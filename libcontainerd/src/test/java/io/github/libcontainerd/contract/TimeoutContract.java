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
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A container or process whose time is up.
 */
abstract class TimeoutContract extends ImageRunTest {

	private RunRequest.Builder sleeping() {
		return script(image(), "echo begun; sleep 1000").id("web");
	}

	/**
	 * Let go of the containers, as a process that dies.
	 */
	private void letGo() {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.remote.close();
		this.backend = new RecordingBackend();
	}

	@Test
	void endOfAStartedContainerSaysThatItsTimeWasUp() {
		RunningContainer container = containers().start(sleeping().timeout(Duration.ofMillis(300)).build());
		ExitStatus end = end(container.exit());
		assertThat(end.timedOut()).isTrue();
		assertThat(end.code()).isIn(137, 143);
		assertThat(end.successful()).isFalse();
		assertThat(this.backend.last("web").timedOut()).isTrue();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
	}

	@Test
	void plainKillIsNoTimeout() {
		RunningContainer container = containers().start(sleeping().timeout(Duration.ofMinutes(5)).build());
		container.signal(9);
		assertThat(end(container.exit())).matches((end) -> end.code() == 137 && !end.timedOut());
		RunningContainer stopped = containers().start(sleeping().timeout(Duration.ofMinutes(5)).build());
		assertThat(stopped.stop(Duration.ZERO).timedOut()).isFalse();
		assertThat(this.backend.changes("web")).noneMatch(StateInfo::timedOut);
	}

	@Test
	void endByItselfBeforeItsTimeIsNoTimeout() {
		RunResult result = containers().run(script(image(), "exit 3").timeout(Duration.ofSeconds(30)).build());
		assertThat(result.timedOut()).isFalse();
		assertThat(result.exitCode()).isEqualTo(3);
	}

	@Test
	void timeOfAllRunsCountsAndEndsTheWaitForTheNextOne() {
		RunningContainer container = containers().start(script(image(), "exit 3").id("web")
			.restart(RestartPolicy.always())
			.timeout(Duration.ofMillis(1500))
			.build());
		ExitStatus end = end(container.exit());
		assertThat(end.timedOut()).isTrue();
		assertThat(this.backend.changes("web")
			.stream()
			.filter((info) -> info.change() == StateChange.RESTART)
			.noneMatch(StateInfo::timedOut)).isTrue();
		assertThat(this.backend.last("web").timedOut()).isTrue();
	}

	@Test
	void keptRecordSaysThatItsTimeWasUp() {
		RunningContainer container = containers()
			.start(sleeping().timeout(Duration.ofMillis(300)).remove(false).build());
		end(container.exit());
		this.remote.close();
		open();
		assertThat(containers().find("web").orElseThrow().exit()).isCompletedWithValueMatching(ExitStatus::timedOut);
		assertThat(this.client.inspect("web").exit()).matches((end) -> end != null && end.timedOut());
		this.client.delete("web");
	}

	@Test
	void additionalProcessSaysThatItsTimeWasUp() {
		RunningContainer container = containers().start(sleeping().build());
		RunResult result = container.exec((exec) -> exec.command("sleep", "1000").timeout(Duration.ofMillis(300)));
		assertThat(result.timedOut()).isTrue();
		assertThat(this.backend.last("web"))
			.matches((info) -> info.change() == StateChange.EXIT_PROCESS && info.timedOut());
		assertThat(container.exec("sh", "-c", "kill -9 $$").timedOut()).isFalse();
		assertThat(this.backend.last("web").timedOut()).isFalse();
		container.remove();
		assertThat(this.backend.last("web").timedOut()).isFalse();
	}

	@Test
	void restOfTheTimeCountsInTheNextProcess() {
		containers().start(sleeping().timeout(Duration.ofSeconds(4)).build());
		Instant begun = Instant.now();
		letGo();
		open(RemoteOption.liveRestore(true));
		RunningContainer found = containers().find("web").orElseThrow();
		ExitStatus end = end(found.exit());
		assertThat(end.timedOut()).isTrue();
		assertThat(Duration.between(begun, Instant.now())).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
		assertThat(this.backend.states("web")).containsExactly(StateChange.RESTORE, StateChange.EXIT);
		this.remote.updateOptions(RemoteOption.liveRestore(false));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void timeThatIsUpMeanwhileEndsItAtOnce(boolean liveRestore) {
		Instant begun = Instant.now();
		containers().start(sleeping().timeout(Duration.ofSeconds(2)).build());
		letGo();
		await().atMost(PATIENCE).until(() -> Instant.now().isAfter(begun.plusSeconds(4)));
		open(RemoteOption.liveRestore(liveRestore));
		this.client.restore("web");
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.EXIT));
		assertThat(this.backend.last("web").timedOut()).isTrue();
		this.remote.updateOptions(RemoteOption.liveRestore(false));
	}

	@Test
	void graceOfAContainerCountsInTheNextProcess() {
		containers().start(script(image(), "trap '' TERM; echo begun; while true; do sleep 0.1; done").id("web")
			.stopGrace(Duration.ofMillis(700))
			.build());
		awaitLine(containers().find("web").orElseThrow(), "begun");
		letGo();
		open(RemoteOption.liveRestore(true));
		RunningContainer found = containers().find("web").orElseThrow();
		Instant begun = Instant.now();
		assertThat(found.stop().code()).isEqualTo(137);
		// The default is ten seconds.
		assertThat(Duration.between(begun, Instant.now())).isBetween(Duration.ofMillis(600), Duration.ofSeconds(6));
		this.remote.updateOptions(RemoteOption.liveRestore(false));
	}

}

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

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ProcessSummary;
import io.github.libcontainerd.run.ExecRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.RunningProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an additional process has started when its time is up.
 */
class RealExecTreeTests extends ImageRunTest {

	private RunningContainer container;

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@BeforeEach
	void startContainer() {
		this.container = containers().start(script(image(), "sleep 2001 & sleep 2000").id("web").build());
		await().atMost(PATIENCE).until(() -> sleeping().size() == 2);
	}

	/**
	 * The arguments of what sleeps in the container.
	 */
	private List<String> sleeping() {
		return this.client.summary("web")
			.stream()
			.map(ProcessSummary::command)
			.filter((command) -> command.size() == 2 && command.get(0).endsWith("sleep"))
			.map((command) -> "sleep " + command.get(1))
			.sorted()
			.toList();
	}

	private RunResult execInTime(String script) {
		return this.container.exec((exec) -> exec.command("sh", "-c", script).timeout(Duration.ofMillis(1000)));
	}

	@Test
	void childrenEndWithIt() {
		long began = System.nanoTime();
		RunResult result = execInTime("sleep 1000 & sleep 1001");
		assertThat(result.timedOut()).isTrue();
		assertThat(result.exitCode()).isEqualTo(137);
		// Nobody holds the output any more, so nobody waits for its end.
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(2900));
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(sleeping()).containsExactly("sleep 2000", "sleep 2001"));
		this.container.remove();
	}

	@Test
	void childrenInSessionsOfTheirOwnEndWithIt() {
		assertThat(execInTime("setsid sh -c 'sleep 1000 & sleep 1001; :' & setsid sleep 1002 & (sleep 1003 &); wait")
			.timedOut()).isTrue();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(sleeping()).containsExactly("sleep 2000", "sleep 2001"));
		this.container.remove();
	}

	@Test
	void whatOthersRunStays() {
		RunningProcess other = this.container.startProcess(ExecRequest.of("sleep", "1900").build());
		assertThat(execInTime("sleep 1000 & sleep 1001").timedOut()).isTrue();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(sleeping()).containsExactly("sleep 1900", "sleep 2000", "sleep 2001"));
		assertThat(other.exit()).isNotDone();
		this.container.remove();
	}

	@Test
	void daemonThatItHasStartedStays() {
		assertThat(execInTime("(setsid sleep 1900 &); sleep 1001").timedOut()).isTrue();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(sleeping()).containsExactly("sleep 1900", "sleep 2000", "sleep 2001"));
		this.container.remove();
	}

	@Test
	void whatItLeavesRunningWhenItEndsByItselfStays() {
		RunResult result = execInTime("sleep 1900 & exit 3");
		assertThat(result.timedOut()).isFalse();
		assertThat(result.exitCode()).isEqualTo(3);
		assertThat(sleeping()).containsExactly("sleep 1900", "sleep 2000", "sleep 2001");
		this.container.remove();
	}

	@Test
	void childrenEndWithTheOneThatNobodyWaitsFor() throws InterruptedException {
		Thread caller = new Thread(() -> this.container.exec("sh", "-c", "sleep 1000 & sleep 1001"));
		caller.setUncaughtExceptionHandler((thread, ex) -> {
		});
		caller.start();
		await().atMost(PATIENCE).until(() -> sleeping().size() == 4);
		caller.interrupt();
		caller.join(PATIENCE.toMillis());
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(sleeping()).containsExactly("sleep 2000", "sleep 2001"));
		this.container.remove();
	}

}

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

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunningContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What only a real containerd can show of a kept container that is started again.
 */
class RealStartAgainTests extends ImageRunTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	private RunningContainer kept(String script) {
		RunningContainer container = containers().start(script(image(), script).id("job").remove(false).build());
		end(container.exit());
		return container;
	}

	@Test
	void withoutItsSnapshotItSaysSoAndStays() {
		RunningContainer job = kept("exit 4");
		String snapshot = this.ctr.run("snapshot", "ls")
			.lines()
			.filter((line) -> line.startsWith("job@"))
			.findFirst()
			.orElseThrow()
			.split(" ")[0];
		this.ctr.run("snapshot", "rm", snapshot);
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(job::start)
			.withMessageContaining(snapshot)
			.withMessageContaining("remove it");
		assertThat(this.client.inspect("job").kept()).isTrue();
		job.remove();
	}

	@Test
	void sharedNamespaceOfAProcessIsNotJoinedBlindly() {
		RunningContainer other = containers().start(script(image(), "sleep 1000").id("other").build());
		RunningContainer job = containers()
			.start(script(image(), "exit 4").id("job").network(NetworkMode.container("other")).remove(false).build());
		end(job.exit());
		other.remove();
		assertThatExceptionOfType(IllegalContainerStateException.class).isThrownBy(job::start)
			.withMessageContaining("namespace");
		job.remove();
	}

	@Test
	void containerOfASpecificationIsStartedAgainToo() {
		CompletableFuture<ExitStatus> exit = this.client.create("job", script("echo out; exit 3"), CreateOption.keep())
			.exit();
		end(exit);
		assertThat(end(containers().find("job").orElseThrow().start().exit()).code()).isEqualTo(3);
		assertThat(this.backend.output("job")).containsExactly("stdout:out", "stdout:out");
		this.client.delete("job");
	}

	@Test
	void restartsAreCountedAnew() {
		RunningContainer job = containers()
			.start(script(image(), "exit 4").id("job").restart(RestartPolicy.onFailure(1)).remove(false).build());
		end(job.exit());
		end(job.start().exit());
		assertThat(this.backend.states("job")).containsExactly(StateChange.START, StateChange.RESTART,
				StateChange.START, StateChange.EXIT, StateChange.START, StateChange.RESTART, StateChange.START,
				StateChange.EXIT);
		job.remove();
	}

	@Test
	void outageDuringTheStartCostsNoFiles() {
		RunningContainer job = kept("echo run >> /count; cat /count | wc -l");
		this.daemon.kill();
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(job::start);
		this.daemon.start();
		await().atMost(PATIENCE).ignoreExceptions().until(() -> end(job.start().exit()).code() == 0);
		assertThat(job.logs().map((entry) -> entry.text()).toList()).containsExactly("1", "2");
		job.remove();
	}

	@Test
	void whatWasStoppedByItsUserRunsAgain() {
		RunningContainer job = containers().start(
				script(image(), "sleep 1000").id("job").restart(RestartPolicy.unlessStopped()).remove(false).build());
		job.stop(Duration.ZERO);
		RunningContainer again = job.start();
		again.signal(9);
		await().atMost(PATIENCE).until(() -> this.client.inspect("job").run() == 2);
		again.stop(Duration.ZERO);
		again.remove();
	}

}

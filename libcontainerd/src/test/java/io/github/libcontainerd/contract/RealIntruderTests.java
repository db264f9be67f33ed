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

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What happens to containers behind our back.
 */
class RealIntruderTests extends ContractTest {

	private Ctr ctr;

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@BeforeEach
	void ctr() {
		this.ctr = new Ctr(this.daemon, this.namespace);
	}

	@Test
	@DisplayName("S12: the first process is killed from the host")
	void firstProcessIsKilledFromTheHost() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		ProcessHandle.of(container.pid()).orElseThrow().destroyForcibly();
		ExitStatus exit = end(container.exit());
		assertThat(exit.code()).isEqualTo(137);
		assertThat(exit.codeKnown()).isTrue();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
	}

	@Test
	@DisplayName("S12: with policy always a container killed from the host runs again, with a new pid")
	void killedFromTheHostWithPolicyAlways() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"),
				CreateOption.restartManager(new RestartManager(RestartPolicy.always())));
		ProcessHandle.of(container.pid()).orElseThrow().destroyForcibly();
		assertThat(end(container.exit()).restarting()).isTrue();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.backend.states("web")).containsExactly(StateChange.START,
					StateChange.RESTART, StateChange.START));
		assertThat(this.client.inspect("web").pid()).isNotEqualTo(container.pid()).isPositive();
		this.client.delete("web");
	}

	@Test
	@DisplayName("the shim is killed: one exit, 137 or unknown, the id is free and nothing is left")
	void shimIsKilled() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		ContainerProcess exec = this.client.addProcess("web", "e", (process) -> process.args("/bin/sleep", "1000"),
				Stdio.attached());
		this.ctr.shim("web").destroyForcibly();
		ExitStatus exit = end(container.exit());
		assertThat(exit.code()).isIn(137, 255);
		assertThat(exit.codeKnown()).isEqualTo(exit.code() == 137);
		assertThat(end(exec.exit()).code()).isIn(137, 255);
		await().atMost(PATIENCE).until(() -> ProcessHandle.of(container.pid()).isEmpty());
		assertThat(this.backend.states("web")).containsOnlyOnce(StateChange.EXIT)
			.containsOnlyOnce(StateChange.EXIT_PROCESS)
			.endsWith(StateChange.EXIT);
		assertThat(this.client.restorable()).isEmpty();
		assertThat(end(this.client.create("web", script("exit 4")).exit()).code()).isEqualTo(4);
	}

	@Test
	@DisplayName("the shim is killed with policy always: the container runs again")
	void shimIsKilledWithPolicyAlways() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"),
				CreateOption.restartManager(new RestartManager(RestartPolicy.always())));
		this.ctr.shim("web").destroyForcibly();
		assertThat(end(container.exit()).restarting()).isTrue();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.backend.states("web")).containsExactly(StateChange.START,
					StateChange.RESTART, StateChange.START));
		this.client.delete("web");
	}

	@Test
	@DisplayName("S23: somebody else pauses and resumes: both are reported")
	void somebodyElsePausesAndResumes() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		this.ctr.run("task", "pause", "web");
		await().atMost(PATIENCE).until(() -> this.client.inspect("web").status() == ContainerStatus.PAUSED);
		this.ctr.run("task", "resume", "web");
		await().atMost(PATIENCE).until(() -> this.client.inspect("web").status() == ContainerStatus.RUNNING);
		this.ctr.run("task", "kill", "--signal", "KILL", "web");
		assertThat(end(container.exit()).code()).isEqualTo(137);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.PAUSE, StateChange.RESUME,
				StateChange.EXIT);
	}

	@Test
	@DisplayName("somebody else kills and deletes the task: one exit")
	void somebodyElseDeletesTheTask() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		this.ctr.tryToRun("task", "delete", "--force", "web");
		ExitStatus exit = end(container.exit());
		assertThat(exit.code()).isIn(137, 255);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
	}

	@Test
	@DisplayName("somebody else starts a process and a container: they are not ours and trigger nothing")
	void somebodyElsesProcessesTriggerNothing() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		this.ctr.run("task", "exec", "--exec-id", "foreign", "web", "/bin/true");
		this.ctr.run("run", "--rm", "--rootfs", this.rootfs.toString(), "foreign", "/bin/true");
		this.client.pause("web");
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.PAUSE);
		assertThat(this.backend.changes("foreign")).isEmpty();
		assertThat(this.client.list()).hasSize(1);
		this.client.delete("web");
		assertThat(end(container.exit()).code()).isEqualTo(137);
	}

	@Test
	@DisplayName("an id that somebody else's container has is refused, and that container left alone")
	void idOfSomebodyElsesContainer() {
		this.ctr.run("run", "--detach", "--null-io", "--rootfs", this.rootfs.toString(), "web", "/bin/sleep", "1000");
		assertThatExceptionOfType(AlreadyExistsException.class)
			.isThrownBy(() -> this.client.create("web", script("true")));
		assertThat(this.client.restorable()).isEmpty();
		assertThat(this.ctr.run("task", "list")).contains("RUNNING");
		this.ctr.run("task", "delete", "--force", "web");
		this.ctr.run("container", "delete", "web");
	}

	@Test
	@DisplayName("a process id that somebody else has used is refused, and that process left alone")
	void idOfSomebodyElsesProcess() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.ctr.run("task", "exec", "--detach", "--exec-id", "foreign", "web", "/bin/sleep", "1000");
		assertThatExceptionOfType(AlreadyExistsException.class).isThrownBy(
				() -> this.client.addProcess("web", "foreign", (process) -> process.args("/bin/true"), Stdio.none()));
		assertThat(this.client.pids("web")).hasSize(2);
		assertThat(this.client.inspect("web").processes()).isEmpty();
	}

	@Test
	@DisplayName("S14: a signal does not cancel the policy, only a stop does")
	void signalDoesNotCancelThePolicy() {
		Container container = this.client.create("web",
				script("trap 'exit 9' TERM; echo ready; while true; do sleep 0.05; done"),
				CreateOption.restartManager(new RestartManager(RestartPolicy.always())));
		await().atMost(PATIENCE).until(() -> this.backend.output("web").contains("stdout:ready"));
		this.client.signal("web", 15);
		assertThat(end(container.exit()).restarting()).isTrue();
		await().atMost(PATIENCE).until(() -> this.backend.output("web").size() == 2);
		ExitStatus exit = this.client.stop("web", PATIENCE);
		assertThat(exit.code()).isEqualTo(9);
		assertThat(exit.restarting()).isFalse();
	}

	@Test
	@DisplayName("S26: a stop whose caller gives up goes on: the container has its grace")
	void stopIsInterrupted() throws InterruptedException {
		Container container = this.client.create("web",
				script("trap 'sleep 1; exit 9' TERM; echo ready; while true; do sleep 0.05; done"));
		stopAndGiveUp(Duration.ofMinutes(5));
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
		assertThat(end(container.exit()).code()).isEqualTo(9);
		await().atMost(PATIENCE).until(() -> this.client.list().isEmpty());
	}

	@Test
	@DisplayName("S26: a stop whose caller gives up goes on: the container is killed when its grace is over")
	void stopIsInterruptedAndTheContainerDoesNotObey() throws InterruptedException {
		Container container = this.client.create("web",
				script("trap '' TERM; echo ready; while true; do sleep 0.05; done"),
				CreateOption.restartManager(new RestartManager(RestartPolicy.always())));
		stopAndGiveUp(Duration.ofSeconds(2));
		ExitStatus exit = end(container.exit());
		assertThat(exit.code()).isEqualTo(137);
		assertThat(exit.restarting()).isFalse();
		await().atMost(PATIENCE).until(() -> this.client.list().isEmpty());
	}

	private void stopAndGiveUp(Duration grace) throws InterruptedException {
		await().atMost(PATIENCE).until(() -> this.backend.output("web").contains("stdout:ready"));
		CompletableFuture<ExitStatus> stop = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			try {
				stop.complete(this.client.stop("web", grace));
			}
			catch (RuntimeException ex) {
				stop.completeExceptionally(
						Thread.currentThread().isInterrupted() ? ex : new AssertionError("not interrupted", ex));
			}
		}, "stopper");
		caller.start();
		await().atMost(PATIENCE).until(() -> caller.getState() == Thread.State.TIMED_WAITING);
		caller.interrupt();
		caller.join(PATIENCE.toMillis());
		assertThat(stop).isCompletedExceptionally().isCancelled();
	}

}

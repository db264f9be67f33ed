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

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that ends and comes back, and what has become of its containers
 * meanwhile.
 */
class RealRestoreTests extends ContractTest {

	private static final String OBEDIENT = "trap 'exit 9' TERM; echo ready; while true; do sleep 0.05; done";

	private Ctr ctr;

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@BeforeEach
	void ctr() {
		this.ctr = new Ctr(this.daemon, this.namespace);
	}

	private static CreateOption policy(String text) {
		return CreateOption.restartManager(new RestartManager(RestartPolicy.parse(text)));
	}

	private void leave() {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.remote.close();
	}

	private void comeBack(boolean liveRestore) {
		this.backend = new RecordingBackend();
		open(RemoteOption.liveRestore(liveRestore));
	}

	private void awaitStates(StateChange... states) {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.backend.states("web")).containsExactly(states));
	}

	private void awaitDeath(Container container) {
		await().atMost(PATIENCE).until(() -> ProcessHandle.of(container.pid()).isEmpty());
	}

	@Test
	@DisplayName("S2: we are away; init and its shim are killed; the same id can be started again")
	void initAndShimAreKilledMeanwhile() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		leave();
		ProcessHandle shim = this.ctr.shim("web");
		ProcessHandle.of(container.pid()).orElseThrow().destroyForcibly();
		shim.destroyForcibly();
		awaitDeath(container);
		comeBack(true);
		this.client.restore("web");
		awaitStates(StateChange.EXIT);
		assertThat(this.backend.last("web").exitCode()).isIn(137, 255);
		assertThat(end(this.client.create("web", script("exit 3")).exit()).code()).isEqualTo(3);
	}

	@Test
	@DisplayName("we die while a restart is under way: the run that was not started has no end, and the next process starts it")
	void restartThatWasBrokenOff() throws IOException {
		this.client.create("web", script("exit 7"), policy("always"));
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.RESTART));
		leave();
		this.backend.changes("web").forEach((change) -> assertThat(change.run()).isOne());
		this.ctr.run("container", "label", "web", "io.github.libcontainerd/restart.count=1");
		Path state = Files.createDirectories(this.directory.resolve("state/fifo/ns-" + this.namespace));
		Files.writeString(state.resolve("web@making"), "");
		comeBack(true);
		this.client.restore("web");
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.START));
		StateInfo again = this.backend.changes("web").get(0);
		assertThat(again.change()).isEqualTo(StateChange.RESTART);
		assertThat(again.exitCode()).isEqualTo(7);
		assertThat(this.backend.changes("web")).extracting(StateInfo::run).startsWith(1, 2);
		this.client.delete("web");
	}

	@Test
	@DisplayName("S2: without asking for a restore first the id of what is left is free too")
	void idOfWhatIsLeftIsFree() {
		Container container = this.client.create("web", script("sleep 0.3; exit 4"));
		leave();
		awaitDeath(container);
		comeBack(true);
		assertThat(end(this.client.create("web", script("exit 3")).exit()).code()).isEqualTo(3);
		assertThat(this.client.restorable()).isEmpty();
	}

	@ParameterizedTest
	@DisplayName("S3: the record says running and containerd has no task: exit unknown, or the policy's next run")
	@ValueSource(strings = { "no", "on-failure" })
	void recordWithoutATask(String policy) {
		this.client.create("web", spec("/bin/sleep", "1000"), policy(policy));
		leave();
		this.ctr.run("task", "delete", "--force", "web");
		comeBack(true);
		assertThat(this.client.restorable()).containsExactly("web");
		this.client.restore("web");
		if (policy.equals("no")) {
			awaitStates(StateChange.EXIT);
			assertThat(this.client.restorable()).isEmpty();
		}
		else {
			awaitStates(StateChange.RESTART, StateChange.START);
			this.client.delete("web");
		}
		assertThat(this.backend.changes("web").get(0).exitCode()).isEqualTo(255);
		assertThat(this.backend.changes("web").get(0).codeKnown()).isFalse();
	}

	@Test
	@DisplayName("S4: we end while a container waits for its next run; it gets it when we are back")
	void endDuringTheBackOff() {
		this.remote.holdRestarts();
		Container container = this.client.create("web", script("sleep 0.2; exit 7"), policy("always"));
		assertThat(end(container.exit()).restarting()).isTrue();
		leave();
		comeBack(true);
		this.client.restore("web");
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.backend.states("web")).startsWith(StateChange.RESTART,
					StateChange.START, StateChange.RESTART));
		assertThat(this.backend.changes("web").get(2).exitCode()).isEqualTo(7);
		this.client.delete("web");
	}

	@Test
	@DisplayName("S6: we are away; the container is ended through ctr with TERM: its true code")
	void containerIsEndedThroughCtr() {
		Container container = this.client.create("web", script(OBEDIENT.replace("exit 9", "exit 143")));
		await().atMost(PATIENCE).until(() -> this.backend.output("web").contains("stdout:ready"));
		leave();
		this.ctr.run("task", "kill", "--signal", "TERM", "web");
		awaitDeath(container);
		comeBack(true);
		this.client.restore("web");
		awaitStates(StateChange.EXIT);
		assertThat(this.backend.last("web").exitCode()).isEqualTo(143);
		assertThat(this.backend.last("web").codeKnown()).isTrue();
	}

	@Test
	@DisplayName("S7: paused by us, resumed through ctr while we are away: it is restored as running")
	void resumedThroughCtr() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.client.pause("web");
		leave();
		this.ctr.run("task", "resume", "web");
		comeBack(true);
		this.client.restore("web");
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
		this.client.signal("web", 9);
		awaitStates(StateChange.RESTORE, StateChange.EXIT);
		assertThat(this.backend.last("web").exitCode()).isEqualTo(137);
	}

	@Test
	@DisplayName("S8: a paused container that was left is stopped without live restore, and its id can be used at once")
	void pausedContainerIsStoppedAtRestore() {
		this.client.create("web", script(OBEDIENT));
		await().atMost(PATIENCE).until(() -> this.backend.output("web").contains("stdout:ready"));
		this.client.pause("web");
		leave();
		comeBack(false);
		this.client.restore("web");
		assertThat(this.backend.states("web")).containsExactly(StateChange.EXIT);
		assertThat(end(this.client.create("web", script("exit 3")).exit()).code()).isEqualTo(3);
	}

	@ParameterizedTest
	@DisplayName("S17: it ended while we were away: the policy decides, and counts what was before")
	@CsvSource({ "always,true", "unless-stopped,true", "on-failure:2,true", "on-failure:1,false", "no,false" })
	void policyAppliesToWhatEndedMeanwhile(String policy, boolean again) {
		CreateOption option = CreateOption
			.restartManager(new RestartManager(RestartPolicy.parse(policy), 1, RestartManager.DEFAULT_MAXIMUM_DELAY));
		Container container = this.client.create("web", script("sleep 0.3; exit 4"), option);
		leave();
		awaitDeath(container);
		comeBack(true);
		this.client.restore("web");
		if (again) {
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(this.backend.states("web")).startsWith(StateChange.RESTART,
						StateChange.START));
			this.client.delete("web");
		}
		else {
			awaitStates(StateChange.EXIT);
		}
		assertThat(this.backend.changes("web").get(0).exitCode()).isEqualTo(4);
	}

	@Test
	@DisplayName("S15: a policy that was changed while the container ran survives us")
	void changedPolicySurvivesUs() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"), policy("no"));
		this.client.updateRestartPolicy("web", RestartPolicy.onFailure(1));
		leave();
		ProcessHandle.of(container.pid()).orElseThrow().destroyForcibly();
		awaitDeath(container);
		comeBack(true);
		this.client.restore("web");
		awaitStates(StateChange.RESTART, StateChange.START);
		this.client.signal("web", 9);
		awaitStates(StateChange.RESTART, StateChange.START, StateChange.EXIT);
	}

	@Test
	@DisplayName("S17: what was stopped does not come back, whatever its policy")
	void stoppedContainerDoesNotComeBack() {
		this.client.create("web", spec("/bin/sleep", "1000"), policy("always"));
		this.client.stop("web", Duration.ZERO);
		leave();
		comeBack(true);
		assertThat(this.client.restorable()).isEmpty();
	}

	@Test
	@DisplayName("S1: additional processes are restored too: their ends are reported")
	void additionalProcessesAreRestored() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.client
			.addProcess("web", "e",
					(process) -> process.args("/bin/sh", "-c",
							"trap 'echo bye; exit 6' TERM; echo ready; while true; do sleep 0.05; done"),
					Stdio.attached());
		await().atMost(PATIENCE).until(() -> this.backend.output("web/e").contains("stdout:ready"));
		leave();
		comeBack(true);
		this.client.restore("web");
		assertThat(this.client.inspect("web").processes()).containsExactly("e");
		this.client.signalProcess("web", "e", 15);
		awaitStates(StateChange.RESTORE, StateChange.EXIT_PROCESS);
		assertThat(this.backend.last("web").exitCode()).isEqualTo(6);
		assertThat(this.backend.output("web/e")).contains("stdout:bye");
		this.client.delete("web");
	}

	@Test
	@DisplayName("S20: stdin of a restored container and of its additional processes can be closed")
	void stdinIsRestored() throws IOException {
		this.client.create("web", spec("/bin/cat"), CreateOption.stdio(Stdio.interactive()));
		this.client.addProcess("web", "e", (process) -> process.args("/bin/cat"), Stdio.interactive());
		leave();
		comeBack(true);
		this.client.restore("web");
		try (OutputStream stdin = this.backend.streams("web", "e").stdin()) {
			stdin.write("one\n".getBytes(StandardCharsets.UTF_8));
		}
		awaitStates(StateChange.RESTORE, StateChange.EXIT_PROCESS);
		assertThat(this.backend.output("web/e")).containsExactly("stdout:one");
		try (OutputStream stdin = this.backend.streams("web").stdin()) {
			stdin.write("two\n".getBytes(StandardCharsets.UTF_8));
		}
		awaitStates(StateChange.RESTORE, StateChange.EXIT_PROCESS, StateChange.EXIT);
		assertThat(this.backend.output("web")).containsExactly("stdout:two");
	}

}

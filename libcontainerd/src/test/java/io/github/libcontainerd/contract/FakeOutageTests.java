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

import java.util.concurrent.CompletableFuture;

import io.grpc.Status;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The {@link OutageContract} over an in-memory containerd.
 */
class FakeOutageTests extends OutageContract {

	private final FakeContainerd fake = FakeContainerd.builder().version("2.1.9").launch();

	@Override
	protected TestDaemon launch() {
		return TestDaemon.fake("2.1.9", this.fake);
	}

	private static CreateOption policy(RestartPolicy policy) {
		return CreateOption.restartManager(new RestartManager(policy));
	}

	private void comeBack() {
		this.remote.close();
		this.fake.faults().clear();
		this.daemon.start();
		this.backend = new RecordingBackend();
		open(RemoteOption.liveRestore(true));
	}

	@Test
	@DisplayName("a container whose creation was broken off, and its application with it, has never run: no end is told")
	void creationThatWasBrokenOffHasNoEnd() {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.fake.faults().hang("Tasks/Create");
		CompletableFuture<Container> creation = CompletableFuture
			.supplyAsync(() -> this.client.create("web", spec("/bin/sleep", "1000"), policy(RestartPolicy.always())));
		await().atMost(PATIENCE).until(() -> this.fake.faults().hung().contains("Tasks/Create"));
		this.daemon.kill();
		assertThat(creation).failsWithin(PATIENCE)
			.withThrowableThat()
			.withCauseInstanceOf(DaemonUnavailableException.class);
		comeBack();
		assertThat(this.client.restorable()).containsExactly("web");
		this.client.restore("web");
		await().atMost(PATIENCE).until(() -> this.fake.containers(this.namespace).isEmpty());
		assertThat(this.client.list()).isEmpty();
		assertThat(this.backend.states("web")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	@DisplayName("we die between the deletion of a task and what follows it: the next process is told the true code, "
			+ "also if containerd was away just before")
	void codeOfATaskThatIsDeletedSurvivesUs(int refusals) {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		if (refusals > 0) {
			this.fake.faults().fail("Containers/Update", Status.UNAVAILABLE, refusals);
		}
		this.fake.faults().hangAfterwards("Tasks/Delete");
		this.client.create("web", script("exit 7"), policy(RestartPolicy.onFailure(5)));
		await().atMost(PATIENCE).until(() -> this.fake.faults().hung().contains("Tasks/Delete"));
		assertThat(this.backend.states("web")).containsExactly(StateChange.START);
		comeBack();
		this.client.restore("web");
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.RESTART));
		assertThat(this.backend.changes("web").get(0).exitCode()).isEqualTo(7);
		this.client.delete("web");
	}

	@Test
	@DisplayName("we die while the next run is made, and the shim of it is left: it is ended before there is another run")
	void shimOfARestartThatWasBrokenOffIsEnded() throws Exception {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.remote.holdRestarts();
		this.client.create("web", script("exit 7"), policy(RestartPolicy.onFailure(5)));
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.RESTART));
		this.fake.faults().hang("Tasks/Create");
		this.remote.releaseRestarts();
		await().atMost(PATIENCE).until(() -> this.fake.faults().hung().contains("Tasks/Create"));
		this.daemon.kill();
		Process shim = new ProcessBuilder("sh", "-c", "sleep 1000; true", "shim", "-namespace", this.namespace, "-id",
				"web", "-address", this.daemon.socket().toString())
			.start();
		try {
			comeBack();
			this.client.restore("web");
			await().atMost(PATIENCE).until(() -> !shim.isAlive());
			await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.START));
			assertThat(this.backend.changes("web").get(0).exitCode()).isEqualTo(7);
			this.client.delete("web");
		}
		finally {
			shim.descendants().forEach(ProcessHandle::destroyForcibly);
			shim.destroyForcibly();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Tasks/Create", "Tasks/Start" })
	@DisplayName("containerd goes away while the next run is made: it starts when containerd is back")
	void restartThatWasBrokenOffGoesOn(String call) {
		this.remote.holdRestarts();
		this.client.create("web", script("exit 7"), policy(RestartPolicy.always()));
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.RESTART));
		this.fake.faults().hang(call);
		this.remote.releaseRestarts();
		await().atMost(PATIENCE).until(() -> this.fake.faults().hung().contains(call));
		this.daemon.kill();
		this.fake.faults().clear();
		this.daemon.start();
		await().atMost(PATIENCE)
			.until(() -> this.backend.states("web").stream().filter(StateChange.START::equals).count() > 1);
		assertThat(this.backend.states("web")).doesNotContain(StateChange.EXIT);
		this.client.delete("web");
		assertThat(this.fake.containers(this.namespace)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Tasks/Create", "Tasks/Start" })
	@DisplayName("the next run is not made in time: it is made again")
	void restartThatTakesTooLongIsMadeAgain(String call) {
		this.remote.holdRestarts();
		this.client.create("web", script("exit 7"), policy(RestartPolicy.always()));
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.RESTART));
		this.fake.faults().fail(call, Status.DEADLINE_EXCEEDED, 1);
		this.remote.releaseRestarts();
		await().atMost(PATIENCE)
			.until(() -> this.backend.states("web").stream().filter(StateChange.START::equals).count() > 1);
		assertThat(this.backend.states("web")).doesNotContain(StateChange.EXIT);
		this.client.delete("web");
		assertThat(this.fake.containers(this.namespace)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Tasks/Create", "Tasks/Start" })
	@DisplayName("we die while the next run is made: what follows is decided by the end of the last one")
	void restartThatWasBrokenOffIsDecidedAgain(String call) {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.remote.holdRestarts();
		this.client.create("web", script("exit 7"), policy(RestartPolicy.onFailure(5)));
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.RESTART));
		this.fake.faults().hang(call);
		this.remote.releaseRestarts();
		await().atMost(PATIENCE).until(() -> this.fake.faults().hung().contains(call));
		comeBack();
		this.client.restore("web");
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.START));
		assertThat(this.backend.changes("web").get(0).change()).isEqualTo(StateChange.RESTART);
		assertThat(this.backend.changes("web").get(0).exitCode()).isEqualTo(7);
		this.client.delete("web");
		assertThat(this.fake.containers(this.namespace)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Tasks/Create", "Tasks/Start" })
	@DisplayName("what was kept is started again, which is broken off, and we die: it stays as it was, no end is told")
	void startAgainThatWasBrokenOffLeavesTheContainerAsItWas(String call) {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.client.create("web", script("exit 7"), CreateOption.keep());
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.EXIT));
		ContainerInfo before = this.client.inspect("web");
		this.fake.faults().hang(call);
		CompletableFuture<RunningContainer> again = CompletableFuture
			.supplyAsync(() -> this.client.containers().find("web").orElseThrow().start());
		await().atMost(PATIENCE).until(() -> this.fake.faults().hung().contains(call));
		this.daemon.kill();
		assertThat(again).failsWithin(PATIENCE)
			.withThrowableThat()
			.withCauseInstanceOf(DaemonUnavailableException.class);
		comeBack();
		assertThat(this.client.restorable()).containsExactly("web");
		this.client.restore("web");
		assertThat(this.client.inspect("web")).matches(ContainerInfo::kept)
			.extracting(ContainerInfo::status, ContainerInfo::exit)
			.containsExactly(before.status(), before.exit());
		assertThat(this.backend.states("web")).isEmpty();
		RunningContainer third = this.client.containers().find("web").orElseThrow().start();
		assertThat(third.exit()).succeedsWithin(PATIENCE).matches((end) -> end.code() == 7);
		this.client.delete("web");
	}

}

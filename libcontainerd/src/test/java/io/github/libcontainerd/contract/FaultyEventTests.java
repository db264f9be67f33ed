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

import io.grpc.Status;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.FakeBehaviour;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * Exits and out-of-memory events that come late, twice, too early or not at all.
 */
class FaultyEventTests extends ContractTest {

	private FakeContainerd fake;

	@Override
	protected TestDaemon launch() {
		this.fake = FakeContainerd.builder().version("2.1.9").launch();
		return new FaultyDaemon(this.fake, 0);
	}

	@AfterEach
	void clear() {
		this.fake.faults().clear();
		this.fake.onCreate((id) -> true, FakeBehaviour.normal());
	}

	private void reportsOnce(String id, int code) {
		assertThat(end(this.client.create(id, script("exit " + code)).exit()).code()).isEqualTo(code);
		assertThat(this.backend.changes(id)).extracting(StateInfo::change, StateInfo::exitCode)
			.containsExactly(tuple(StateChange.START, 0), tuple(StateChange.EXIT, code));
	}

	@Test
	@DisplayName("S35: a doubled exit event is one exit")
	void doubledExitEvent() {
		this.fake.onCreate((id) -> true, FakeBehaviour.normal().duplicatedExitEvents());
		reportsOnce("web", 4);
	}

	@Test
	@DisplayName("S35: the late exit event of a run does not end the next run of that id")
	void lateExitEventOfAnEarlierRun() {
		this.fake.onCreate((id) -> true, FakeBehaviour.normal().delayedExitEvents(Duration.ofSeconds(1)));
		reportsOnce("web", 4);
		this.fake.onCreate((id) -> true, FakeBehaviour.normal());
		Container second = this.client.create("web", spec("/bin/sleep", "1000"));
		await().during(Duration.ofMillis(1500)).atMost(PATIENCE).until(() -> !second.exit().isDone());
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
		this.client.signal("web", 9);
		assertThat(end(second.exit()).code()).isEqualTo(137);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT, StateChange.START,
				StateChange.EXIT);
	}

	@Test
	@DisplayName("S35: an exit event of an older process with these ids is ignored")
	void staleExitEvent() {
		this.fake.onCreate((id) -> true, FakeBehaviour.normal().staleExitEvents());
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		ContainerProcess exec = this.client.addProcess("web", "e", (process) -> process.args("/bin/sleep", "1000"),
				Stdio.none());
		await().during(Duration.ofMillis(500))
			.atMost(PATIENCE)
			.until(() -> !container.exit().isDone() && !exec.exit().isDone());
		this.client.signalProcess("web", "e", 9);
		assertThat(end(exec.exit()).code()).isEqualTo(137);
		this.client.signal("web", 9);
		assertThat(end(container.exit()).code()).isEqualTo(137);
	}

	@Test
	@DisplayName("S35: a lost exit event is no lost exit")
	void lostExitEvent() {
		this.fake.onCreate((id) -> true, FakeBehaviour.normal().lostExitEvents());
		reportsOnce("web", 6);
	}

	@Test
	@DisplayName("S35: an exit that overtakes the answer to its start is reported after the start")
	void exitBeforeTheAnswerOfTheStart() {
		this.fake.onCreate((id) -> true, FakeBehaviour.normal().exitBeforeStartAnswer());
		reportsOnce("web", 8);
	}

	@Test
	@DisplayName("S35: while waits fail the event is the witness")
	void waitThatFails() {
		this.fake.faults().fail("Tasks/Wait", Status.INTERNAL.withDescription("broken"));
		reportsOnce("web", 9);
	}

	@Test
	@DisplayName("S35: while waits never answer the event is the witness")
	void waitThatHangs() {
		this.fake.faults().hang("Tasks/Wait");
		reportsOnce("web", 10);
		assertThat(this.fake.faults().hung()).contains("Tasks/Wait");
	}

	@Test
	@DisplayName("S35: waits fail and events are lost: containerd is asked")
	void waitThatFailsWithoutEvents() {
		this.fake.onCreate((id) -> true, FakeBehaviour.normal().lostExitEvents());
		this.fake.faults().fail("Tasks/Wait", Status.INTERNAL.withDescription("broken"));
		reportsOnce("web", 11);
	}

	@Test
	@DisplayName("S19: many out-of-memory events of one run are one")
	void manyOutOfMemoryEvents() {
		this.fake.onCreate((id) -> true, FakeBehaviour.normal().outOfMemory(34, Duration.ofMillis(50)));
		ExitStatus exit = end(this.client.create("web", spec("/bin/sleep", "1000")).exit());
		assertThat(exit.code()).isEqualTo(137);
		assertThat(exit.oomKilled()).isTrue();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.OOM, StateChange.EXIT);
	}

	@Test
	@DisplayName("S19: many out-of-memory events of a container that lives on are one")
	void manyOutOfMemoryEventsOfAContainerThatLivesOn() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		await().atMost(PATIENCE).until(() -> {
			this.fake.outOfMemory(this.namespace, "web", 9);
			return this.client.inspect("web").oomKilled();
		});
		this.fake.outOfMemory(this.namespace, "web", 9);
		this.client.signal("web", 9);
		assertThat(end(container.exit()).oomKilled()).isTrue();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.OOM, StateChange.EXIT);
	}

	@Test
	@DisplayName("an event of a container that is not ours is ignored")
	void eventOfAnUnknownContainer() {
		RecordingBackend other = new RecordingBackend();
		try (Client second = this.remote.client(this.namespace + "-b", other)) {
			Container here = this.client.create("web", spec("/bin/sleep", "1000"));
			end(second.create("web", script("exit 3")).exit());
			second.create("pause", spec("/bin/sleep", "1000"));
			second.pause("pause");
			assertThat(here.exit()).isNotDone();
			assertThat(this.backend.states("web")).containsExactly(StateChange.START);
			assertThat(this.backend.changes("pause")).isEmpty();
		}
	}

	@ParameterizedTest
	@DisplayName("S19: what happens before the start is told is found, whether the shim misses it or tells it too early")
	@CsvSource({ "0,true", "1,false" })
	void outOfMemoryBeforeTheStartIsTold(int events, boolean limited) {
		Spec spec = spec("/bin/sleep", "1000").toBuilder().linux((linux) -> linux.resources((resources) -> {
			if (limited) {
				resources.memoryLimit(20L << 20);
			}
		})).build();
		this.fake.faults().delay("Tasks/Start", Duration.ofMillis(500));
		// Once more when it was late.
		await().atMost(PATIENCE).until(() -> {
			CompletableFuture<Container> create = CompletableFuture.supplyAsync(() -> this.client.create("web", spec));
			await().until(() -> !this.fake.tasks(this.namespace).isEmpty());
			this.fake.outOfMemory(this.namespace, "web", events);
			create.join();
			try {
				await().atMost(Duration.ofSeconds(2)).until(() -> this.client.inspect("web").oomKilled());
				return true;
			}
			catch (ConditionTimeoutException ex) {
				return false;
			}
			finally {
				this.client.delete("web");
			}
		});
		assertThat(this.backend.states("web")).endsWith(StateChange.START, StateChange.OOM, StateChange.EXIT);
	}

}

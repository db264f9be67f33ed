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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Calls that fail, hang, or whose answer is lost.
 */
class FaultyCallTests extends ContractTest {

	private FakeContainerd fake;

	@Override
	protected TestDaemon launch() {
		this.fake = FakeContainerd.builder().version("2.1.9").launch();
		return new FaultyDaemon(this.fake, 0);
	}

	@AfterEach
	void clear() {
		this.fake.faults().clear();
	}

	private void nothingIsLeft() {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.fake.tasks(this.namespace)).as("tasks").isEmpty());
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.fake.containers(this.namespace)).as("records").isEmpty());
		assertThat(this.client.list()).isEmpty();
		assertThat(this.backend.changes("web")).isEmpty();
	}

	@ParameterizedTest
	@DisplayName("a create whose answer is lost or that fails is a typed error and leaves nothing")
	@CsvSource({ "Containers/Create,true", "Tasks/Create,true", "Tasks/Start,true", "Containers/Create,false",
			"Tasks/Create,false", "Tasks/Start,false" })
	void createThatTimesOut(String method, boolean afterwards) {
		Status status = Status.DEADLINE_EXCEEDED.withDescription("too late");
		if (afterwards) {
			this.fake.faults().failAfterwards(method, status);
		}
		else {
			this.fake.faults().fail(method, status);
		}
		assertThatExceptionOfType(OperationTimeoutException.class)
			.isThrownBy(() -> this.client.create("web", spec("/bin/sleep", "1000")));
		nothingIsLeft();
		this.fake.faults().clear();
		assertThat(end(this.client.create("web", script("exit 3")).exit()).code()).isEqualTo(3);
	}

	@ParameterizedTest
	@DisplayName("a create that fails removes no container that another process has made meanwhile by this id")
	@CsvSource({ "DEADLINE_EXCEEDED", "UNAVAILABLE" })
	void createThatFailsWhileAnotherHasTheId(Status.Code code) {
		try (Remote neighbour = neighbour(); Client other = neighbour.client(this.namespace, new RecordingBackend())) {
			Container theirs = other.create("web", spec("/bin/sleep", "1000"));
			this.fake.faults().fail("Containers/Create", code.toStatus(), 1);
			assertThatExceptionOfType(ContainerdException.class)
				.isThrownBy(() -> this.client.create("web", script("true")));
			isLeftAlone(theirs);
			other.delete("web");
		}
	}

	@Test
	@DisplayName("nor does the one whose containerd is killed, when that is back")
	void createThatIsCutOffWhileAnotherHasTheId() {
		try (Remote neighbour = neighbour(); Client other = neighbour.client(this.namespace, new RecordingBackend())) {
			Container theirs = other.create("web", spec("/bin/sleep", "1000"));
			this.fake.faults().hang("Containers/Create");
			CompletableFuture<Container> create = CompletableFuture
				.supplyAsync(() -> this.client.create("web", script("true")));
			await().atMost(PATIENCE).until(() -> this.fake.faults().hung().contains("Containers/Create"));
			this.daemon.kill();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(create::join)
				.withCauseInstanceOf(DaemonUnavailableException.class);
			this.fake.faults().clear();
			this.daemon.start();
			await().atMost(PATIENCE).until(() -> this.client.subscription().state() == SubscriptionState.LIVE);
			// What is left has to be removed before the id is used again.
			assertThatExceptionOfType(AlreadyExistsException.class)
				.isThrownBy(() -> this.client.create("web", script("true")));
			isLeftAlone(theirs);
			other.delete("web");
		}
	}

	private Remote neighbour() {
		return Remote.open(this.directory.resolve("state-b"), RemoteOption.address(this.daemon.socket()),
				RemoteOption.stopGrace(Duration.ofMillis(300)));
	}

	private void isLeftAlone(Container theirs) {
		assertThat(this.fake.containers(this.namespace)).hasSize(1);
		assertThat(this.fake.tasks(this.namespace)).singleElement()
			.satisfies((task) -> assertThat(task.getPid()).isEqualTo(theirs.pid()));
		assertThat(theirs.exit()).isNotDone();
	}

	@Test
	@DisplayName("a create that fails removes no container of ours that was kept by this id")
	void createThatFailsWhileOneIsKept() {
		end(this.client.create("web", script("exit 3"), CreateOption.keep()).exit());
		this.fake.faults().fail("Containers/Create", Status.DEADLINE_EXCEEDED, 1);
		assertThatExceptionOfType(OperationTimeoutException.class)
			.isThrownBy(() -> this.client.create("web", script("true")));
		assertThat(this.fake.containers(this.namespace)).hasSize(1);
		this.client.delete("web");
		assertThat(this.fake.containers(this.namespace)).isEmpty();
	}

	@ParameterizedTest
	@DisplayName("an additional process whose start is lost or fails is a typed error, is not left running, its id is free")
	@CsvSource({ "Tasks/Exec,true", "Tasks/Start,true", "Tasks/Exec,false", "Tasks/Start,false" })
	void additionalProcessThatTimesOut(String method, boolean afterwards) {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		Status status = Status.DEADLINE_EXCEEDED.withDescription("too late");
		if (afterwards) {
			this.fake.faults().failAfterwards(method, status);
		}
		else {
			this.fake.faults().fail(method, status);
		}
		assertThatExceptionOfType(OperationTimeoutException.class).isThrownBy(() -> this.client.addProcess("web", "e",
				(process) -> process.args("/bin/sleep", "1000"), Stdio.attached()));
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.fake.processes(this.namespace, "web")).hasSize(1));
		assertThat(this.client.inspect("web").processes()).isEmpty();
		assertThat(container.exit()).isNotDone();
		this.fake.faults().clear();
		assertThat(end(this.client.addProcess("web", "e", (process) -> process.args("/bin/true"), Stdio.none()).exit())
			.code()).isZero();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.START_PROCESS,
				StateChange.EXIT_PROCESS);
	}

	@ParameterizedTest
	@DisplayName("S31: containerd is killed in the middle of a create: a typed error, and what was made is removed when it is back")
	@CsvSource({ "Containers/Create,true", "Tasks/Create,true", "Tasks/Start,true", "Containers/Create,false",
			"Tasks/Create,false", "Tasks/Start,false" })
	void containerdIsKilledInTheMiddleOfACreate(String method, boolean afterwards) {
		if (afterwards) {
			this.fake.faults().hangAfterwards(method);
		}
		else {
			this.fake.faults().hang(method);
		}
		int calls = this.fake.calls(method);
		CompletableFuture<Container> create = CompletableFuture
			.supplyAsync(() -> this.client.create("web", spec("/bin/sleep", "1000")));
		await().atMost(PATIENCE).until(() -> this.fake.calls(method) > calls);
		this.daemon.kill();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(create::join)
			.withCauseInstanceOf(DaemonUnavailableException.class);
		this.fake.faults().clear();
		this.daemon.start();
		await().atMost(PATIENCE).until(() -> this.client.subscription().state() == SubscriptionState.LIVE);
		nothingIsLeft();
		assertThat(end(this.client.create("web", script("exit 3")).exit()).code()).isEqualTo(3);
	}

	@Test
	@DisplayName("a run that is just beginning when the container is stopped has its grace, too")
	void stopWhileTheNextRunBegins() {
		// It has no use for the signal, which may come before any handler could be there.
		this.client.create("web", script("echo ready; sleep 1; exit 9"),
				CreateOption.restartManager(new RestartManager(RestartPolicy.always())));
		int starts = this.fake.calls("Tasks/Start");
		this.fake.faults().delay("Tasks/Start", Duration.ofMillis(500));
		await().atMost(PATIENCE).until(() -> this.fake.calls("Tasks/Start") > starts);
		ExitStatus exit = this.client.stop("web", PATIENCE);
		assertThat(exit.code()).isEqualTo(9);
		assertThat(exit.restarting()).isFalse();
		assertThat(this.backend.output("web")).hasSize(2);
	}

	@Test
	@DisplayName("S33: a deletion that hangs: the container and the others answer, and the exit is reported")
	void deletionThatHangs() {
		this.fake.faults().hang("Tasks/Delete");
		Container container = this.client.create("web", script("exit 5"));
		await().atMost(PATIENCE).until(() -> this.fake.faults().hung().contains("Tasks/Delete"));
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.EXITED);
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.signal("web", 9));
		assertThatExceptionOfType(IllegalContainerStateException.class)
			.isThrownBy(() -> this.client.addProcess("web", "e", (process) -> process.args("/bin/true"), Stdio.none()))
			.withMessageContaining("EXITED");
		this.fake.faults().clear();
		assertThat(end(this.client.create("other", script("exit 6")).exit()).code()).isEqualTo(6);
		ExitStatus exit = container.exit().orTimeout(40, TimeUnit.SECONDS).join();
		assertThat(exit.code()).isEqualTo(5);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
	}

	@Test
	@DisplayName("the deletion of an additional process that hangs delays neither its end nor that of the container")
	void deletionOfAnAdditionalProcessThatHangs() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		this.fake.faults().hang("Tasks/DeleteProcess");
		ContainerProcess exec = this.client.addProcess("web", "e", (process) -> process.args("/bin/true"),
				Stdio.attached());
		assertThat(end(exec.exit()).code()).isZero();
		this.client.signal("web", 9);
		assertThat(end(container.exit()).code()).isEqualTo(137);
	}

	@Test
	@DisplayName("S33: when containerd is back, a container about which it does not answer delays no other")
	void questionThatHangsAtResynchronisation() {
		Container hung = this.client.create("hung", spec("/bin/sleep", "1000"));
		this.daemon.kill();
		await().atMost(PATIENCE).until(() -> this.client.subscription().state() != SubscriptionState.LIVE);
		this.fake.faults().hang("Tasks/Get");
		this.daemon.start();
		await().atMost(PATIENCE).until(() -> this.fake.faults().hung().contains("Tasks/Get"));
		this.fake.faults().clear();
		assertThat(end(this.client.create("web", script("exit 6")).exit()).code()).isEqualTo(6);
		assertThat(end(this.client.create("next", script("exit 7")).exit()).code()).isEqualTo(7);
		this.client.signal("hung", 9);
		assertThat(end(hung.exit()).code()).isEqualTo(137);
		assertThat(this.backend.states("hung")).containsExactly(StateChange.START, StateChange.EXIT);
	}

	@Test
	@DisplayName("S31: while containerd is away little is logged and little is done; it is found soon when it is back")
	void outageIsQuiet() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		this.client.addProcess("web", "e", (process) -> process.args("/bin/sleep", "1000"), Stdio.attached());
		Logger logger = (Logger) LoggerFactory.getLogger("io.github.libcontainerd");
		Level level = logger.getLevel();
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.setLevel(Level.DEBUG);
		logger.addAppender(log);
		try {
			this.daemon.kill();
			await().atMost(PATIENCE).until(() -> this.client.subscription().state() != SubscriptionState.LIVE);
			await().during(Duration.ofSeconds(4)).atMost(PATIENCE).until(() -> log.list.size() < 30);
			assertThat(List.copyOf(log.list)).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.WARN))
				.hasSizeLessThan(5);
		}
		finally {
			logger.detachAppender(log);
			logger.setLevel(level);
			this.daemon.start();
		}
		await().atMost(PATIENCE).until(() -> this.client.subscription().state() == SubscriptionState.LIVE);
		this.client.signal("web", 9);
		assertThat(end(container.exit()).code()).isEqualTo(137);
	}

	@Test
	@DisplayName("a pause that fails changes nothing")
	void pauseThatFails() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.fake.faults().fail("Tasks/Pause", Status.UNKNOWN.withDescription("freezer: device busy"), 1);
		assertThatExceptionOfType(DaemonErrorException.class).isThrownBy(() -> this.client.pause("web"));
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
		this.client.pause("web");
		this.client.resume("web");
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.PAUSE,
				StateChange.RESUME);
	}

	@Test
	@DisplayName("a shim that is killed: one exit, although containerd sends one more")
	void shimThatIsKilled() {
		FakeContainerd another = FakeContainerd.builder().version("1.7.24").launch();
		Path state = this.directory.resolve("state-b");
		RecordingBackend other = new RecordingBackend();
		try (another;
				Remote second = Remote.open(state, RemoteOption.address(another.socket()),
						RemoteOption.stopGrace(Duration.ofMillis(300)));
				Client shimless = second.client(this.namespace, other)) {
			Container container = shimless.create("web", spec("/bin/sleep", "1000"));
			another.killShim(this.namespace, "web");
			assertThat(end(container.exit()).code()).isIn(137, 255);
			assertThat(end(shimless.create("web", script("exit 3")).exit()).code()).isEqualTo(3);
			assertThat(other.states("web")).containsExactly(StateChange.START, StateChange.EXIT, StateChange.START,
					StateChange.EXIT);
		}
	}

}

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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * One run of a container, from its creation to its end.
 */
abstract class LifecycleContract extends ContractTest {

	@Test
	void startAndExitAreReportedInOrderWithTheCode() {
		Container container = this.client.create("web", script("exit 7"));
		ExitStatus exit = end(container.exit());
		assertThat(exit.code()).isEqualTo(7);
		assertThat(exit.codeKnown()).isTrue();
		assertThat(exit.exitedAt()).isNotNull();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
		assertThat(this.backend.changes("web").get(0).pid()).isEqualTo(container.pid()).isPositive();
		assertThat(this.backend.last("web").exitCode()).isEqualTo(7);
		assertThat(this.client.list()).isEmpty();
	}

	@Test
	void whatIsReportedComesWithWhatTheContainerIs() {
		Container container = this.client.create("web", script("exit 7"), CreateOption.labels(Map.of("team", "blue")),
				CreateOption.image("busybox"));
		end(container.exit());
		assertThat(this.backend.facts()).extracting(ContainerInfo::status, ContainerInfo::pid)
			.containsExactly(tuple(ContainerStatus.RUNNING, container.pid()), tuple(ContainerStatus.EXITED, 0));
		assertThat(this.backend.facts()).allSatisfy((info) -> {
			assertThat(info.id()).isEqualTo("web");
			assertThat(info.labels()).isEqualTo(Map.of("team", "blue"));
			assertThat(info.image()).isEqualTo("busybox");
			assertThat(info.run()).isOne();
		});
	}

	@Test
	void allOutputComesBeforeTheExitIsReported() {
		CompletableFuture<List<String>> seen = new CompletableFuture<>();
		this.backend.onChange((id, info) -> {
			if (info.change() == StateChange.EXIT) {
				seen.complete(this.backend.output("web"));
			}
		});
		end(this.client.create("web", script("echo one; echo two >&2; echo three")).exit());
		assertThat(seen.join()).containsExactlyInAnyOrder("stdout:one", "stderr:two", "stdout:three");
	}

	@Test
	@DisplayName("S36: many short containers at once: one start, one exit and full output each")
	void manyShortContainersAtOnce() {
		List<CompletableFuture<ExitStatus>> exits = IntStream.range(0, 60)
			.parallel()
			.mapToObj((i) -> this.client.create("c" + i, script("echo hello " + i + "; exit " + i)).exit())
			.toList();
		for (int i = 0; i < 60; i++) {
			assertThat(end(exits.get(i)).code()).isEqualTo(i);
			assertThat(this.backend.states("c" + i)).containsExactly(StateChange.START, StateChange.EXIT);
			assertThat(this.backend.output("c" + i)).containsExactly("stdout:hello " + i);
		}
	}

	@Test
	void sameIdCanBeUsedAgainFromTheExitListener() {
		CountDownLatch second = new CountDownLatch(2);
		this.backend.onChange((id, info) -> {
			if (info.change() == StateChange.EXIT) {
				if (second.getCount() == 2) {
					this.client.create("web", script("exit 2"));
				}
				second.countDown();
			}
		});
		this.client.create("web", script("exit 1"));
		await().atMost(PATIENCE).until(() -> second.getCount() == 0);
		assertThat(this.backend.changes("web")).extracting(StateInfo::change, StateInfo::exitCode)
			.containsExactly(tuple(StateChange.START, 0), tuple(StateChange.EXIT, 1), tuple(StateChange.START, 0),
					tuple(StateChange.EXIT, 2));
	}

	@Test
	void runningContainerIsListedWithWhatIsKnownOfIt() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"),
				CreateOption.labels(Map.of("team", "blue")), CreateOption.image("busybox"));
		assertThat(this.client.list()).singleElement().satisfies((info) -> {
			assertThat(info.id()).isEqualTo("web");
			assertThat(info.labels()).isEqualTo(Map.of("team", "blue"));
			assertThat(info.image()).isEqualTo("busybox");
			assertThat(info.startedAt()).isAfterOrEqualTo(info.createdAt());
		});
		await().untilAsserted(() -> {
			ContainerInfo info = this.client.inspect("web");
			assertThat(info.status()).isEqualTo(ContainerStatus.RUNNING);
			assertThat(info.pid()).isEqualTo(container.pid());
		});
		// A helper of runc may still be about.
		await().untilAsserted(() -> assertThat(this.client.pids("web")).containsExactly(container.pid()));
		if (this.daemon.real()) {
			assertThat(this.client.summary("web")).singleElement()
				.satisfies((process) -> assertThat(process.command()).containsExactly("/bin/sleep", "1000"));
		}
		Stats stats = this.client.stats("web");
		assertThat(stats.memory()).isNotNull();
		assertThat(this.client.stats()).containsOnlyKeys("web");
	}

	@Test
	void killedContainerEndsWith137() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		this.client.signal("web", 9);
		assertThat(end(container.exit()).code()).isEqualTo(137);
	}

	@Test
	void signalReachesTheProcess() {
		Container container = this.client.create("web",
				script("trap 'echo caught; exit 9' TERM; while true; do sleep 0.05; done"));
		await().atMost(PATIENCE).until(() -> {
			if (!container.exit().isDone()) {
				this.client.list().forEach((info) -> {
					try {
						this.client.signal("web", 15);
					}
					catch (NotFoundException ex) {
						// It has ended meanwhile.
					}
				});
			}
			return container.exit().isDone();
		});
		assertThat(end(container.exit()).code()).isEqualTo(9);
		assertThat(this.backend.output("web")).containsExactly("stdout:caught");
	}

	@Test
	void stopKillsWhatDoesNotListen() {
		this.client.create("web", script("echo ready; sleep 1000"));
		// Before that it may still be runc that the signal meets.
		await().atMost(PATIENCE).until(() -> this.backend.output("web").contains("stdout:ready"));
		ExitStatus exit = this.client.stop("web", Duration.ofMillis(200));
		assertThat(exit.code()).isEqualTo(137);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> this.client.stop("web", Duration.ofMillis(200)));
	}

	@Test
	void stopAndDeleteWorkFromAListener() {
		this.backend.onChange((id, info) -> {
			if (info.change() == StateChange.START) {
				// Before that it may still be runc that the signal meets.
				await().atMost(PATIENCE).until(() -> this.backend.output("web").contains("stdout:ready"));
				this.client.stop(id, Duration.ofMillis(100));
			}
		});
		assertThat(end(this.client.create("web", script("echo ready; sleep 1000")).exit()).code()).isEqualTo(137);
	}

	@Test
	void deleteRemovesWhatRuns() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.client.delete("web");
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
		this.client.delete("web");
		assertThat(this.client.restorable()).isEmpty();
	}

	@Test
	@DisplayName("S23: pause and resume return after the listener has been told")
	void pauseAndResumeReturnAfterTheListener() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.client.pause("web");
		assertThat(this.backend.last("web").change()).isEqualTo(StateChange.PAUSE);
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.PAUSED);
		assertThatExceptionOfType(IllegalContainerStateException.class).isThrownBy(() -> this.client.pause("web"));
		assertThatExceptionOfType(IllegalContainerStateException.class)
			.isThrownBy(() -> this.client.addProcess("web", "e", (process) -> process.args("/bin/true"), Stdio.none()))
			.withMessageContaining("PAUSED");
		this.client.resume("web");
		assertThat(this.backend.last("web").change()).isEqualTo(StateChange.RESUME);
		assertThatExceptionOfType(IllegalContainerStateException.class).isThrownBy(() -> this.client.resume("web"));
		this.client.pause("web");
		assertThat(this.client.stop("web", Duration.ofMillis(200)).code()).isEqualTo(137);
		assertThat(this.backend.states("web"))
			.startsWith(StateChange.START, StateChange.PAUSE, StateChange.RESUME, StateChange.PAUSE)
			.endsWith(StateChange.EXIT);
	}

	@Test
	@DisplayName("S37: a listener that blocks delays that container only")
	void blockedListenerDelaysItsContainerOnly() {
		CountDownLatch release = new CountDownLatch(1);
		this.backend.onChange((id, info) -> {
			if (id.equals("slow") && info.change() == StateChange.START) {
				hold(release);
			}
		});
		CompletableFuture<ExitStatus> slow = this.client.create("slow", script("exit 3")).exit();
		assertThat(end(this.client.create("quick", script("exit 4")).exit()).code()).isEqualTo(4);
		assertThat(slow).isNotDone();
		assertThat(this.backend.states("slow")).containsExactly(StateChange.START);
		release.countDown();
		assertThat(end(slow).code()).isEqualTo(3);
		assertThat(this.backend.states("slow")).containsExactly(StateChange.START, StateChange.EXIT);
	}

	private static void hold(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void listenerThatThrowsChangesNothing() {
		this.backend.onChange((id, info) -> {
			throw new IllegalStateException("expected");
		});
		assertThat(end(this.client.create("web", script("exit 5")).exit()).code()).isEqualTo(5);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
	}

	@Test
	void outputCanGoToAFile() throws Exception {
		Path file = this.directory.resolve("output");
		for (int i = 0; i < 10; i++) {
			end(this.client.create("web", script("echo one; echo two >&2; exit"), CreateOption.stdio(Stdio.file(file)))
				.exit());
		}
		assertThat(Files.readAllLines(file)).hasSize(20)
			.containsOnly("one", "two")
			.filteredOn("two"::equals)
			.hasSize(10);
		Files.delete(file);
	}

	@Test
	void outputCanGoToALogger() {
		Logger logger = (Logger) LoggerFactory.getLogger("contract.output");
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.setLevel(Level.INFO);
		logger.setAdditive(false);
		logger.addAppender(lines);
		end(this.client.create("web", script("echo one"), CreateOption.stdio(Stdio.log("contract.output"))).exit());
		assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly("[web] stdout: one");
		assertThat(this.backend.output("web")).isEmpty();
	}

	@Test
	void outputCanGoNowhere() {
		assertThat(end(this.client.create("web", script("echo one; exit 3"), CreateOption.stdio(Stdio.none())).exit())
			.code()).isEqualTo(3);
		assertThat(this.backend.output("web")).isEmpty();
	}

	@Test
	void twoClientsOfOneRemoteAreStrictlySeparate() {
		RecordingBackend other = new RecordingBackend();
		try (var second = this.remote.client(this.namespace + "-b", other)) {
			end(second.create("web", script("exit 1")).exit());
			assertThat(this.backend.changes("web")).isEmpty();
			assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.inspect("web"));
			assertThat(other.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
			assertThatExceptionOfType(AlreadyExistsException.class)
				.isThrownBy(() -> this.remote.client(this.namespace + "-b", other));
		}
	}

	@Test
	void namespaceThatAClientHasMadeGoesWithIt() {
		String name = this.namespace + "-c";
		try (var second = this.remote.client(name, new RecordingBackend())) {
			end(second.create("web", script("exit 1")).exit());
			assertThat(this.remote.namespaces()).contains(name);
		}
		assertThat(this.remote.namespaces()).doesNotContain(name);
	}

	// Bad input

	@ParameterizedTest
	@ValueSource(strings = { "", "-a", "a--b", "a b", "a/b", "ä",
			"a123456789012345678901234567890123456789012345678901234567890123456789012345x7" })
	void badIdIsRefusedBeforeAnythingIsDone(String id) {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.create(id, script("true")))
			.withMessageContaining("'" + id + "' is no valid container id");
	}

	@Test
	void missingRootfsIsRefused() {
		Spec bad = script("true").toBuilder().root("/does/not/exist").build();
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> this.client.create("web", bad))
			.withMessageContaining("'web'")
			.withMessageContaining("'/does/not/exist' is not an existing directory");
		nothingIsLeft();
	}

	@Test
	void specWithoutAProcessIsRefused() {
		Spec bad = script("true").toBuilder().process((Process) null).build();
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> this.client.create("web", bad))
			.withMessageContaining("no process");
		nothingIsLeft();
	}

	@ParameterizedTest
	@CsvSource({ "/nope,127", "nope,127", "/etc/passwd,126" })
	void commandThatCantBeStartedIsATypedErrorAndLeavesNothing(String command, int exitCode) {
		assertThatExceptionOfType(StartFailedException.class).isThrownBy(() -> this.client.create("web", spec(command)))
			.satisfies((exception) -> {
				assertThat(exception.exitCode()).isEqualTo(exitCode);
				assertThat(exception.operation().containerId()).isEqualTo("web");
				assertThat(exception).hasMessageContaining(command);
			});
		nothingIsLeft();
		assertThat(end(this.client.create("web", script("exit 3")).exit()).code()).isEqualTo(3);
	}

	@Test
	void usedIdIsRefused() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		assertThatExceptionOfType(AlreadyExistsException.class)
			.isThrownBy(() -> this.client.create("web", script("true")))
			.withMessageContaining("Container web is already active");
		assertThat(this.client.list()).hasSize(1);
		await().untilAsserted(() -> assertThat(this.backend.states("web")).containsExactly(StateChange.START));
	}

	@Test
	void backendThatRefusesTheStreamsMakesTheCreateFail() {
		this.backend.refuseStreams();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.create("web", script("true")))
			.withMessageContaining("no streams wanted");
		nothingIsLeft();
	}

	private void nothingIsLeft() {
		assertThat(this.backend.changes("web")).isEmpty();
		assertThat(this.client.list()).isEmpty();
		assertThat(this.client.restorable()).isEmpty();
	}

	@Test
	@DisplayName("S28: unknown containers and processes are typed not-founds")
	void unknownContainersAndProcesses() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.stats("nope"))
			.withMessageContaining("'nope'");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.signal("nope", 9));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.signalProcess("web", "e", 9))
			.withMessageContaining("'e'");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.resize("web", "e", 80, 24));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.pause("nope"));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> this.client.signal("web", 65));
	}

}

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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.log.AttachedStreams;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.ExecRequest;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.RunningProcess;
import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * A container that is left running.
 */
class RealRunningContainerTests extends ImageRunTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	private static List<String> texts(RunningContainer container, LogOption... options) {
		try (Stream<LogEntry> logs = container.logs(options)) {
			return logs.map(LogEntry::text).toList();
		}
	}

	private RunningContainer sleeping(String id) {
		return containers().start(script(image(), "sleep 1000").id(id).build());
	}

	@Test
	void handleKnowsItsContainer() throws InterruptedException {
		String image = image();
		RunningContainer container = containers()
			.start(script(image, "read line; exit 5").stdin(RunInput.open()).build());
		assertThat(container.status()).isEqualTo(ContainerStatus.RUNNING);
		assertThat(container.image()).isEqualTo(image);
		assertThat(container.id()).startsWith("busybox-");
		assertThat(container.stats().pids().current()).isPositive();
		try (AttachedStreams streams = container.attach()) {
			streams.stdin().write('\n');
			streams.stdin().flush();
			assertThat(container.waitForExit().code()).isEqualTo(5);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		assertThat(container.status()).isEqualTo(ContainerStatus.EXITED);
		assertThat(container.exit()).isCompletedWithValueMatching((end) -> end.code() == 5);
		assertThat(container.stop().code()).isEqualTo(5);
		container.remove();
	}

	@Test
	void pausedContainerGoesOn() {
		RunningContainer container = sleeping("paused");
		container.pause();
		assertThat(container.status()).isEqualTo(ContainerStatus.PAUSED);
		assertThatExceptionOfType(IllegalContainerStateException.class).isThrownBy(container::pause);
		container.resume();
		assertThat(container.status()).isEqualTo(ContainerStatus.RUNNING);
		assertThat(container.exec("echo", "awake").stdout().lines()).containsExactly("awake");
		container.remove();
	}

	@Test
	void logIsReadFromAnyPoint() {
		RunningContainer container = containers()
			.start(script(image(), "for i in 1 2 3; do echo line $i; done; echo bad >&2; printf rest; sleep 1000")
				.build());
		awaitLine(container, "bad");
		awaitLine(container, "line 3");
		assertThat(texts(container)).containsSubsequence("line 1", "line 2", "line 3").contains("bad").hasSize(4);
		assertThat(texts(container, LogOption.tail(1))).isEqualTo(texts(container).subList(3, 4));
		assertThat(texts(container, LogOption.tail(0))).isEmpty();
		assertThat(texts(container, LogOption.since(Instant.now().minusSeconds(60)))).hasSize(4);
		assertThat(texts(container, LogOption.since(Instant.now().plusSeconds(60)))).isEmpty();
		try (Stream<LogEntry> logs = container.logs(LogOption.follow(), LogOption.tail(0))) {
			CompletableFuture.runAsync(() -> container.signal(9));
			assertThat(logs.map(LogEntry::text)).containsExactly("rest");
		}
	}

	@Test
	void followSeesEveryLineThroughRotations() {
		Path file = this.directory.resolve("rotated.json");
		RunningContainer container = containers()
			.start(script(image(), "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")
				.log(LogSink.file(file, 256 * 1024, 10))
				.build());
		try (Stream<LogEntry> logs = container.logs(LogOption.follow())) {
			List<String> lines = logs.map(LogEntry::text).toList();
			assertThat(lines).hasSize(20_000).last().isEqualTo("line 19999");
		}
		assertThat(this.directory.resolve("rotated.json.1")).exists();
		for (int i = 0; i < 10; i++) {
			this.directory.resolve("rotated.json" + ((i > 0) ? "." + i : "")).toFile().delete();
		}
	}

	@Test
	void sinksComposeWithAttachedReaders() throws IOException {
		Path file = this.directory.resolve("one.json");
		RunningContainer container = containers().start(
				script(image(), "while read line; do echo got $line; echo err $line >&2; done").stdin(RunInput.open())
					.log(LogSink.file(file), LogSink.memory(10_000), LogSink.logger("test.output"))
					.build());
		try (AttachedStreams other = container.attach(); BufferedReader otherOut = reader(other)) {
			try (AttachedStreams one = container.attach(); BufferedReader oneOut = reader(one)) {
				one.stdin().write("a\n".getBytes(StandardCharsets.UTF_8));
				assertThat(oneOut.readLine()).isEqualTo("got a");
			}
			assertThat(otherOut.readLine()).isEqualTo("got a");
			other.stdin().write("b\n".getBytes(StandardCharsets.UTF_8));
			assertThat(otherOut.readLine()).isEqualTo("got b");
			other.stdin().close();
			assertThat(otherOut.readLine()).isNull();
		}
		container.exit().orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).join();
		assertThat(texts(container)).containsExactlyInAnyOrder("got a", "err a", "got b", "err b");
		assertThat(file).content().contains("{\"log\":\"got a\\n\",\"stream\":\"stdout\",\"time\":\"");
		Files.delete(file);
	}

	private static BufferedReader reader(AttachedStreams streams) {
		return new BufferedReader(new InputStreamReader(streams.stdout(), StandardCharsets.UTF_8));
	}

	@Test
	void logInMemoryOutlivesAShortContainer() {
		RunningContainer container = containers()
			.start(RunRequest.of(image()).command("echo", "short").log(LogSink.memory(10_000)).build());
		container.exit().orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).join();
		assertThat(texts(container, LogOption.follow())).containsExactly("short");
	}

	@Test
	void logOfNothingIsAnError() {
		RunningContainer container = containers().start(script(image(), "sleep 1000").log().build());
		assertThatExceptionOfType(IllegalContainerStateException.class).isThrownBy(() -> container.logs());
		container.remove();
	}

	@Test
	void processesRunToTheirEnd() {
		RunningContainer container = containers()
			.start(script(image(), "sleep 1000").id("web").env("A", "container").workingDir("/tmp").build());
		RunResult result = container.exec("sh", "-c", "echo $A; pwd; echo err >&2; exit 4");
		assertThat(result.exitCode()).isEqualTo(4);
		assertThat(result.stdout().text()).isEqualTo("container\n/tmp\n");
		assertThat(result.stderr().text()).isEqualTo("err\n");
		RunResult changed = container.exec((request) -> request.command("sh", "-c", "echo $A $(pwd) $(id -u); cat")
			.env("A", "process")
			.workingDir("/etc")
			.user("app")
			.stdin(RunInput.of("input")));
		assertThat(changed.stdout().text()).isEqualTo("process /etc 1000\ninput");
		RunResult killed = container
			.exec((request) -> request.command("sleep", "1000").timeout(Duration.ofMillis(300)));
		assertThat(killed.timedOut()).isTrue();
		assertThat(killed.exitCode()).isEqualTo(137);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> container.exec((request) -> request.command("id").user("nosuch")))
			.withMessageContaining("nosuch");
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> container.exec());
		assertThat(this.client.inspect("web").processes()).isEmpty();
		container.remove();
	}

	@Test
	void inputOfAnExecutedTerminalEndsWithoutHangingItUp() {
		RunningContainer container = containers().start(script(image(), "sleep 1000").build());
		RunResult result = container.exec((exec) -> exec.command("sh", "-c", "read x; sleep 1; echo got $x; exit 7")
			.tty(true)
			.stdin(RunInput.of("abc\n")));
		assertThat(result.stdout().text()).contains("got abc");
		assertThat(result.exitCode()).isEqualTo(7);
		container.remove();
	}

	@Test
	void processToTalkWith() throws IOException {
		RunningContainer container = sleeping("web");
		RunningProcess process = container.startProcess(ExecRequest.of("cat").build());
		try (AttachedStreams streams = process.streams()) {
			streams.stdin().write("hello\n".getBytes(StandardCharsets.UTF_8));
			assertThat(reader(streams).readLine()).isEqualTo("hello");
			streams.stdin().close();
			assertThat(streams.stdout().read()).isEqualTo(-1);
		}
		assertThat(process.exit().orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).join().code()).isZero();
		RunningProcess terminal = container.startProcess(ExecRequest.of("sh").tty(true).build());
		terminal.resize(100, 30);
		try (AttachedStreams streams = terminal.streams()) {
			streams.stdin().write("stty size; exit 3\n".getBytes(StandardCharsets.UTF_8));
			assertThat(new String(streams.stdout().readAllBytes(), StandardCharsets.UTF_8)).contains("30 100");
		}
		assertThat(terminal.exit().orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).join().code())
			.isEqualTo(3);
		container.remove();
	}

	@Test
	void restartsKeepTheRootFileSystemAndTheLog() {
		RunningContainer container = containers()
			.start(script(image(), "echo run >> /count; cat /count | wc -l; [ $(cat /count | wc -l) -ge 3 ] || exit 1")
				.restart(RestartPolicy.onFailure(5))
				.id("web")
				.log(LogSink.memory(10_000))
				.build());
		ExitStatus end = container.exit().orTimeout(Patience.seconds(30).toSeconds(), TimeUnit.SECONDS).join();
		assertThat(end.code()).isZero();
		assertThat(end.restarting()).isFalse();
		assertThat(texts(container)).containsExactly("1", "2", "3");
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.RESTART,
				StateChange.START, StateChange.RESTART, StateChange.START, StateChange.EXIT);
	}

	@Test
	void keptContainerStaysUntilItIsRemoved() {
		String image = image();
		RunningContainer container = containers()
			.start(script(image, "echo bye; exit 6").id("job").remove(false).build());
		container.exit().orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).join();
		assertThat(texts(container)).containsExactly("bye");
		assertThat(this.client.restorable()).isEmpty();
		assertThatExceptionOfType(AlreadyExistsException.class)
			.isThrownBy(() -> containers().run(script(image, "true").id("job").build()))
			.withMessageEndingWith("a container of this id was kept (remove(false)); remove it with"
					+ " containers().find(\"job\").get().remove(), or use another id");
		this.remote.close();
		open();
		RunningContainer found = containers().find("job").orElseThrow();
		assertThat(found.status()).isEqualTo(ContainerStatus.EXITED);
		assertThat(found.exit()).isCompletedWithValueMatching((end) -> end.code() == 6 && end.codeKnown());
		assertThat(texts(found, LogOption.follow())).containsExactly("bye");
		assertThat(found.image()).isEqualTo(image);
		found.remove();
		assertThat(containers().find("job")).isEmpty();
		assertThat(filesOfContainers()).isEmpty();
		assertThat(containers().run(script(image, "exit 0").id("job").build()).successful()).isTrue();
	}

	@Test
	void whatRunsAndWhatWasKeptIsListed() {
		assertThat(containers().list()).isEmpty();
		String image = image();
		RunningContainer running = sleeping("b");
		containers().run(script(image, "echo out; exit 3").id("a").remove(false).build());
		containers().run(script(image, "exit 3").id("gone").build());
		assertThat(containers().list()).extracting(RunningContainer::id, RunningContainer::status)
			.containsExactly(tuple("a", ContainerStatus.EXITED), tuple("b", ContainerStatus.RUNNING));
		running.remove();
		this.remote.close();
		open();
		RunningContainer kept = containers().list().get(0);
		assertThat(kept.exit()).isCompletedWithValueMatching((end) -> end.code() == 3);
		assertThat(texts(kept)).containsExactly("out");
		kept.remove();
		assertThat(containers().list()).isEmpty();
	}

	@Test
	void keptRunIsThereAfterwards() {
		RunResult result = containers().run(script(image(), "echo out; exit 3").id("job").remove(false).build());
		assertThat(result.exitCode()).isEqualTo(3);
		RunningContainer found = containers().find("job").orElseThrow();
		assertThat(texts(found)).containsExactly("out");
		found.remove();
	}

	@Test
	void runningKeptContainerIsRemovedAtOnce() {
		RunningContainer container = containers().start(script(image(), "sleep 1000").id("job").remove(false).build());
		container.remove();
		assertThat(containers().find("job")).isEmpty();
		assertThat(filesOfContainers()).isEmpty();
	}

	@Test
	void containerIsFoundAgainAfterARestart() {
		containers()
			.start(script(image(), "echo one; read line; echo two; exit 4").id("web").stdin(RunInput.open()).build());
		awaitLine(containers().find("web").orElseThrow(), "one");
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.remote.close();
		this.backend = new RecordingBackend();
		open(RemoteOption.liveRestore(true));
		assertThat(containers().list()).isEmpty();
		RunningContainer found = containers().find("web").orElseThrow();
		assertThat(containers().list()).extracting(RunningContainer::id).containsExactly("web");
		assertThat(this.backend.states("web")).containsExactly(StateChange.RESTORE);
		assertThat(texts(found)).containsExactly("one");
		try (AttachedStreams streams = found.attach()) {
			streams.stdin().write('\n');
			assertThat(reader(streams).readLine()).isEqualTo("two");
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		assertThat(found.exit().orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).join().code())
			.isEqualTo(4);
		await().atMost(PATIENCE).until(() -> containers().find("web").isEmpty());
		this.remote.updateOptions(RemoteOption.liveRestore(false));
	}

	@Test
	void containerThatIsNotOursIsNotFound() {
		assertThat(containers().find("nothing")).isEmpty();
	}

	@Test
	void attachAfterTheEndIsAnError() {
		RunningContainer container = containers().start(script(image(), "true").build());
		container.exit().orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).join();
		assertThatExceptionOfType(IllegalContainerStateException.class).isThrownBy(container::attach);
	}

	@Test
	void timeoutOfAStartedContainer() {
		RunningContainer container = containers()
			.start(script(image(), "sleep 1000").timeout(Duration.ofMillis(300)).build());
		assertThat(container.exit().orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).join().code())
			.isIn(137, 143);
	}

	@Test
	void handleOfAClosedClientKnowsNothing() {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		RunningContainer container = sleeping("web");
		this.client.close();
		assertThatExceptionOfType(DaemonUnavailableException.class).isThrownBy(container::status);
		assertThatExceptionOfType(DaemonUnavailableException.class).isThrownBy(container::stop);
		this.remote.close();
		open(RemoteOption.liveRestore(true));
		containers().find("web").orElseThrow().remove();
		this.remote.updateOptions(RemoteOption.liveRestore(false));
	}

}

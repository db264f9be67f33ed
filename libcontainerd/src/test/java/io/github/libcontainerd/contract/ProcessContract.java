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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Additional processes, and standard input.
 */
abstract class ProcessContract extends ContractTest {

	private ContainerProcess exec(String processId, String script) {
		return this.client.addProcess("web", processId, (process) -> process.args("/bin/sh", "-c", script),
				Stdio.attached());
	}

	@Test
	@DisplayName("S22: an additional process reports its own end and leaves the container alone")
	void additionalProcessReportsItsOwnEnd() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		ContainerProcess exec = exec("e1", "echo hi; exit 23");
		assertThat(end(exec.exit()).code()).isEqualTo(23);
		assertThat(this.backend.output("web/e1")).containsExactly("stdout:hi");
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.START_PROCESS,
				StateChange.EXIT_PROCESS);
		assertThat(this.backend.last("web").processId()).isEqualTo("e1");
		assertThat(this.backend.last("web").exitCode()).isEqualTo(23);
		assertThat(this.backend.changes("web").get(1).pid()).isEqualTo(exec.pid());
		assertThat(this.client.inspect("web").processes()).isEmpty();
	}

	@ParameterizedTest
	@DisplayName("S21: a command that can't be started is a typed error and no event")
	@CsvSource({ "/nope,127", "/etc/passwd,126" })
	void additionalProcessThatCantBeStarted(String command, int exitCode) {
		this.client.create("web", spec("/bin/sleep", "1000"));
		assertThatExceptionOfType(StartFailedException.class)
			.isThrownBy(() -> this.client.addProcess("web", "e", (process) -> process.args(command), Stdio.attached()))
			.satisfies((exception) -> assertThat(exception.exitCode()).isEqualTo(exitCode))
			.withMessageContaining("process 'e' of container 'web'");
		assertThat(this.client.inspect("web").processes()).isEmpty();
		assertThat(end(exec("e", "exit 4").exit()).code()).isEqualTo(4);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.START_PROCESS,
				StateChange.EXIT_PROCESS);
	}

	@Test
	@DisplayName("many additional processes at once")
	void manyAdditionalProcessesAtOnce() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		ExecutorService callers = Executors.newFixedThreadPool(50);
		try {
			List<CompletableFuture<ExitStatus>> exits = IntStream.range(0, 50)
				.mapToObj((i) -> CompletableFuture
					.supplyAsync(() -> exec("e" + i, "echo " + i + "; exit " + i).exit(), callers)
					.thenCompose((exit) -> exit))
				.toList();
			for (int i = 0; i < 50; i++) {
				assertThat(end(exits.get(i)).code()).isEqualTo(i);
				assertThat(this.backend.output("web/e" + i)).containsExactly("stdout:" + i);
			}
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(this.backend.states("web")).hasSize(101);
	}

	@Test
	void endsOfAdditionalProcessesAreNotLostWhenInitEndsFirst() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		ContainerProcess exec = exec("e", "sleep 1000");
		this.client.signal("web", 9);
		end(container.exit());
		end(exec.exit());
		assertThat(this.backend.changes("web")).filteredOn((info) -> info.change() == StateChange.EXIT_PROCESS)
			.hasSize(1);
		assertThat(this.backend.changes("web")).filteredOn((info) -> info.change() == StateChange.EXIT).hasSize(1);
	}

	@Test
	void additionalProcessCanBeSignalled() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		ContainerProcess exec = exec("e", "sleep 1000");
		this.client.signalProcess("web", "e", 9);
		assertThat(end(exec.exit()).code()).isEqualTo(137);
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.signalProcess("web", "e", 9));
	}

	@Test
	void cancellingTheWaitKillsAnAdditionalProcess() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		exec("e", "sleep 1000").exit().cancel(true);
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.backend.last("web").change()).isEqualTo(StateChange.EXIT_PROCESS));
		assertThat(this.backend.last("web").exitCode()).isEqualTo(137);
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
	}

	@Test
	void processIdsAreChecked() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		exec("e", "sleep 1000");
		assertThatExceptionOfType(AlreadyExistsException.class).isThrownBy(() -> exec("e", "true"));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> exec(StateInfo.INIT, "true"));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> exec("a b", "true"));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.addProcess("web", "f", (process) -> {
			}, Stdio.none()))
			.withMessageContaining("no arguments");
	}

	@Test
	@DisplayName("S20: what is written to stdin arrives, and closing it is an end of file")
	void stdinReachesTheContainer() throws IOException {
		Container container = this.client.create("web", spec("/bin/cat"), CreateOption.stdio(Stdio.interactive()));
		try (OutputStream stdin = this.backend.streams("web").stdin()) {
			stdin.write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
		}
		assertThat(end(container.exit()).code()).isZero();
		assertThat(this.backend.output("web")).containsExactly("stdout:one", "stdout:two");
	}

	@Test
	@DisplayName("S20: stdin of an additional process closed at once")
	void stdinOfAnAdditionalProcessClosedAtOnce() throws IOException {
		this.client.create("web", spec("/bin/sleep", "1000"));
		ContainerProcess exec = this.client.addProcess("web", "e", (process) -> process.args("/bin/cat"),
				Stdio.interactive());
		this.backend.streams("web", "e").stdin().close();
		assertThat(end(exec.exit()).code()).isZero();
	}

	@Test
	@DisplayName("S20: stdin closed before the process exists")
	void stdinClosedBeforeTheStart() {
		RecordingBackend closing = new RecordingBackend() {

			@Override
			public void attachStreams(String containerId, String processId, IOPipe io) {
				super.attachStreams(containerId, processId, io);
				try (OutputStream stdin = io.stdin()) {
					stdin.write("early\n".getBytes(StandardCharsets.UTF_8));
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}

		};
		try (var second = this.remote.client(this.namespace + "-b", closing)) {
			end(second.create("web", spec("/bin/cat"), CreateOption.stdio(Stdio.interactive())).exit());
			assertThat(closing.output("web")).containsExactly("stdout:early");
		}
	}

	@Test
	void outputThatNobodyReadsDelaysTheExitByTheDrainLimitOnly() {
		this.backend.leaveStreamsAlone();
		Container container = this.client.create("web", script("echo unread; exit 6"));
		assertThat(end(container.exit()).code()).isEqualTo(6);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
		await().atMost(Patience.seconds(5)).until(() -> this.client.list().isEmpty());
	}

	@Test
	void outputOfAProcessThatCouldNotBeStartedIsForgotten() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		List<String> first = new CopyOnWriteArrayList<>();
		List<String> second = new CopyOnWriteArrayList<>();
		assertThatExceptionOfType(ContainerdException.class).isThrownBy(() -> this.client.addProcess("web", "e",
				(process) -> process.args("/nope"), Stdio.to(LogSink.to((stream, bytes) -> first.add("more")))));
		ContainerProcess exec = this.client.addProcess("web", "e", (process) -> process.args("/bin/echo", "hi"),
				Stdio.to(LogSink.to((stream, bytes) -> second.add("more"))));
		assertThat(end(exec.exit()).code()).isZero();
		assertThat(first).isEmpty();
		assertThat(second).isNotEmpty();
	}

}

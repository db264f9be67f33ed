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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of the streams when a process ends, of large and of binary output.
 */
abstract class StreamContract extends ContractTest {

	private static byte[] random(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

	@Test
	@DisplayName("S20: stdin that nobody closes is released at the exit; what is written then fails")
	void stdinIsReleasedAtTheExit() throws IOException {
		Container container = this.client.create("web", script("read go; exit 3"),
				CreateOption.stdio(Stdio.interactive()));
		OutputStream stdin = this.backend.streams("web").stdin();
		stdin.write('\n');
		assertThat(end(container.exit()).code()).isEqualTo(3);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> stdin.write(new byte[1 << 20]));
		stdin.close();
		stdin.close();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> stdin.write('x'));
	}

	@Test
	@DisplayName("S20: closing the stdin of an ended process is a no-op")
	void closingStdinOfAnEndedProcess() throws IOException {
		this.client.create("web", spec("/bin/sleep", "1000"));
		ContainerProcess exec = this.client.addProcess("web", "e", (process) -> process.args("/bin/true"),
				Stdio.interactive());
		OutputStream stdin = this.backend.streams("web", "e").stdin();
		assertThat(end(exec.exit()).code()).isZero();
		stdin.close();
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
	}

	@Test
	void writerThatBlocksIsReleasedWhenTheProcessEnds() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"),
				CreateOption.stdio(Stdio.interactive()));
		OutputStream stdin = this.backend.streams("web").stdin();
		CountDownLatch writing = new CountDownLatch(1);
		CompletableFuture<Boolean> failed = CompletableFuture.supplyAsync(() -> {
			try {
				stdin.write(new byte[64 * 1024]);
				writing.countDown();
				stdin.write(new byte[4 << 20]);
				return false;
			}
			catch (IOException ex) {
				return true;
			}
		});
		assertThat(await().atMost(PATIENCE).until(writing::getCount, (left) -> left == 0)).isZero();
		assertThat(failed).isNotDone();
		this.client.signal("web", 9);
		assertThat(end(container.exit()).code()).isEqualTo(137);
		assertThat(failed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join()).isTrue();
	}

	@Test
	@DisplayName("S18: an interactive container of policy always: its attached streams end with the run")
	void interactiveContainerWithARestartPolicy() {
		this.backend.leaveStreamsAlone();
		Container container = this.client.create("web", script("echo hello; exit 11"),
				CreateOption.stdio(Stdio.interactive()),
				CreateOption.restartManager(new RestartManager(RestartPolicy.parse("on-failure:1"))));
		IOPipe first = this.backend.streams("web");
		assertThat(new String(read(first.stdout(), 0), StandardCharsets.UTF_8)).isEqualTo("hello\n");
		read(first.stderr(), 0);
		ExitStatus exit = end(container.exit());
		assertThat(exit.code()).isEqualTo(11);
		assertThat(exit.restarting()).isTrue();
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.EXIT));
		assertThat(this.backend.streams("web")).isNotSameAs(first);
		assertThat(this.backend.last("web").exitCode()).isEqualTo(11);
	}

	@Test
	void largeOutputReachesASlowReader() {
		this.backend.leaveStreamsAlone();
		int length = 10 << 20;
		Container container = this.client.create("web", spec("/bin/head", "-c", Integer.toString(length), "/dev/zero"));
		assertThat(read(this.backend.streams("web").stdout(), 1)).hasSize(length);
		assertThat(read(this.backend.streams("web").stderr(), 0)).isEmpty();
		assertThat(end(container.exit()).code()).isZero();
	}

	@Test
	void bytesPassUnchanged() throws IOException {
		this.backend.leaveStreamsAlone();
		byte[] bytes = random(1 << 20);
		Container container = this.client.create("web", spec("/bin/cat"), CreateOption.stdio(Stdio.interactive()));
		IOPipe io = this.backend.streams("web");
		CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> read(io.stdout(), 0));
		try (OutputStream stdin = io.stdin()) {
			stdin.write(bytes);
		}
		assertThat(output.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join()).isEqualTo(bytes);
		read(io.stderr(), 0);
		assertThat(end(container.exit()).code()).isZero();
	}

	@Test
	void bytesPassUnchangedThroughAnAdditionalProcess() throws IOException {
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.backend.leaveStreamsAlone();
		byte[] bytes = random(300_000);
		ContainerProcess exec = this.client.addProcess("web", "e", (process) -> process.args("/bin/cat"),
				Stdio.interactive());
		IOPipe io = this.backend.streams("web", "e");
		CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> read(io.stdout(), 0));
		try (OutputStream stdin = io.stdin()) {
			stdin.write(bytes);
		}
		assertThat(output.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join()).isEqualTo(bytes);
		read(io.stderr(), 0);
		assertThat(end(exec.exit()).code()).isZero();
	}

	private static byte[] read(InputStream stream, int pauseMillis) {
		try (stream) {
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			byte[] buffer = new byte[64 * 1024];
			for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
				all.write(buffer, 0, count);
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
			}
			return all.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	@DisplayName("an ended container answers while the rest of its output waits to be read")
	void containerAnswersWhileItsOutputIsDrained() {
		this.remote.updateOptions(RemoteOption.drainLimit(Duration.ofMinutes(1)));
		this.backend.leaveStreamsAlone();
		Container container = this.client.create("web", script("echo unread; exit 6"));
		await().atMost(PATIENCE).until(() -> this.client.inspect("web").status() == ContainerStatus.EXITED);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START);
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.signal("web", 15));
		assertThatExceptionOfType(IllegalContainerStateException.class)
			.isThrownBy(() -> this.client.addProcess("web", "e", (process) -> process.args("/bin/true"), Stdio.none()));
		assertThatExceptionOfType(AlreadyExistsException.class)
			.isThrownBy(() -> this.client.create("web", script("true")));
		assertThat(this.client.pids("web")).isEmpty();
		assertThatExceptionOfType(ContainerdException.class).isThrownBy(() -> this.client.pause("web"));
		IOPipe io = this.backend.streams("web");
		assertThat(new String(read(io.stdout(), 0), StandardCharsets.UTF_8)).isEqualTo("unread\n");
		read(io.stderr(), 0);
		assertThat(end(container.exit()).code()).isEqualTo(6);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
	}

	@Test
	@DisplayName("a grandchild that holds stdout delays the end of an additional process by the drain limit only")
	void grandchildHoldsTheOutputOfAnAdditionalProcess() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		ContainerProcess exec = this.client.addProcess("web", "e",
				(process) -> process.args("/bin/sh", "-c", "echo hi; sleep 100 & exit 0"), Stdio.attached());
		ExitStatus exit = end(exec.exit());
		assertThat(exit.code()).isZero();
		assertThat(exit.codeKnown()).isTrue();
		assertThat(this.backend.output("web/e")).containsExactly("stdout:hi");
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.START_PROCESS,
				StateChange.EXIT_PROCESS);
		assertThat(end(this.client.addProcess("web", "f", (process) -> process.args("/bin/true"), Stdio.none()).exit())
			.code()).isZero();
	}

	@Test
	@DisplayName("a grandchild that holds stdout ends with the container")
	void grandchildHoldsTheOutputOfTheContainer() {
		Container container = this.client.create("web", script("echo hi; sleep 100 & exit 4"));
		assertThat(end(container.exit()).code()).isEqualTo(4);
		assertThat(this.backend.output("web")).containsExactly("stdout:hi");
	}

}

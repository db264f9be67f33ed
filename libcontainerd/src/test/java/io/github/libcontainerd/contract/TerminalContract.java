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
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.spec.Spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Processes with a terminal.
 */
abstract class TerminalContract extends ContractTest {

	private Spec terminal(String script) {
		return script(script).toBuilder().process((process) -> process.terminal(true)).build();
	}

	private ContainerProcess terminalProcess(String processId, String script) {
		return this.client.addProcess("web", processId,
				(process) -> process.args("/bin/sh", "-c", script).terminal(true), Stdio.interactive());
	}

	private void type(String processId, String text) throws IOException {
		OutputStream stdin = this.backend.streams("web", processId).stdin();
		stdin.write(text.getBytes(StandardCharsets.UTF_8));
		stdin.flush();
	}

	@Test
	@DisplayName("S27: resize sets columns and rows of the container's terminal, in this order")
	void resizeOfTheContainer() throws IOException {
		Container container = this.client.create("web", terminal("read go; stty size; read go; stty size"),
				CreateOption.stdio(Stdio.interactive()));
		this.client.resize("web", StateInfo.INIT, 132, 43);
		type(StateInfo.INIT, "\n");
		await().atMost(PATIENCE).until(() -> this.backend.output("web").contains("stdout:43 132"));
		this.client.resize("web", StateInfo.INIT, 90, 20);
		type(StateInfo.INIT, "\n");
		assertThat(end(container.exit()).code()).isZero();
		assertThat(this.backend.output("web")).contains("stdout:43 132", "stdout:20 90");
	}

	@Test
	@DisplayName("S27: resize of an additional process leaves the container's terminal alone")
	void resizeOfAnAdditionalProcess() throws IOException {
		Container container = this.client.create("web", terminal("read go; stty size"),
				CreateOption.stdio(Stdio.interactive()));
		this.client.resize("web", StateInfo.INIT, 80, 25);
		ContainerProcess exec = terminalProcess("e", "read go; stty size");
		this.client.resize("web", "e", 100, 30);
		type("e", "\n");
		assertThat(end(exec.exit()).code()).isZero();
		assertThat(this.backend.output("web/e")).contains("stdout:30 100");
		type(StateInfo.INIT, "\n");
		assertThat(end(container.exit()).code()).isZero();
		assertThat(this.backend.output("web")).contains("stdout:25 80");
	}

	@Test
	@DisplayName("S27: a size that no terminal has is refused, and so is a process that has ended")
	void badSizes() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.resize("web", StateInfo.INIT, -1, 24));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.resize("web", StateInfo.INIT, 80, 65536));
		end(this.client.addProcess("web", "e", (process) -> process.args("/bin/true"), Stdio.none()).exit());
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.resize("web", "e", 80, 24));
	}

	@Test
	@DisplayName("without a terminal resize does nothing")
	void resizeWithoutATerminal() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		this.client.resize("web", StateInfo.INIT, 80, 24);
		assertThat(container.exit()).isNotDone();
	}

	@Test
	void terminalHasAllOutputOnStdout() {
		this.backend.leaveStreamsAlone();
		Container container = this.client.create("web", terminal("echo out; echo err >&2; exit 3"));
		IOPipe io = this.backend.streams("web");
		assertThat(io.terminal()).isTrue();
		assertThat(read(io.stdout()).lines()).containsExactly("out", "err");
		assertThat(read(io.stderr())).isEmpty();
		assertThat(end(container.exit()).code()).isEqualTo(3);
	}

	private static String read(InputStream stream) {
		try (stream) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void terminalWithoutStdin() {
		assertThat(end(this.client.create("web", terminal("[ -t 1 ] && echo terminal")).exit()).code()).isZero();
		assertThat(this.backend.output("web")).containsExactly("stdout:terminal");
	}

	@Test
	void terminalThatLeadsNowhere() {
		assertThat(end(
				this.client.create("web", terminal("echo lost; [ -t 1 ] && exit 5"), CreateOption.stdio(Stdio.none()))
					.exit())
			.code()).isEqualTo(5);
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		assertThat(end(this.client
			.addProcess("web", "e", (process) -> process.args("/bin/sh", "-c", "[ -t 1 ] && exit 6").terminal(true),
					Stdio.none())
			.exit()).code()).isEqualTo(6);
		assertThat(container.exit()).isNotDone();
	}

	@Test
	void terminalIntoAFile() throws IOException {
		Path file = this.directory.resolve("terminal-output");
		end(this.client.create("web", terminal("echo one; echo two >&2"), CreateOption.stdio(Stdio.file(file))).exit());
		assertThat(Files.readAllLines(file)).containsExactly("one", "two");
		Files.delete(file);
	}

	@Test
	@DisplayName("S20: closing stdin of a terminal is the end of the input, and no hang-up")
	void closingStdinIsTheEndOfTheInput() throws IOException {
		Container container = this.client.create("web", terminal("cat; sleep 0.3; echo over; exit 7"),
				CreateOption.stdio(Stdio.interactive()));
		ContainerProcess exec = terminalProcess("e", "cat; sleep 0.3; echo over; exit 8");
		type("e", "hello\n");
		await().atMost(PATIENCE).until(() -> this.backend.output("web/e").contains("stdout:hello"));
		OutputStream stdin = this.backend.streams("web", "e").stdin();
		stdin.close();
		stdin.close();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> stdin.write(1)).withMessage("stdin is closed");
		assertThat(end(exec.exit()).code()).isEqualTo(8);
		assertThat(this.backend.output("web/e")).contains("stdout:over");
		assertThat(container.exit()).isNotDone();
		this.backend.streams("web").stdin().close();
		assertThat(end(container.exit()).code()).isEqualTo(7);
		assertThat(this.backend.output("web")).contains("stdout:over");
	}

	@Test
	@DisplayName("S20: the end of the input after an unfinished line is one too")
	void closingStdinAfterAnUnfinishedLine() throws IOException {
		Container container = this.client.create("web", terminal("x=$(cat); sleep 0.3; echo got $x; exit 7"),
				CreateOption.stdio(Stdio.interactive()));
		try (OutputStream stdin = this.backend.streams("web").stdin()) {
			stdin.write("one".getBytes(StandardCharsets.UTF_8));
		}
		assertThat(end(container.exit()).code()).isEqualTo(7);
		assertThat(String.join(" ", this.backend.output("web"))).contains("got one");
	}

	@Test
	@DisplayName("S20: stdin of a terminal may be closed before the process runs, and by an interrupted thread")
	void closingStdinAtOnceWhileInterrupted() throws IOException {
		this.backend.leaveStreamsAlone();
		Container container = this.client.create("web", terminal("cat; sleep 0.3; echo over; exit 7"),
				CreateOption.stdio(Stdio.interactive()));
		IOPipe io = this.backend.streams("web");
		Thread.currentThread().interrupt();
		io.stdin().close();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(read(io.stdout())).contains("over");
		assertThat(end(container.exit()).code()).isEqualTo(7);
	}

	@Test
	@DisplayName("S20: stdin of a restored terminal ends as well")
	void stdinOfARestoredTerminalEnds() throws IOException {
		this.remote.updateOptions(new RemoteOption.LiveRestore(true));
		this.client.create("web", terminal("x=$(cat); sleep 0.3; echo got $x; exit 7"),
				CreateOption.stdio(Stdio.interactive()));
		type(StateInfo.INIT, "one");
		this.remote.close();

		this.backend = new RecordingBackend();
		open(new RemoteOption.LiveRestore(true));
		this.client.restore("web");
		this.backend.streams("web").stdin().close();
		assertThat(end(this.client.waitForExit("web")).code()).isEqualTo(7);
		assertThat(String.join(" ", this.backend.output("web"))).contains("got one");
	}

	@Test
	@DisplayName("with live restore a terminal is attached again and can be resized")
	void terminalIsRestored() throws IOException {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.client.create("web", terminal("read go; stty size"), CreateOption.stdio(Stdio.interactive()));
		this.remote.close();

		this.backend = new RecordingBackend();
		open(RemoteOption.liveRestore(true));
		this.client.restore("web");
		this.client.resize("web", StateInfo.INIT, 70, 17);
		type(StateInfo.INIT, "\n");
		assertThat(end(this.client.waitForExit("web")).code()).isZero();
		assertThat(this.backend.streams("web").terminal()).isTrue();
		assertThat(this.backend.output("web")).contains("stdout:17 70");
	}

}

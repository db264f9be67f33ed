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

package io.github.libcontainerd.daemon;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.ConnectMode;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.DaemonMode;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.BusyboxRootfs;
import io.github.libcontainerd.test.LeakCheck;
import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The containerd that we run ourselves, with real programs.
 */
class ManagedDaemonTests {

	private static final Duration PATIENCE = Patience.seconds(30);

	private static final RemoteOption ALWAYS = RemoteOption.startDaemon(DaemonMode.ALWAYS);

	private final String namespace = "t-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

	private final List<StateChange> states = new CopyOnWriteArrayList<>();

	private final Backend backend = (id, info) -> this.states.add(info.change());

	private Path directory;

	private Path state;

	private LeakCheck leaks;

	@BeforeEach
	void prepare() throws IOException {
		this.directory = Files.createTempDirectory(Path.of("/tmp"), "lc-");
		this.state = this.directory.resolve("s");
		this.leaks = LeakCheck.begin("containerd-").namespace(this.namespace).fifosBelow(this.state);
	}

	@AfterEach
	void nothingIsLeft() throws IOException {
		this.leaks.assertNothingLeft();
		assertThat(processes(this.directory.toString())).isEmpty();
		if (Files.exists(this.state)) {
			try (Stream<Path> left = Files.list(this.state)) {
				assertThat(left.map((path) -> path.getFileName().toString())).isSubsetOf("root");
			}
		}
		try (Stream<Path> files = Files.walk(this.directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

	private static List<String> processes(String text) {
		return ProcessHandle.allProcesses()
			.filter((process) -> process.pid() != ProcessHandle.current().pid())
			.map((process) -> process.info().commandLine().orElse(""))
			.filter((line) -> line.contains(text))
			.toList();
	}

	private Spec sleep() throws IOException {
		return spec("sleep 1000");
	}

	private Spec spec(String script) throws IOException {
		Path rootfs = this.directory.resolve("rootfs");
		if (Files.notExists(rootfs)) {
			BusyboxRootfs.create(rootfs);
		}
		return Spec.defaults()
			.toBuilder()
			.root(rootfs.toString())
			.process((process) -> process.args("/bin/sh", "-c", script))
			.build();
	}

	private static ExitStatus end(Container container) {
		return container.exit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	@Test
	void startsRunsAContainerAndStops() throws IOException {
		try (Remote remote = Remote.open(this.state, ALWAYS)) {
			assertThat(remote.status().managed()).isTrue();
			assertThat(remote.status().version()).isNotBlank();
			assertThat(ProcessHandle.of(remote.status().pid())).isPresent();
			assertThat(remote.plugins()).isNotEmpty();
			Client client = remote.client(this.namespace, this.backend);
			assertThat(end(client.create("web", spec("exit 7"))).code()).isEqualTo(7);
		}
		assertThat(this.states).containsExactly(StateChange.START, StateChange.EXIT);
	}

	@Test
	@DisplayName("S31: a killed daemon is started again, containers live on")
	void killedDaemonIsStartedAgain() throws IOException {
		List<RemoteEvent.Kind> events = new CopyOnWriteArrayList<>();
		try (Remote remote = Remote.open(this.state, ALWAYS)) {
			remote.addListener((event) -> events.add(event.kind()));
			Client client = remote.client(this.namespace, this.backend);
			Container container = client.create("web", sleep());
			ProcessHandle.of(remote.status().pid()).orElseThrow().destroyForcibly();
			await().atMost(PATIENCE)
				.until(() -> remote.status().restarts() == 1
						&& client.subscription().state() == SubscriptionState.LIVE);
			client.signal("web", 9);
			assertThat(end(container).code()).isEqualTo(137);
			await().untilAsserted(() -> assertThat(events).contains(RemoteEvent.Kind.DAEMON_FAILED,
					RemoteEvent.Kind.DAEMON_RESTARTED, RemoteEvent.Kind.DISCONNECTED, RemoteEvent.Kind.CONNECTED,
					RemoteEvent.Kind.RESYNCHRONISED));
		}
	}

	@Test
	void optionsOfTheDaemonTakeEffectAtItsNextStart() throws IOException {
		try (Remote remote = Remote.open(this.state, ALWAYS)) {
			Path config = this.state.resolve("containerd.toml");
			remote.updateOptions(RemoteOption.debugLog(true), RemoteOption.oomScore(500));
			assertThat(Files.readString(config)).contains("level = \"info\"");
			ProcessHandle.of(remote.status().pid()).orElseThrow().destroyForcibly();
			await().atMost(PATIENCE)
				.until(() -> remote.status().restarts() == 1
						&& remote.status().connection() == RemoteStatus.Connection.CONNECTED);
			assertThat(Files.readString(config)).contains("level = \"debug\"");
			assertThat(Files.readString(Path.of("/proc", Integer.toString(remote.status().pid()), "oom_score_adj")))
				.isEqualToIgnoringWhitespace("500");
		}
	}

	@Test
	void optionsThatCantChangeAreRefusedAndNothingIsChanged() throws IOException {
		try (Remote remote = Remote.open(this.state, ALWAYS)) {
			Client client = remote.client(this.namespace, this.backend);
			for (RemoteOption option : List.of(RemoteOption.address(Path.of("/x")), ALWAYS, RemoteOption.oomScore(1001),
					RemoteOption.drainLimit(Duration.ofSeconds(-1)),
					RemoteOption.runtimeArguments(List.of("--debug")))) {
				assertThatExceptionOfType(InvalidRequestException.class)
					.isThrownBy(() -> remote.updateOptions(RemoteOption.runtimePath("no-such-runtime"), option));
			}
			assertThat(end(client.create("web", spec("exit 3"))).code()).isEqualTo(3);
			remote.updateOptions(RemoteOption.runtimePath("no-such-runtime"));
			assertThatExceptionOfType(StartFailedException.class)
				.isThrownBy(() -> client.create("web", spec("exit 3")));
		}
	}

	@Test
	void oomScoreThatIsNotAllowedIsAWarningOnly() {
		try (Remote remote = Remote.open(this.state, ALWAYS, RemoteOption.oomScore(-1000))) {
			assertThat(remote.status().connection()).isEqualTo(RemoteStatus.Connection.CONNECTED);
		}
	}

	@Test
	@DisplayName("S33: a daemon that hangs is found out and started again")
	void hangingDaemonIsStartedAgain() throws Exception {
		try (Remote remote = Remote.open(this.state, ALWAYS)) {
			int pid = remote.status().pid();
			signal(pid, "STOP");
			await().atMost(Patience.seconds(60)).until(() -> remote.status().restarts() == 1);
			// The connection to the old one may still be breaking.
			await().atMost(Patience.seconds(20))
				.ignoreExceptionsInstanceOf(DaemonUnavailableException.class)
				.until(() -> remote.ping(Duration.ofSeconds(5)).pid() != pid);
		}
	}

	private static void signal(int pid, String name) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + name, Integer.toString(pid)).start().waitFor()).isZero();
	}

	@Test
	@DisplayName("S34: a missing program fails at once and names it")
	void missingProgram() {
		assertThatExceptionOfType(RemoteStartException.class)
			.isThrownBy(() -> Remote.open(this.state, ALWAYS, RemoteOption.daemonBinary("no-such-containerd")))
			.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.BINARY_MISSING))
			.withMessageContaining("'no-such-containerd'");
	}

	@Test
	@DisplayName("S34: a daemon that dies at once fails at once, with its last words")
	void daemonThatDiesAtOnce() throws IOException {
		Path program = this.directory.resolve("containerd");
		Files.writeString(program, "#!/bin/sh\necho 'level=error msg=\"no good reason\"' >&2\nexit 3\n");
		assertThat(program.toFile().setExecutable(true)).isTrue();
		assertThatExceptionOfType(RemoteStartException.class)
			.isThrownBy(() -> Remote.open(this.state, ALWAYS, RemoteOption.daemonBinary(program.toString())))
			.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.DAEMON_FAILED))
			.withMessageContaining("no good reason");
	}

	@Test
	@DisplayName("in the background a daemon that does not come up is started again, until it does")
	void daemonThatComesUpInTheEnd() throws IOException {
		Path program = this.directory.resolve("containerd");
		Files.writeString(program, "#!/bin/sh\necho 'level=error msg=\"no good reason\"' >&2\nexit 3\n");
		assertThat(program.toFile().setExecutable(true)).isTrue();
		try (Remote remote = Remote.open(this.state, ALWAYS, RemoteOption.daemonBinary(program.toString()),
				RemoteOption.connect(ConnectMode.IN_BACKGROUND))) {
			assertThat(remote.status().managed()).isTrue();
			assertThat(remote.status().address()).isEqualTo(this.state.resolve("containerd.sock"));
			Client client = remote.client(this.namespace, this.backend);
			await().atMost(PATIENCE).until(() -> remote.status().lastError() != null);
			assertThat(remote.status().lastError()).contains("no good reason");
			remote.updateOptions(RemoteOption.daemonBinary("containerd"));
			assertThat(end(client.create("web", spec("exit 7"))).code()).isEqualTo(7);
			assertThat(remote.status().pid()).isPositive();
		}
		assertThat(this.states).containsExactly(StateChange.START, StateChange.EXIT);
	}

	@Test
	@DisplayName("S34: a daemon that never answers fails after the start timeout and is not left running")
	void daemonThatNeverAnswers() throws IOException {
		assertThatExceptionOfType(RemoteStartException.class)
			.isThrownBy(() -> Remote.open(this.state, ALWAYS, RemoteOption.daemonBinary(sleeper().toString()),
					RemoteOption.startTimeout(Duration.ofSeconds(1))))
			.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.DAEMON_FAILED))
			.withMessageContaining("does not answer");
	}

	private Path sleeper() throws IOException {
		Path program = this.directory.resolve("sleeper");
		Files.writeString(program, "#!/bin/sh\nexec sleep 1000\n");
		assertThat(program.toFile().setExecutable(true)).isTrue();
		return program;
	}

	@Test
	void stateDirectoryThatIsAFileIsRefused() throws IOException {
		Files.writeString(this.state, "not a directory");
		assertThatExceptionOfType(RemoteStartException.class).isThrownBy(() -> Remote.open(this.state, ALWAYS))
			.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.STATE_DIRECTORY_NOT_WRITABLE));
		Files.delete(this.state);
	}

	@Test
	void socketPathThatIsTooLongIsRefused() {
		Path deep = this.state.resolve("d".repeat(90));
		assertThatExceptionOfType(RemoteStartException.class).isThrownBy(() -> Remote.open(deep, ALWAYS))
			.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.SOCKET_PATH_TOO_LONG))
			.withMessageContaining("shorter state directory");
	}

	@Test
	void socketPathThatIsNotAsciiIsRefused() {
		Path accented = this.state.resolve("r\u00e9");
		assertThatExceptionOfType(RemoteStartException.class).isThrownBy(() -> Remote.open(accented, ALWAYS))
			.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.SOCKET_PATH_NOT_ASCII))
			.withMessageContaining("another state directory");
		assertThat(accented).doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a:b", "a,b", "a\\b" })
	void rootThatNoMountOptionCanNameIsRefused(String name) {
		Path root = this.state.resolve(name);
		assertThatExceptionOfType(RemoteStartException.class)
			.isThrownBy(() -> Remote.open(this.state, ALWAYS, RemoteOption.daemonRoot(root)))
			.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.DAEMON_ROOT_NOT_MOUNTABLE))
			.withMessageContaining(root.toString());
		assertThat(root).doesNotExist();
	}

	@Test
	void secondRemoteOnTheSameStateDirectoryIsRefused() {
		try (Remote remote = Remote.open(this.state, ALWAYS)) {
			assertThat(remote.status().managed()).isTrue();
			assertThatExceptionOfType(RemoteStartException.class).isThrownBy(() -> Remote.open(this.state, ALWAYS))
				.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.STATE_DIRECTORY_IN_USE))
				.withMessageContaining(Long.toString(ProcessHandle.current().pid()));
			assertThat(remote.ping(Duration.ofSeconds(2)).connection()).isEqualTo(RemoteStatus.Connection.CONNECTED);
		}
	}

	@Test
	void missingSocketIsRefused() {
		assertThatExceptionOfType(RemoteStartException.class)
			.isThrownBy(() -> Remote.open(this.state, RemoteOption.address(this.directory.resolve("none.sock"))))
			.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.SOCKET_MISSING))
			.withMessageContaining("none.sock");
	}

	@Test
	void deadSocketIsRefused() throws IOException {
		Path socket = this.directory.resolve("dead.sock");
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(socket));
		}
		assertThatExceptionOfType(RemoteStartException.class)
			.isThrownBy(() -> Remote.open(this.state, RemoteOption.address(socket)))
			.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.SOCKET_DEAD));
	}

	@Test
	void somethingElseOnTheSocketIsRefused() throws IOException {
		Path socket = this.directory.resolve("web.sock");
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(socket));
			Thread answers = new Thread(() -> answer(server));
			answers.setDaemon(true);
			answers.start();
			assertThatExceptionOfType(RemoteStartException.class)
				.isThrownBy(() -> Remote.open(this.state, RemoteOption.address(socket)))
				.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.NOT_CONTAINERD))
				.withMessageContaining("is not containerd");
		}
	}

	private static void answer(ServerSocketChannel server) {
		while (server.isOpen()) {
			try (SocketChannel client = server.accept()) {
				client.write(ByteBuffer.wrap("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes()));
			}
			catch (IOException ex) {
				// A client that only looked whether somebody listens, or the end of the
				// test.
			}
		}
	}

	@Test
	void silentSocketIsRefusedAfterTheTimeout() throws IOException {
		Path socket = this.directory.resolve("mute.sock");
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(socket));
			assertThatExceptionOfType(RemoteStartException.class)
				.isThrownBy(() -> Remote.open(this.state, RemoteOption.address(socket),
						RemoteOption.startTimeout(Duration.ofSeconds(1))))
				.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.NOT_HEALTHY));
		}
	}

	@Test
	@DisplayName("S9: a daemon that a killed process of ours has left is adopted, and so are its containers")
	void daemonOfAKilledProcessIsAdopted() throws Exception {
		spec("true");
		Process other = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
				System.getProperty("java.class.path"), KilledApplication.class.getName(), this.state.toString(),
				this.directory.resolve("rootfs").toString(), this.namespace)
			.redirectErrorStream(true)
			.start();
		int pid;
		try (var lines = other.inputReader()) {
			String line = lines.readLine();
			while (line != null && !line.startsWith("ready ")) {
				line = lines.readLine();
			}
			assertThat(line).isNotNull();
			pid = Integer.parseInt(line.substring("ready ".length()));
		}
		finally {
			other.destroyForcibly().waitFor();
		}
		assertThat(ProcessHandle.of(pid)).isPresent();
		try (Remote remote = Remote.open(this.state, ALWAYS, RemoteOption.liveRestore(true))) {
			assertThat(remote.status().pid()).isEqualTo(pid);
			Client client = remote.client(this.namespace, this.backend);
			assertThat(client.restorable()).containsExactly("web");
			client.restore("web");
			// The adopted one is watched too (moby a50d9c0765).
			ProcessHandle.of(pid).orElseThrow().destroyForcibly();
			await().atMost(PATIENCE)
				.until(() -> remote.status().restarts() == 1
						&& client.subscription().state() == SubscriptionState.LIVE);
			client.delete("web");
		}
		assertThat(this.states).containsExactly(StateChange.RESTORE, StateChange.EXIT);
	}

	/**
	 * An application that is going to be killed.
	 */
	static final class KilledApplication {

		private KilledApplication() {
		}

		public static void main(String[] args) throws Exception {
			Remote remote = Remote.open(Path.of(args[0]), ALWAYS);
			Client client = remote.client(args[2], (id, info) -> {
			});
			client.create("web",
					Spec.defaults()
						.toBuilder()
						.root(args[1])
						.process((process) -> process.args("/bin/sleep", "1000"))
						.build());
			System.out.println("ready " + remote.status().pid());
			Thread.currentThread().join();
		}

	}

}

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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.client.SubscriptionState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * containerd is killed while it creates a container, at every stage of that.
 */
class RealCrashTests extends ContractTest {

	// More with -Dlibcontainerd.test.rounds.
	private static final int ROUNDS = Integer.getInteger("libcontainerd.test.rounds", 1);

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("S31: containerd is killed in the middle of a create: nothing is left and the id is free")
	void containerdIsKilledInTheMiddleOfACreate(Stage stage) {
		for (int round = 0; round < ROUNDS; round++) {
			String id = "c" + round;
			CompletableFuture<Container> create = CompletableFuture
				.supplyAsync(() -> this.client.create(id, script("sleep 1000")));
			long deadline = System.nanoTime() + PATIENCE.toNanos();
			while (!stage.reached(this, id) && !create.isDone() && System.nanoTime() < deadline) {
				Thread.onSpinWait();
			}
			LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(stage.jitter.toNanos() + 1));
			this.daemon.kill();
			boolean created;
			try {
				created = created(create);
			}
			finally {
				this.daemon.start();
			}
			awaitLive();
			if (created) {
				this.client.delete(id);
				assertThat(this.backend.states(id)).containsExactly(StateChange.START, StateChange.EXIT);
			}
			else {
				assertThat(this.backend.states(id)).isEmpty();
			}
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(traces(id)).isEmpty());
			assertThat(this.client.list()).isEmpty();
			assertThat(this.client.restorable()).isEmpty();
			assertThat(end(this.client.create(id, script("echo again; exit 3")).exit()).code()).isEqualTo(3);
			assertThat(this.backend.output(id)).containsExactly("stdout:again");
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(traces(id)).isEmpty());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 5, 20, 35, 50, 65, 80, 100 })
	@DisplayName("S31: containerd is killed while an additional process starts: it does not run on unseen, its id is free")
	void containerdIsKilledWhileAProcessStarts(int millis) {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		for (int round = 0; round < ROUNDS; round++) {
			// Nobody else sleeps that long.
			String mark = Long.toString(ThreadLocalRandom.current().nextLong(1_000_000_000L, 2_000_000_000L));
			CompletableFuture<ContainerProcess> add = CompletableFuture.supplyAsync(() -> this.client.addProcess("web",
					"e", (process) -> process.args("/bin/sleep", mark), Stdio.attached()));
			LockSupport
				.parkNanos(Duration.ofMillis(millis).toNanos() + ThreadLocalRandom.current().nextInt(15_000_000));
			this.daemon.kill();
			boolean started;
			try {
				started = created(add);
			}
			finally {
				this.daemon.start();
			}
			awaitLive();
			if (started) {
				this.client.signalProcess("web", "e", 9);
				assertThat(end(add.join().exit()).code()).isEqualTo(137);
			}
			await().atMost(PATIENCE).until(() -> processes(mark).isEmpty());
			assertThat(end(this.client
				.addProcess("web", "e", (process) -> process.args("/bin/sh", "-c", "echo again; exit 4"),
						Stdio.attached())
				.exit()).code()).isEqualTo(4);
			assertThat(this.backend.output("web/e")).contains("stdout:again");
			assertThat(this.client.pids("web")).containsExactly(container.pid());
			assertThat(this.client.inspect("web").processes()).isEmpty();
		}
		assertThat(container.exit()).isNotDone();
		assertThat(this.backend.states("web")).filteredOn(StateChange.START_PROCESS::equals)
			.hasSameSizeAs(this.backend.states("web").stream().filter(StateChange.EXIT_PROCESS::equals).toList());
	}

	private static List<ProcessHandle> processes(String argument) {
		return ProcessHandle.allProcesses().filter((handle) -> Ctr.arguments(handle).contains(argument)).toList();
	}

	private void awaitLive() {
		await().atMost(PATIENCE)
			.until(() -> this.remote.status().connection() == RemoteStatus.Connection.CONNECTED
					&& this.client.subscription().state() == SubscriptionState.LIVE);
	}

	private boolean created(CompletableFuture<?> create) {
		try {
			create.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
			return true;
		}
		catch (CompletionException ex) {
			assertThat(ex.getCause()).isInstanceOf(DaemonUnavailableException.class);
			return false;
		}
	}

	/**
	 * What there is of a container on this machine, whether containerd knows of it or
	 * not.
	 */
	private List<String> traces(String id) {
		Ctr ctr = new Ctr(this.daemon, this.namespace);
		Stream<String> known = Stream.of(ctr.run("task", "list"), ctr.run("container", "list"))
			.filter((output) -> output.lines().anyMatch((line) -> line.startsWith(id + " ")));
		Stream<String> shims = ctr.shims(id).map((shim) -> "shim " + shim.pid());
		Stream<String> files = Stream
			.of(bundle(id), runtimeState(id),
					this.daemon.state()
						.resolveSibling("root")
						.resolve("io.containerd.runtime.v2.task")
						.resolve(this.namespace)
						.resolve(id))
			.filter(Files::exists)
			.map(Path::toString);
		return Stream.of(known, shims, files, cgroups(id).stream().map(Path::toString)).flatMap((all) -> all).toList();
	}

	private Path bundle(String id) {
		return this.daemon.state().resolve("io.containerd.runtime.v2.task").resolve(this.namespace).resolve(id);
	}

	private Path runtimeState(String id) {
		return Path.of("/run/containerd/runc", this.namespace, id);
	}

	private List<Path> cgroups(String id) {
		try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
			return Stream.concat(Stream.of(Path.of("/sys/fs/cgroup")), hierarchies)
				.map((hierarchy) -> hierarchy.resolve(this.namespace).resolve(id))
				.filter(Files::isDirectory)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * How far a create has come, as it can be seen from outside.
	 */
	enum Stage {

		REQUESTED(Duration.ofMillis(20)) {
			@Override
			boolean reached(RealCrashTests test, String id) {
				return true;
			}
		},

		BUNDLE(Duration.ofMillis(3)) {
			@Override
			boolean reached(RealCrashTests test, String id) {
				return Files.exists(test.bundle(id));
			}
		},

		SHIM(Duration.ofMillis(40)) {
			@Override
			boolean reached(RealCrashTests test, String id) {
				return Files.exists(test.bundle(id).resolve("config.json"));
			}
		},

		SHIM_ADDRESS(Duration.ofMillis(20)) {
			@Override
			boolean reached(RealCrashTests test, String id) {
				return Files.exists(test.bundle(id).resolve("address"))
						|| Files.exists(test.bundle(id).resolve("shim-binary-path"));
			}
		},

		TASK(Duration.ofMillis(10)) {
			@Override
			boolean reached(RealCrashTests test, String id) {
				return Files.exists(test.bundle(id).resolve("runtime"));
			}
		},

		RUNTIME_STATE(Duration.ofMillis(5)) {
			@Override
			boolean reached(RealCrashTests test, String id) {
				return Files.exists(test.runtimeState(id));
			}
		},

		CGROUP(Duration.ofMillis(20)) {
			@Override
			boolean reached(RealCrashTests test, String id) {
				return !test.cgroups(id).isEmpty();
			}
		},

		CREATED(Duration.ofMillis(30)) {
			@Override
			boolean reached(RealCrashTests test, String id) {
				return Files.exists(test.bundle(id).resolve("init.pid"));
			}
		};

		private final Duration jitter;

		Stage(Duration jitter) {
			this.jitter = jitter;
		}

		abstract boolean reached(RealCrashTests test, String id);

	}

}

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

package io.github.libcontainerd.internal.shim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.grpc.task.TaskProcess;
import io.github.libcontainerd.test.BusyboxRootfs;
import io.github.libcontainerd.test.LeakCheck;
import io.github.libcontainerd.test.Patience;
import io.github.libcontainerd.test.PrivateContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The client against real shims, while their daemon is dead.
 */
@Timeout(120)
class RealShimTests {

	/** Holds a process up until the test lets it go, however slow the machine is. */
	private static final String GATE = "until [ -e /gate ]; do sleep 0.05; done; ";

	private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(1,
			new DefaultThreadFactory("containerd-shim-test", true), NioIoHandler.newFactory());

	private final ShimClient client = new ShimClient(this.eventLoops);

	private LeakCheck leaks;

	private PrivateContainerd daemon;

	private String namespace;

	private Path rootfs;

	@BeforeEach
	void launch() {
		this.leaks = LeakCheck.begin();
		this.daemon = PrivateContainerd.launch();
		this.namespace = this.daemon.uniqueNamespace();
		this.rootfs = BusyboxRootfs.create(this.daemon.directory().resolve("rootfs"));
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.daemon.close();
		this.eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
		this.leaks.assertNothingLeft();
	}

	@Test
	void tellsTheExitThatTheDaemonMissed() throws Exception {
		run("c1", GATE + "exit 42");
		ShimAddress address = address("c1");
		this.daemon.kill();
		Instant before = Instant.now();
		TaskProcess running = state(address, "c1", "");
		assertThat(running.status()).isEqualTo(TaskProcess.Status.RUNNING);
		assertThat(ProcessHandle.of(running.pid())).isPresent();
		assertThat(running.exit().at()).isNull();
		CompletableFuture<ProcessExit> exit = this.client.waitFor(address, "c1", "");
		assertThat(state(address, "c1", "").status()).isEqualTo(TaskProcess.Status.RUNNING);
		assertThat(exit).isNotDone();
		openGate();
		ProcessExit ended = exit.get(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS);
		assertThat(ended.code()).isEqualTo(42);
		assertThat(ended.known()).isTrue();
		assertThat(ended.at()).isBetween(before, Instant.now());
		TaskProcess stopped = state(address, "c1", "");
		assertThat(stopped.status()).isEqualTo(TaskProcess.Status.STOPPED);
		assertThat(stopped.pid()).isEqualTo(running.pid());
		assertThat(stopped.exit()).isEqualTo(ended);
		// It stays true however often and late it is asked.
		assertThat(this.client.waitFor(address, "c1", "").get(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS))
			.isEqualTo(ended);
		this.daemon.start();
	}

	@Test
	void aWaitFromBeforeTheDeathOfTheDaemonGoesOn() throws Exception {
		run("c1", GATE + "exit 7");
		ShimAddress address = address("c1");
		CompletableFuture<ProcessExit> exit = this.client.waitFor(address, "c1", "");
		assertThat(state(address, "c1", "").status()).isEqualTo(TaskProcess.Status.RUNNING);
		this.daemon.kill();
		openGate();
		assertThat(exit.get(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS).code()).isEqualTo(7);
		this.daemon.start();
	}

	@Test
	void aWaitOutlivesARestartOfTheDaemon() throws Exception {
		run("c1", GATE + "exit 5");
		ShimAddress address = address("c1");
		CompletableFuture<ProcessExit> exit = this.client.waitFor(address, "c1", "");
		this.daemon.kill();
		this.daemon.start();
		assertThat(address("c1")).isEqualTo(address);
		assertThat(state(address, "c1", "").status()).isEqualTo(TaskProcess.Status.RUNNING);
		openGate();
		assertThat(exit.get(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS).code()).isEqualTo(5);
	}

	@Test
	void manyWaitsAndForgottenOnes() throws Exception {
		run("c1", GATE + "exit 3");
		ShimAddress address = address("c1");
		this.daemon.kill();
		List<CompletableFuture<ProcessExit>> exits = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			exits.add(this.client.waitFor(address, "c1", ""));
		}
		exits.subList(0, 20).forEach((exit) -> exit.cancel(true));
		openGate();
		for (CompletableFuture<ProcessExit> exit : exits.subList(20, 40)) {
			assertThat(exit.get(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS).code()).isEqualTo(3);
		}
		this.daemon.start();
	}

	@Test
	void anExecHasItsOwnExit() throws Exception {
		run("c1", "sleep 60");
		// Otherwise ctr leaves the FIFOs of a detached exec in /run for ever.
		String fifos = this.daemon.directory().resolve("fifo").toString();
		ctr("task", "exec", "-d", "--fifo-dir", fifos, "--exec-id", "e1", "c1", "/bin/sh", "-c", GATE + "exit 9");
		ShimAddress address = address("c1");
		this.daemon.kill();
		CompletableFuture<ProcessExit> exit = this.client.waitFor(address, "c1", "e1");
		assertThat(state(address, "c1", "e1").status()).isEqualTo(TaskProcess.Status.RUNNING);
		openGate();
		assertThat(exit.get(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS).code()).isEqualTo(9);
		assertThat(state(address, "c1", "e1").exit().code()).isEqualTo(9);
		assertThat(state(address, "c1", "").status()).isEqualTo(TaskProcess.Status.RUNNING);
		assertThat(this.client.state(address, "c1", "nobody")).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ShimStatusException.class, (ex) -> assertThat(ex.isNotFound()).isTrue());
		this.daemon.start();
	}

	@Test
	void theWrongVersionIsPutRight() throws Exception {
		run("c1", "exit 11");
		ShimAddress address = address("c1");
		ShimAddress wrong = new ShimAddress(address.socket(), 5 - address.version());
		assertThat(this.client.waitFor(wrong, "c1", "").get(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS).code())
			.isEqualTo(11);
	}

	@Test
	void aShimThatIsKilledFailsTheWait() throws Exception {
		run("c1", "sleep 60");
		ShimAddress address = address("c1");
		CompletableFuture<ProcessExit> exit = this.client.waitFor(address, "c1", "");
		ProcessHandle init = ProcessHandle.of(state(address, "c1", "").pid()).orElseThrow();
		init.parent().orElseThrow().destroyForcibly();
		assertThat(exit).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(IOException.class)
			.withMessageContaining(address.socket().toString());
		assertThat(this.client.state(address, "c1", "")).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(IOException.class);
		await().until(() -> !init.isAlive());
		// A killed shim leaves it behind.
		Files.deleteIfExists(address.socket());
	}

	@Test
	void anOpenWaitDoesNotHoldUpTheDeletion() throws Exception {
		run("c1", "sleep 60");
		ShimAddress address = address("c1");
		CompletableFuture<ProcessExit> exit = this.client.waitFor(address, "c1", "");
		ProcessHandle shim = ProcessHandle.of(state(address, "c1", "").pid()).orElseThrow().parent().orElseThrow();
		ctr("task", "kill", "-s", "KILL", "c1");
		assertThat(exit.get(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS).code()).isEqualTo(137);
		CompletableFuture<ProcessExit> nobody = this.client.waitFor(address, "c1", "");
		ctr("task", "rm", "-f", "c1");
		assertThat(nobody.get(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS).code()).isEqualTo(137);
		await().atMost(Patience.seconds(10)).until(() -> !shim.isAlive());
		await().until(() -> ShimAddress.read(this.daemon.stateDirectory(), this.namespace, "c1").isEmpty());
	}

	private TaskProcess state(ShimAddress address, String id, String execId) throws Exception {
		return this.client.state(address, id, execId).get(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS);
	}

	private ShimAddress address(String id) {
		return ShimAddress.read(this.daemon.stateDirectory(), this.namespace, id).orElseThrow();
	}

	private void openGate() throws IOException {
		Files.createFile(this.rootfs.resolve("gate"));
	}

	private void run(String id, String script) throws Exception {
		ctr("run", "-d", "--null-io", "--env", "PATH=/bin", "--rootfs", this.rootfs.toString(), id, "/bin/sh", "-c",
				script);
	}

	private void ctr(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("timeout", "-k", "1", "20", "/usr/bin/ctr", "-a",
				this.daemon.socket().toString(), "-n", this.namespace));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		int status = process.waitFor();
		// "task rm" passes on the status of the task.
		assertThat(status == 0 || arguments[1].equals("rm")).as(output).isTrue();
	}

}

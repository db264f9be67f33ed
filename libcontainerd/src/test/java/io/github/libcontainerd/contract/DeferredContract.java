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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.ConnectMode;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.RemoteStatus.Connection;
import io.github.libcontainerd.client.StdioTraffic;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * We are there before containerd is.
 */
abstract class DeferredContract extends ContractTest {

	private static final RemoteOption BACKGROUND = RemoteOption.connect(ConnectMode.IN_BACKGROUND);

	private static final RemoteOption ON_DEMAND = RemoteOption.connect(ConnectMode.ON_DEMAND);

	private static final Duration FOR_EVER = Duration.ofMinutes(10);

	@BeforeEach
	void takeContainerdAway() throws IOException {
		this.remote.close();
		this.daemon.kill();
		Files.deleteIfExists(this.daemon.socket());
	}

	@AfterEach
	void bringContainerdBack() {
		this.daemon.start();
	}

	private Path state() {
		return this.directory.resolve("state");
	}

	private void awaitConnected() {
		await().atMost(PATIENCE).until(() -> this.remote.status().connection() == Connection.CONNECTED);
	}

	private void awaitFailure() {
		await().atMost(PATIENCE).until(() -> this.remote.status().lastError() != null);
	}

	@Test
	@DisplayName("a call that is made before containerd is there is done when it is, once")
	void callWaitsForContainerd() {
		open(BACKGROUND);
		List<RemoteEvent.Kind> events = new CopyOnWriteArrayList<>();
		this.remote.addListener((event) -> events.add(event.kind()));
		CompletableFuture<Container> created = CompletableFuture
			.supplyAsync(() -> this.client.create("web", script("exit 7")));
		awaitFailure();
		assertThat(created).isNotDone();
		this.daemon.start();
		assertThat(end(created.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join().exit()).code()).isEqualTo(7);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
		assertThat(this.remote.clients()).containsExactly(this.client);
		assertThat(this.client.subscription().state()).isEqualTo(SubscriptionState.LIVE);
		assertThat(this.remote.ping(Duration.ofSeconds(3)).reconnects()).isZero();
		assertThat(this.remote.namespaces()).isNotNull();
		await().atMost(PATIENCE).until(() -> !events.isEmpty());
		assertThat(events).containsExactly(RemoteEvent.Kind.CONNECTED);
	}

	@Test
	@DisplayName("what is known without containerd is told at once, and why it is not there")
	void stateWithoutContainerd() {
		open(BACKGROUND, RemoteOption.startTimeout(FOR_EVER));
		awaitFailure();
		assertThat(this.remote.status().connection()).isEqualTo(Connection.DISCONNECTED);
		assertThat(this.remote.status().address()).isEqualTo(this.daemon.socket());
		assertThat(this.remote.status().version()).isNull();
		assertThat(this.remote.status().lastError()).contains("no containerd socket at '" + this.daemon.socket());
		assertThat(this.remote.clients()).containsExactly(this.client);
		assertThat(this.client.list()).isEmpty();
		assertThat(this.client.traffic()).isEqualTo(new StdioTraffic(0, 0, 0));
		assertThat(this.client.subscription().state()).isEqualTo(SubscriptionState.CONNECTING);
		for (Runnable question : List.<Runnable>of(() -> this.remote.ping(FOR_EVER), this.remote::plugins,
				this.remote::namespaces)) {
			assertThatExceptionOfType(DaemonUnavailableException.class).isThrownBy(question::run)
				.withMessageContaining("no containerd socket")
				.withCauseInstanceOf(RemoteStartException.class);
		}
		await().atMost(PATIENCE).until(() -> Files.notExists(state()));
	}

	@Test
	@DisplayName("calls wait no longer than the start timeout, all together")
	void callFailsWithTheReason() {
		open(BACKGROUND, RemoteOption.startTimeout(Duration.ofMillis(500)));
		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(DaemonUnavailableException.class)
				.isThrownBy(() -> this.client.create("web", script("exit 7")))
				.withMessageContaining("'web'")
				.withMessageContaining("no containerd socket");
		}
		assertThat(this.client.containers().runAsync(RunRequest.of("busybox").build())).failsWithin(PATIENCE)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(DaemonUnavailableException.class)
			.withMessageContaining("no containerd socket");
		this.daemon.start();
		awaitConnected();
		await().atMost(PATIENCE).until(() -> this.client.subscription().state() == SubscriptionState.LIVE);
		assertThat(end(this.client.create("web", script("exit 7")).exit()).code()).isEqualTo(7);
	}

	@Test
	@DisplayName("closed before containerd has ever been there: at once, and nothing is left")
	void closeWithoutContainerd() {
		open(BACKGROUND, RemoteOption.startTimeout(FOR_EVER));
		CompletableFuture<Container> created = CompletableFuture
			.supplyAsync(() -> this.client.create("web", script("exit 7")));
		CompletableFuture<?> pulled = this.client.images().pullAsync("busybox");
		awaitFailure();
		this.remote.close();
		for (CompletableFuture<?> call : List.of(created, pulled)) {
			assertThat(call).failsWithin(PATIENCE)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(DaemonUnavailableException.class)
				.withMessageContaining("closed");
		}
		assertThat(this.remote.status().connection()).isEqualTo(Connection.CLOSED);
		assertThat(this.client.subscription().state()).isEqualTo(SubscriptionState.CLOSED);
		assertThatExceptionOfType(DaemonUnavailableException.class)
			.isThrownBy(() -> this.remote.client("other", this.backend));
		assertThat(state()).doesNotExist();
	}

	@Test
	@DisplayName("closed while something answers that never says whether it is containerd: at once")
	void closeWhileContainerdHangs() throws IOException {
		try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			mute.bind(UnixDomainSocketAddress.of(this.daemon.socket()));
			open(BACKGROUND, RemoteOption.startTimeout(FOR_EVER));
			await().atMost(PATIENCE).until(() -> Files.exists(state()));
			assertThat(CompletableFuture.runAsync(this.remote::close)).succeedsWithin(PATIENCE);
			assertThat(state()).doesNotExist();
		}
		Files.delete(this.daemon.socket());
	}

	@Test
	void onDemandNothingHappensBeforeTheFirstCall() {
		this.daemon.start();
		open(ON_DEMAND);
		this.client.list();
		this.client.subscription();
		this.remote.status();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("containerd-connect");
		assertThat(this.client.restorable()).isEmpty();
		assertThat(this.remote.status().connection()).isEqualTo(Connection.CONNECTED);
	}

	@Test
	void onDemandMayConnectInTheBackground() {
		this.daemon.start();
		open(ON_DEMAND);
		this.remote.connectInBackground();
		awaitConnected();
		assertThat(this.remote.status().version()).isNotNull();
	}

	@Test
	void onDemandThatWasNeverUsedIsClosed() {
		open(ON_DEMAND);
		this.remote.close();
		this.remote.close();
		assertThatExceptionOfType(DaemonUnavailableException.class)
			.isThrownBy(() -> this.client.create("web", script("exit 7")))
			.withMessageContaining("closed");
	}

	@Test
	@DisplayName("options that are changed before containerd is there count when it is")
	void changedOptionsCount() {
		open(BACKGROUND);
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.remote.updateOptions(RemoteOption.address(Path.of("/other"))));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> this.remote.updateOptions(ON_DEMAND));
		this.daemon.start();
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.remote.close();
		this.backend = new RecordingBackend();
		open(BACKGROUND);
		assertThat(this.client.restorable()).containsExactly("web");
		this.client.restore("web");
		assertThat(this.backend.states("web")).containsExactly(StateChange.EXIT);
	}

	@Test
	void whatCanNotBeRightIsRefusedAtOnce() {
		open(ON_DEMAND);
		assertThatExceptionOfType(AlreadyExistsException.class)
			.isThrownBy(() -> this.remote.client(this.namespace, this.backend));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.remote.client("no namespace", this.backend));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> Remote.open(state(), BACKGROUND, RemoteOption.oomScore(1001)));
		assertThatExceptionOfType(RemoteStartException.class).isThrownBy(
				() -> Remote.open(state(), BACKGROUND, RemoteOption.address(this.directory.resolve("d".repeat(110)))))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.SOCKET_PATH_TOO_LONG));
		assertThatExceptionOfType(RemoteStartException.class)
			.isThrownBy(() -> Remote.open(Path.of("/proc/none"), BACKGROUND))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.STATE_DIRECTORY_NOT_WRITABLE));
	}

	@Test
	@DisplayName("a client that is closed before containerd is there is never opened, and its namespace is free")
	void closedClientIsNotOpened() {
		open(BACKGROUND);
		RecordingBackend first = this.backend;
		Client closed = this.client;
		closed.close();
		assertThat(this.remote.clients()).isEmpty();
		this.backend = new RecordingBackend();
		this.client = this.remote.client(this.namespace, this.backend);
		this.daemon.start();
		assertThat(end(this.client.create("web", script("exit 7")).exit()).code()).isEqualTo(7);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
		assertThat(first.states("web")).isEmpty();
		assertThatExceptionOfType(DaemonUnavailableException.class).isThrownBy(() -> closed.delete("web"));
		Client late = this.remote.client(this.namespace + "-2", new RecordingBackend());
		assertThat(this.remote.clients()).containsExactly(this.client, late);
		this.client.close();
		assertThat(this.remote.clients()).containsExactly(late);
	}

	@Test
	@DisplayName("a client counts as open after the listeners have been told of the connection")
	void listenersAreToldFirst() {
		open(ON_DEMAND);
		CountDownLatch release = new CountDownLatch(1);
		List<RemoteEvent.Kind> told = new CopyOnWriteArrayList<>();
		this.remote.addListener((event) -> {
			try {
				release.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			told.add(event.kind());
		});
		CompletableFuture<List<RemoteEvent.Kind>> open = this.client.opened().thenApply((nothing) -> List.copyOf(told));
		this.daemon.start();
		assertThat(this.client.restorable()).isEmpty();
		assertThat(open).isNotDone();
		release.countDown();
		assertThat(open).succeedsWithin(PATIENCE).isEqualTo(List.of(RemoteEvent.Kind.CONNECTED));
	}

	@Test
	@DisplayName("what is cancelled before containerd is there is never begun")
	void cancelledCallIsNotMade() {
		open(BACKGROUND);
		CompletableFuture<?> run = this.client.containers().runAsync(RunRequest.of("busybox").id("web").build());
		run.cancel(false);
		this.daemon.start();
		assertThat(this.client.restorable()).isEmpty();
		assertThat(this.client.list()).isEmpty();
		assertThat(this.backend.states("web")).isEmpty();
	}

	@Test
	@DisplayName("a run that is not waited for is done when containerd is there, and fails as ever")
	void runInTheBackgroundWaits() {
		try (TestRegistry registry = TestRegistry.plain()) {
			String image = registry.push("test/busybox", "1",
					TestImage.builder().layer(TestImage.busyboxLayer()).config("Cmd", List.of("sh")).build());
			open(BACKGROUND);
			CompletableFuture<RunResult> run = this.client.containers()
				.runAsync(RunRequest.of(image).command("sh", "-c", "echo out; exit 3").build());
			CompletableFuture<RunResult> failing = this.client.containers()
				.runAsync(RunRequest.of(registry.host() + "/test/none:1").build());
			awaitFailure();
			assertThat(run).isNotDone();
			this.daemon.start();
			try (RunResult result = run.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join()) {
				assertThat(result.exitCode()).isEqualTo(3);
				assertThat(result.stdout().text()).isEqualTo("out\n");
			}
			assertThat(failing).failsWithin(PATIENCE)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(ImageException.class);
			this.client.images().remove(image);
		}
	}

}

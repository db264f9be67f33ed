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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.client.SubscriptionState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several clients of one remote, and clients that use many containers.
 */
abstract class ClientsContract extends ContractTest {

	@Test
	void callAfterTheCloseFailsAndDoesNotHang() {
		Client closed = this.client;
		this.remote.close();
		assertThat(CompletableFuture.supplyAsync(closed::restorable)).failsWithin(PATIENCE)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(ContainerdException.class);
		assertThat(CompletableFuture.supplyAsync(() -> closed.images().list())).failsWithin(PATIENCE)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(ContainerdException.class);
	}

	@Test
	@DisplayName("the same ids in two namespaces: commands and events stay apart, the output too")
	void sameIdsInTwoNamespaces() {
		RecordingBackend other = new RecordingBackend();
		try (Client second = this.remote.client(this.namespace + "-b", other)) {
			Container here = this.client.create("web", spec("/bin/sleep", "1000"));
			Container there = second.create("web", script("echo there; sleep 1000"));
			this.client.addProcess("web", "e", (process) -> process.args("/bin/sleep", "1000"), Stdio.none());
			end(second.addProcess("web", "e", (process) -> process.args("/bin/sh", "-c", "exit 3"), Stdio.none())
				.exit());
			second.pause("web");
			// A shared control group would be frozen for both.
			end(this.client.addProcess("web", "f", (process) -> process.args("/bin/true"), Stdio.none()).exit());
			second.resume("web");
			second.signal("web", 9);
			assertThat(end(there.exit()).code()).isEqualTo(137);
			assertThat(here.exit()).isNotDone();
			assertThat(this.client.inspect("web").processes()).containsExactly("e");
			assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.START_PROCESS,
					StateChange.START_PROCESS, StateChange.EXIT_PROCESS);
			assertThat(this.backend.output("web")).isEmpty();
			assertThat(other.output("web")).containsExactly("stdout:there");
			assertThat(other.states("web")).containsExactly(StateChange.START, StateChange.START_PROCESS,
					StateChange.EXIT_PROCESS, StateChange.PAUSE, StateChange.RESUME, StateChange.EXIT);
			this.client.delete("web");
		}
	}

	@Test
	@DisplayName("S31: a restart of containerd resynchronises all clients of the remote")
	void restartOfContainerdResynchronisesAllClients() {
		RecordingBackend other = new RecordingBackend();
		try (Client second = this.remote.client(this.namespace + "-b", other)) {
			Container here = this.client.create("web", spec("/bin/sleep", "1000"));
			Container there = second.create("web", spec("/bin/sleep", "1000"));
			List<Client> clients = List.of(this.client, second);
			this.daemon.kill();
			await().atMost(PATIENCE)
				.until(() -> clients.stream()
					.noneMatch((each) -> each.subscription().state() == SubscriptionState.LIVE));
			this.daemon.start();
			await().atMost(PATIENCE)
				.until(() -> clients.stream()
					.allMatch((each) -> each.subscription().state() == SubscriptionState.LIVE));
			second.signal("web", 9);
			assertThat(end(there.exit()).code()).isEqualTo(137);
			assertThat(here.exit()).isNotDone();
			this.client.signal("web", 9);
			assertThat(end(here.exit()).code()).isEqualTo(137);
			assertThat(clients).allSatisfy((each) -> assertThat(each.subscription().reconnects()).isEqualTo(1));
			assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
			assertThat(other.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
		}
	}

	@Test
	@DisplayName("S36: hundreds of short containers on 8 lanes: one start, one exit and full output each; flat files and threads")
	void hundredsOfShortContainers() throws IOException {
		// 1000 in script/test --matrix.
		int count = Integer.getInteger("libcontainerd.test.containers", 500);
		ExecutorService lanes = Executors.newFixedThreadPool(8);
		try {
			run(lanes, 0, 24);
			int files = openFiles();
			int threads = threads();
			run(lanes, 24, count);
			// Some may be on their way out still.
			await().atMost(PATIENCE).until(() -> openFiles() <= files + 20 && threads() <= threads + 20);
		}
		finally {
			lanes.shutdownNow();
		}
		assertThat(this.client.list()).isEmpty();
		assertThat(this.client.restorable()).isEmpty();
	}

	private void run(ExecutorService lanes, int from, int to) {
		List<CompletableFuture<ExitStatus>> ends = IntStream.range(from, to)
			.mapToObj((i) -> CompletableFuture.supplyAsync(
					() -> end(this.client.create("c" + i, script("echo hello " + i + "; exit " + i % 200)).exit()),
					lanes))
			.toList();
		for (int i = from; i < to; i++) {
			assertThat(ends.get(i - from).join().code()).isEqualTo(i % 200);
			assertThat(this.backend.states("c" + i)).containsExactly(StateChange.START, StateChange.EXIT);
			assertThat(this.backend.output("c" + i)).containsExactly("stdout:hello " + i);
		}
	}

	private static int openFiles() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
			return (int) files.count();
		}
	}

	private static int threads() {
		return (int) Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("containerd-"))
			.count();
	}

	@Test
	@DisplayName("S37: a listener that blocks at one container: the others go on, its own order is kept")
	void blockedListenerKeepsTheOrder() {
		CountDownLatch release = new CountDownLatch(1);
		this.backend.onChange((id, info) -> {
			if (id.equals("slow") && info.change() == StateChange.PAUSE) {
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		});
		CompletableFuture<ExitStatus> slow = this.client.create("slow", spec("/bin/sleep", "1000")).exit();
		CompletableFuture<Void> pause = CompletableFuture.runAsync(() -> this.client.pause("slow"));
		await().atMost(PATIENCE).until(() -> this.backend.states("slow").contains(StateChange.PAUSE));
		for (int i = 0; i < 5; i++) {
			assertThat(end(this.client.create("quick" + i, script("exit 4")).exit()).code()).isEqualTo(4);
		}
		assertThat(this.client.inspect("slow").status()).isEqualTo(ContainerStatus.PAUSED);
		assertThat(pause).isNotDone();
		release.countDown();
		pause.join();
		this.client.resume("slow");
		this.client.signal("slow", 9);
		end(slow);
		assertThat(this.backend.states("slow")).containsExactly(StateChange.START, StateChange.PAUSE,
				StateChange.RESUME, StateChange.EXIT);
	}

}

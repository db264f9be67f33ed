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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many callers of one container at the same time.
 */
abstract class StormContract extends ContractTest {

	private static final int CALLERS = 8;

	private ExecutorService callers;

	@BeforeEach
	void startCallers() {
		this.callers = Executors.newFixedThreadPool(CALLERS);
	}

	@AfterEach
	void stopCallers() {
		this.callers.shutdownNow();
	}

	private void all(Runnable task) {
		CompletableFuture
			.allOf(IntStream.range(0, CALLERS)
				.mapToObj((i) -> CompletableFuture.runAsync(task, this.callers))
				.toArray(CompletableFuture[]::new))
			.orTimeout(Patience.seconds(60).toSeconds(), TimeUnit.SECONDS)
			.join();
	}

	@Test
	@DisplayName("S23: pauses and resumes by many at once: each takes effect or is a typed error, what is reported alternates")
	void pausesAndResumesByManyAtOnce() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		AtomicInteger pauses = new AtomicInteger();
		AtomicInteger resumes = new AtomicInteger();
		all(() -> {
			for (int i = 0; i < 5; i++) {
				ifPossible(() -> this.client.pause("web"), pauses);
				ifPossible(() -> this.client.resume("web"), resumes);
			}
		});
		if (this.client.inspect("web").status() == ContainerStatus.PAUSED) {
			ifPossible(() -> this.client.resume("web"), resumes);
		}
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
		this.client.signal("web", 9);
		assertThat(end(container.exit()).code()).isEqualTo(137);
		List<StateChange> states = this.backend.states("web");
		assertThat(states).startsWith(StateChange.START).endsWith(StateChange.EXIT);
		for (int i = 1; i < states.size() - 1; i++) {
			assertThat(states.get(i)).isEqualTo((i % 2 == 1) ? StateChange.PAUSE : StateChange.RESUME);
		}
		assertThat(states.size() - 2).isEven().isLessThanOrEqualTo(pauses.get() + resumes.get()).isPositive();
	}

	private static void ifPossible(Runnable command, AtomicInteger done) {
		try {
			command.run();
			done.incrementAndGet();
		}
		catch (IllegalContainerStateException ignored) {
			// Another one was first.
		}
	}

	@Test
	@DisplayName("S27: resizes of a process that is just starting are done or are typed errors")
	void resizesWhileAProcessStarts() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		CompletableFuture<ContainerProcess> process = CompletableFuture.supplyAsync(() -> this.client.addProcess("web",
				"e", (builder) -> builder.terminal(true).args("/bin/sh", "-c", "read line; exit 6"),
				Stdio.interactive()), this.callers);
		while (!process.isDone()) {
			try {
				this.client.resize("web", "e", 80, 24);
			}
			catch (NotFoundException | IllegalContainerStateException ignored) {
				// Not there yet.
			}
		}
		this.client.resize("web", "e", 132, 50);
		this.client.signalProcess("web", "e", 9);
		assertThat(end(process.join().exit()).code()).isEqualTo(137);
	}

	@Test
	@DisplayName("hundreds of additional processes, one after another by many: flat files and threads")
	void hundredsOfAdditionalProcesses() throws IOException {
		this.client.create("web", spec("/bin/sleep", "1000"));
		AtomicInteger next = new AtomicInteger();
		processes(next, 16);
		int files = openFiles();
		processes(next, 200);
		await().atMost(PATIENCE).until(() -> openFiles() <= files + 20);
		assertThat(this.client.inspect("web").processes()).isEmpty();
		assertThat(this.client.pids("web")).hasSize(1);
		assertThat(this.backend.states("web")).filteredOn(StateChange.EXIT_PROCESS::equals).hasSize(next.get());
	}

	private void processes(AtomicInteger next, int count) {
		all(() -> {
			for (int i = 0; i < count / CALLERS; i++) {
				String id = "e" + next.getAndIncrement();
				ContainerProcess process = this.client.addProcess("web", id,
						(builder) -> builder.args("/bin/sh", "-c", "echo " + id + "; exit 5"), Stdio.attached());
				assertThat(end(process.exit()).code()).isEqualTo(5);
				assertThat(this.backend.output("web/" + id)).containsExactly("stdout:" + id);
			}
		});
	}

	private static int openFiles() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
			return (int) files.count();
		}
	}

}

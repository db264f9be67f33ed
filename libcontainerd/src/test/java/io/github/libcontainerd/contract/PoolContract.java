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
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.WaitStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Containers that were created ahead.
 */
abstract class PoolContract extends ImageRunTest {

	// Of a pool that is not filled again.
	private static final double ONCE = 0.001;

	private ContainerPool pool(String script, int size) {
		return containers().pool(script(image(), script).build(), PoolSettings.of(size).name("warm").build());
	}

	private ContainerPool poolThatIsFilledOnce(String script) {
		return containers().pool(script(image(), script).build(),
				PoolSettings.of(1).name("warm").refillsPerSecond(ONCE).build());
	}

	protected static void awaitIdle(ContainerPool pool, int count) {
		await().atMost(PATIENCE).until(() -> pool.status().idle() == count);
	}

	/**
	 * The containers that have FIFOs: those that wait, and those that run.
	 */
	protected Set<String> ids() {
		Set<String> ids = new HashSet<>();
		try (Stream<Path> files = Files.walk(this.directory.resolve("state"))) {
			files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.contains("@"))
				.forEach((name) -> ids.add(name.split("@")[0]));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return ids;
	}

	private ContainerInfo fact(String id) {
		return this.backend.facts().stream().filter((fact) -> fact.id().equals(id)).findFirst().orElseThrow();
	}

	@Test
	void aUseGetsAContainerThatWasMadeAhead() {
		try (ContainerPool pool = pool("cat; exit 3", 2)) {
			awaitIdle(pool, 2);
			Set<String> waiting = ids();
			RunResult result = pool.run(RunInput.of("hello"));
			assertThat(result.stdout().text()).isEqualTo("hello");
			assertThat(result.exitCode()).isEqualTo(3);
			assertThat(waiting).hasSize(2).contains(result.containerId()).allMatch((id) -> id.startsWith("warm-"));
			assertThat(this.backend.states(result.containerId())).containsExactly(StateChange.START, StateChange.EXIT);
			assertThat(fact(result.containerId()).labels()).containsEntry(ContainerPool.LABEL, "warm");
			assertThat(pool.status()).matches((status) -> status.hits() == 1 && status.misses() == 0);
			assertThat(pool.status().age()).isPositive();
			awaitIdle(pool, 2);
		}
	}

	@Test
	void nobodyIsToldOfAContainerThatWaits() {
		try (ContainerPool pool = pool("cat", 2)) {
			awaitIdle(pool, 2);
			assertThat(this.client.list()).isEmpty();
			assertThat(containers().list()).isEmpty();
			assertThat(this.client.stats()).isEmpty();
			assertThat(this.client.restorable()).isEmpty();
			assertThat(ids()).allMatch((id) -> containers().find(id).isEmpty());
		}
		assertThat(this.backend.facts()).isEmpty();
	}

	@Test
	void aUseOfAnEmptyPoolMakesItsOwn() {
		try (ContainerPool pool = poolThatIsFilledOnce("cat")) {
			awaitIdle(pool, 1);
			assertThat(pool.run(RunInput.of("one")).stdout().text()).isEqualTo("one");
			RunResult missed = pool.run(RunInput.of("two"));
			assertThat(missed.stdout().text()).isEqualTo("two");
			assertThat(missed.containerId()).startsWith("warm-");
			assertThat(fact(missed.containerId()).labels()).doesNotContainKey(ContainerPool.LABEL);
			assertThat(pool.status()).matches((status) -> status.hits() == 1 && status.misses() == 1);
		}
	}

	@Test
	void aUseWithoutInputIsAtTheEndOfItsInput() {
		try (ContainerPool pool = pool("cat; echo end", 1)) {
			awaitIdle(pool, 1);
			assertThat(pool.run().stdout().text()).isEqualTo("end\n");
			assertThat(pool.status().hits()).isEqualTo(1);
		}
	}

	@Test
	void aStartedOneIsAContainerLikeAnyOther() {
		RunRequest request = script(image(), "echo begun; cat").waitFor(WaitStrategy.log("begun")).build();
		RunningContainer container;
		try (ContainerPool pool = containers().pool(request, 1)) {
			assertThat(pool.name()).isEqualTo("busybox");
			awaitIdle(pool, 1);
			container = pool.start(RunInput.open());
			assertThat(pool.status().hits()).isEqualTo(1);
			assertThat(container.exec("echo", "there").stdout().text()).isEqualTo("there\n");
		}
		awaitLine(container, "begun");
		assertThat(container.status()).isEqualTo(ContainerStatus.RUNNING);
		assertThat(this.client.list()).singleElement()
			.matches((info) -> info.id().equals(container.id()) && info.labels().containsKey(ContainerPool.LABEL));
		assertThat(container.stop(Duration.ZERO).code()).isEqualTo(137);
		assertThat(this.backend.states(container.id())).contains(StateChange.START, StateChange.EXIT)
			.startsWith(StateChange.START)
			.endsWith(StateChange.EXIT);
	}

	@Test
	void aProgramThatRunsAheadReadsItsInputWhenItComes() {
		RunRequest request = script(image(), "echo ready; read line; echo got $line").build();
		try (ContainerPool pool = containers().pool(request,
				PoolSettings.of(2).name("warm").kind(ContainerPool.Kind.STARTED).build())) {
			awaitIdle(pool, 2);
			assertThat(this.backend.facts()).isEmpty();
			RunResult result = pool.run(RunInput.of("it\n"));
			assertThat(result.stdout().text()).isEqualTo("ready\ngot it\n");
			assertThat(this.backend.states(result.containerId())).containsExactly(StateChange.START, StateChange.EXIT);
			assertThat(pool.status().hits()).isEqualTo(1);
		}
	}

	@Test
	void theTimeOfAContainerBeginsWithItsUse() {
		RunRequest request = script(image(), "read line; test $line = now || sleep 1000").timeout(Duration.ofSeconds(2))
			.build();
		try (ContainerPool pool = containers().pool(request, PoolSettings.of(2).name("warm").build())) {
			awaitIdle(pool, 2);
			Instant filled = Instant.now();
			await().atMost(PATIENCE).until(() -> Instant.now().isAfter(filled.plusSeconds(3)));
			RunResult result = pool.run(RunInput.of("now\n"));
			assertThat(result.timedOut()).isFalse();
			assertThat(result.duration()).isLessThan(Duration.ofSeconds(3));
			assertThat(pool.run(RunInput.of("later\n")).timedOut()).isTrue();
			assertThat(pool.status().hits()).isEqualTo(2);
		}
	}

	@Test
	void oneThatIsTooOldIsReplaced() {
		try (ContainerPool pool = containers().pool(script(image(), "cat").build(),
				PoolSettings.of(1).name("warm").maxAge(Duration.ofMillis(500)).build())) {
			awaitIdle(pool, 1);
			Set<String> first = ids();
			await().atMost(PATIENCE).until(() -> pool.status().expired() > 0);
			awaitIdle(pool, 1);
			await().atMost(PATIENCE).until(() -> ids().stream().noneMatch(first::contains));
			assertThat(pool.run(RunInput.of("hello")).stdout().text()).isEqualTo("hello");
		}
	}

	@Test
	void oneThatIsGoneIsNotHandedOut() {
		try (ContainerPool pool = poolThatIsFilledOnce("cat")) {
			awaitIdle(pool, 1);
			String gone = ids().iterator().next();
			this.client.delete(gone);
			RunResult result = pool.run(RunInput.of("hello"));
			assertThat(result.stdout().text()).isEqualTo("hello");
			assertThat(result.containerId()).isNotEqualTo(gone);
			assertThat(pool.status()).matches((status) -> status.lost() == 1 && status.misses() == 1);
		}
		assertThat(this.backend.facts()).noneMatch((fact) -> fact.labels().containsKey(ContainerPool.LABEL));
	}

	@Test
	void oneThatIsGoneIsReplacedBeforeAnybodyAsks() {
		try (ContainerPool pool = pool("cat", 1)) {
			awaitIdle(pool, 1);
			this.client.delete(ids().iterator().next());
			await().atMost(PATIENCE).until(() -> pool.status().lost() == 1);
			awaitIdle(pool, 1);
			assertThat(pool.run(RunInput.of("hello")).stdout().text()).isEqualTo("hello");
			assertThat(pool.status().hits()).isEqualTo(1);
		}
	}

	@Test
	void thoseThatWaitSurviveARestartOfContainerd() {
		try (ContainerPool pool = poolThatIsFilledOnce("cat")) {
			awaitIdle(pool, 1);
			this.daemon.kill();
			this.daemon.start();
			RunResult result = await().atMost(PATIENCE)
				.ignoreExceptions()
				.until(() -> pool.run(RunInput.of("hello")), (any) -> true);
			assertThat(result.stdout().text()).isEqualTo("hello");
			assertThat(result.exitCode()).isZero();
			assertThat(pool.status()).matches((status) -> status.hits() == 1 && status.misses() == 0);
			assertThat(this.backend.states(result.containerId())).containsExactly(StateChange.START, StateChange.EXIT);
		}
	}

	@Test
	void closeRemovesWhatWaitsAndUsedOnesGoOn() {
		ContainerPool pool = pool("read line; echo got $line", 3);
		awaitIdle(pool, 3);
		CompletableFuture<RunResult> running = pool.runAsync(new RunInput.Open());
		await().atMost(PATIENCE).until(() -> this.client.list().size() == 1);
		pool.close();
		pool.close();
		assertThat(ids()).hasSize(1);
		assertThat(pool.status().idle()).isZero();
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(pool::run).withMessageContaining("closed");
		String id = this.client.list().get(0).id();
		containers().find(id).orElseThrow().attach().stdin();
		running.cancel(true);
		await().atMost(PATIENCE).until(() -> this.backend.states(id).contains(StateChange.EXIT));
	}

	@Test
	void aClientThatIsClosedRemovesWhatWaitsAndKeepsWhatIsUsed() {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		ContainerPool pool = pool("echo begun; cat", 2);
		awaitIdle(pool, 2);
		RunningContainer used = pool.start(RunInput.open());
		awaitIdle(pool, 2);
		this.remote.close();
		assertThat(ids()).containsExactly(used.id());
		this.backend = new RecordingBackend();
		open(RemoteOption.liveRestore(true));
		assertThat(this.client.restorable()).containsExactly(used.id());
		RunningContainer found = containers().find(used.id()).orElseThrow();
		assertThat(this.client.inspect(used.id()).labels()).containsEntry(ContainerPool.LABEL, "warm");
		awaitLine(found, "begun");
		found.remove();
		this.remote.updateOptions(RemoteOption.liveRestore(false));
	}

	@Test
	void hundredUsesByEightThreadsGetOneContainerEach() throws Exception {
		Set<String> used = ConcurrentHashMap.newKeySet();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try (ContainerPool pool = pool("cat", 8)) {
			awaitIdle(pool, 8);
			List<CompletableFuture<Void>> uses = IntStream.range(0, 100)
				.mapToObj((i) -> CompletableFuture.runAsync(() -> {
					RunResult result = pool.run(RunInput.of("input " + i));
					assertThat(result.stdout().text()).isEqualTo("input " + i);
					assertThat(used.add(result.containerId())).isTrue();
				}, threads))
				.toList();
			CompletableFuture.allOf(uses.toArray(CompletableFuture[]::new)).get(5, TimeUnit.MINUTES);
			assertThat(pool.status().hits() + pool.status().misses()).isEqualTo(100);
			assertThat(pool.status().hits()).isGreaterThanOrEqualTo(8);
			assertThat(pool.status().lost()).isZero();
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(used).hasSize(100)
			.allSatisfy(
					(id) -> assertThat(this.backend.states(id)).containsExactly(StateChange.START, StateChange.EXIT));
		assertThat(this.backend.facts()).allMatch((fact) -> used.contains(fact.id()));
	}

	@Test
	void containersOfAPoolHaveWhatTheRequestSays() throws IOException {
		Path shared = Files.createDirectory(this.directory.resolve("shared"));
		Files.writeString(shared.resolve("file"), "from the host\n");
		this.client.volumes().create("data");
		RunRequest request = script(image(), "cat /shared/file; touch /data/there && echo $WHO; id -u")
			.bindReadOnly(shared, "/shared")
			.volume("data", "/data")
			.env("WHO", "pool")
			.memory("64m")
			.pids(50)
			.build();
		try (ContainerPool pool = containers().pool(request, PoolSettings.of(1).name("warm").build())) {
			awaitIdle(pool, 1);
			RunResult result = pool.run();
			assertThat(result.stdout().text()).isEqualTo("from the host\npool\n0\n");
			assertThat(pool.status().hits()).isEqualTo(1);
		}
		this.client.volumes().remove("data");
		Files.delete(shared.resolve("file"));
		Files.delete(shared);
	}

	@Test
	void aFailureToMakeOneAheadIsThatOfTheUse() {
		try (ContainerPool pool = containers().pool(RunRequest.of(image()).command("/no/such/program").build(), 1)) {
			await().atMost(PATIENCE).until(() -> pool.status().failures() > 0 || pool.status().idle() > 0);
			assertThatExceptionOfType(StartFailedException.class).isThrownBy(pool::run)
				.withMessageContaining("/no/such/program");
		}
	}

	@Test
	void whatCanNotBeMadeAheadIsRefused() {
		refused("ids", 1, (request) -> request.id("mine"));
		refused("restart", 1, (request) -> request.restart(RestartPolicy.always()));
		refused("removed", 1, (request) -> request.remove(false));
		refused("input", 1, (request) -> request.stdin("text"));
		refused("network", 1, (request) -> request.network(NetworkMode.container("other")));
		refused("8080", 2, (request) -> request.publish(PublishedPort.tcp(8080, 80)));
		refused("8080", 3, (request) -> request.publish(PublishedPort.tcp(80).at(8080, 8081)));
		refused("10.1.2.3", 2, (request) -> request.network("other", (endpoint) -> endpoint.address("10.1.2.3")));
	}

	private void refused(String what, int size, Consumer<RunRequest.Builder> change) {
		RunRequest.Builder request = RunRequest.of("example.com/none");
		change.accept(request);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().pool(request.build(), size))
			.withMessageContaining(what);
	}

}

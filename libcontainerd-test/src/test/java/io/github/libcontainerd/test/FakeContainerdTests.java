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

package io.github.libcontainerd.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.internal.grpc.api.cgroups1.Metrics;
import io.github.libcontainerd.internal.grpc.api.containers.CreateContainerRequest;
import io.github.libcontainerd.internal.grpc.api.event.TaskExit;
import io.github.libcontainerd.internal.grpc.api.events.Envelope;
import io.github.libcontainerd.internal.grpc.api.events.EventsGrpc;
import io.github.libcontainerd.internal.grpc.api.events.SubscribeRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ExecProcessRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.MetricsRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.StartRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.WaitResponse;
import io.github.libcontainerd.test.internal.host.Threads;
import io.github.libcontainerd.test.internal.real.Clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What only the fake can do: faults, outages and scripted behaviour.
 */
@Timeout(60)
class FakeContainerdTests {

	private static final String NS = "t-fake";

	@TempDir
	Path directory;

	private LeakCheck leaks;

	private FakeContainerd fake;

	private Driver driver;

	private final List<Envelope> events = new CopyOnWriteArrayList<>();

	@BeforeEach
	void begin() {
		this.leaks = LeakCheck.begin("fake-", "test-client-");
		start(FakeContainerd.builder());
	}

	private void start(FakeContainerd.Builder builder) {
		end();
		this.fake = builder.launch();
		this.driver = new Driver(this.fake.socket(), NS, FakeRootfs.create(this.directory.resolve("rootfs")),
				this.directory);
	}

	private void end() {
		if (this.fake != null) {
			this.driver.close();
			this.fake.close();
		}
	}

	@AfterEach
	void close() {
		end();
		assertThat(this.fake.socket()).doesNotExist();
		this.leaks.assertNothingLeft();
	}

	private void subscribe() {
		int before = this.fake.liveSubscriptions();
		Iterator<Envelope> stream = EventsGrpc.newBlockingStub(this.driver.clients.plain())
			.subscribe(SubscribeRequest.getDefaultInstance());
		Threads.thread("test-events", () -> {
			try {
				stream.forEachRemaining(this.events::add);
			}
			catch (StatusRuntimeException ignored) {
				// The stream broke.
			}
		}).start();
		await().until(() -> this.fake.liveSubscriptions() == before + 1);
	}

	private List<String> topics() {
		return this.events.stream().map(Envelope::getTopic).toList();
	}

	private List<TaskExit> exits() {
		return this.events.stream().filter((envelope) -> envelope.getTopic().equals("/tasks/exit")).map((envelope) -> {
			try {
				return TaskExit.parseFrom(envelope.getEvent().getValue());
			}
			catch (InvalidProtocolBufferException ex) {
				throw new IllegalStateException(ex);
			}
		}).toList();
	}

	private static void assertStatus(Status.Code code, ThrowingCallable call) {
		assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class,
				(ex) -> assertThat(ex.getStatus().getCode()).as(ex.getMessage()).isEqualTo(code));
	}

	private CompletableFuture<WaitResponse> waitInBackground(String id) {
		int before = this.fake.calls("Tasks/Wait");
		CompletableFuture<WaitResponse> result = CompletableFuture.supplyAsync(() -> this.driver.wait(id, ""),
				(task) -> Threads.thread("test-wait", task).start());
		await().until(() -> this.fake.calls("Tasks/Wait") > before);
		return result;
	}

	@Test
	void faults() {
		this.driver.createContainer("a", "/bin/sh", "-c", "sleep 1000");
		this.fake.faults().fail("Tasks/Create", Status.RESOURCE_EXHAUSTED, 1);
		assertStatus(Status.Code.RESOURCE_EXHAUSTED, () -> this.driver.createTask("a"));
		this.driver.createTask("a");
		this.fake.faults().failAfterwards("Tasks/Start", Status.UNAVAILABLE);
		assertStatus(Status.Code.UNAVAILABLE, () -> this.driver.start("a", ""));
		assertThat(this.driver.status("a", "")).hasToString("RUNNING");
		this.fake.faults().hang("Tasks/Kill");
		assertStatus(Status.Code.DEADLINE_EXCEEDED,
				() -> this.driver.tasks()
					.withDeadlineAfter(200, TimeUnit.MILLISECONDS)
					.kill(io.github.libcontainerd.internal.grpc.api.tasks.KillRequest.newBuilder()
						.setContainerId("a")
						.setSignal(9)
						.build()));
		assertThat(this.fake.faults().hung()).containsExactly("Tasks/Kill");
		this.fake.faults().clear();
		this.fake.faults().delay("Tasks/Get", Duration.ofMillis(300));
		long start = System.nanoTime();
		this.driver.status("a", "");
		assertThat(System.nanoTime() - start).isGreaterThan(300_000_000L);
		assertThat(this.fake.calls("Tasks/Kill")).isOne();
		this.driver.killAndRemove("a");
		assertThat(this.fake.tasks(NS)).isEmpty();
		assertThat(this.fake.containers(NS)).isEmpty();
	}

	@Test
	void crashes() {
		assertStatus(Status.Code.UNAVAILABLE,
				() -> this.driver.containers().create(CreateContainerRequest.getDefaultInstance()));
		assertThat(this.fake.crashed()).isTrue();
		await().until(() -> this.fake.liveSubscriptions() == 0);
		assertStatus(Status.Code.UNAVAILABLE, () -> this.driver.createContainer("a", "/bin/true"));
		this.fake.start();
		assertThat(this.fake.crashed()).isFalse();
		assertThat(new Clients(this.fake.socket())).satisfies(Clients::close);
	}

	@Test
	void crashOfAShim() {
		subscribe();
		int pid = this.driver.run("a", "/bin/sleep", "1000");
		CompletableFuture<WaitResponse> exit = waitInBackground("a");
		assertThatThrownBy(() -> this.driver.tasks()
			.exec(ExecProcessRequest.newBuilder().setContainerId("a").setExecId("e").build()))
			.hasMessageContaining("UNKNOWN: ttrpc: closed");
		assertThatThrownBy(exit::join).hasMessageContaining("ttrpc: closed");
		assertThat(this.fake.shimCrashes()).isOne();
		await().untilAsserted(() -> assertThat(topics()).endsWith("/tasks/exit", "/tasks/delete"));
		assertThat(exits()).singleElement().satisfies((event) -> {
			assertThat(event.getPid()).isEqualTo(pid);
			assertThat(event.getExitStatus()).isEqualTo(137);
		});
		assertStatus(Status.Code.NOT_FOUND, () -> this.driver.status("a", ""));
	}

	@Test
	void startingAnExecTwiceLosesTheTask() {
		start(FakeContainerd.builder().version("2.1.9"));
		this.driver.run("a", "/bin/sleep", "1000");
		this.driver.exec("a", "e", "/bin/sleep", "1000");
		this.driver.start("a", "e");
		assertThatThrownBy(() -> this.driver.start("a", "e")).hasMessage("UNKNOWN: cannot start a running process");
		this.driver.kill("a", "", 9);
		await().untilAsserted(() -> assertStatus(Status.Code.NOT_FOUND, () -> this.driver.status("a", "")));
		assertThat(this.fake.shimCrashes()).isOne();
	}

	@Test
	void outageOfOneSix() {
		outage(FakeContainerd.builder().version("1.6.20"));
		await().untilAsserted(() -> assertThat(exits()).hasSize(1));
		assertThat(this.driver.wait("short", "").getExitStatus()).isEqualTo(4);
		this.driver.finish("short");
		this.driver.killAndRemove("long");
	}

	@Test
	void outageOfOneSeven() {
		outage(FakeContainerd.builder().version("1.7.24"));
		assertStatus(Status.Code.NOT_FOUND, () -> this.driver.wait("short", ""));
		this.driver.killAndRemove("long");
		await().untilAsserted(() -> assertThat(topics()).contains("/tasks/delete"));
		assertThat(exits()).extracting(TaskExit::getContainerId).containsExactly("long");
	}

	private void outage(FakeContainerd.Builder builder) {
		start(builder.lateEvents(Duration.ofSeconds(3)));
		this.driver.run("short", "/bin/sh", "-c", "sleep 0.3; exit 4");
		this.driver.run("long", "/bin/sleep", "1000");
		CompletableFuture<WaitResponse> exit = waitInBackground("long");
		int pid = this.fake.tasks(NS).get(1).getPid();
		this.fake.stop();
		assertThat(this.fake.socket()).doesNotExist();
		assertThatThrownBy(exit::join).hasMessageContaining("UNAVAILABLE");
		assertStatus(Status.Code.UNAVAILABLE, () -> this.driver.status("long", ""));
		await().until(() -> this.fake.tasks(NS).get(0).getExitStatus() == 4);
		this.fake.start();
		await().ignoreExceptions()
			.untilAsserted(() -> assertThat(this.driver.status("long", "")).hasToString("RUNNING"));
		subscribe();
		assertThat(this.fake.tasks(NS)).last().satisfies((task) -> assertThat(task.getPid()).isEqualTo(pid));
	}

	@Test
	void behaviours() {
		subscribe();
		this.fake.onCreate("oom"::equals, FakeBehaviour.normal().outOfMemory(3, Duration.ofMillis(20)));
		this.driver.run("oom", "/bin/sleep", "1000");
		assertThat(this.driver.wait("oom", "").getExitStatus()).isEqualTo(137);
		await().untilAsserted(() -> assertThat(topics()).containsSubsequence("/tasks/start", "/tasks/oom", "/tasks/oom",
				"/tasks/oom", "/tasks/exit"));
		assertThat(metrics("oom").getMemoryOomControl().getOomKill()).isOne();
		this.driver.finish("oom");
		this.fake.onCreate("odd"::equals,
				FakeBehaviour.normal()
					.exit(5, Duration.ZERO)
					.duplicatedExitEvents()
					.delayedExitEvents(Duration.ofMillis(300))
					.staleExitEvents()
					.exitBeforeStartAnswer());
		this.events.clear();
		int pid = this.driver.run("odd", "/bin/sleep", "1000");
		assertThat(this.driver.wait("odd", "").getExitStatus()).isEqualTo(5);
		await()
			.untilAsserted(() -> assertThat(exits()).extracting(TaskExit::getPid).containsExactly(pid - 1, pid, pid));
		this.driver.finish("odd");
		this.fake.onCreate("lost"::equals, FakeBehaviour.normal().lostExitEvents());
		this.events.clear();
		this.driver.run("lost", "/bin/true");
		this.driver.finish("lost");
		await().untilAsserted(() -> assertThat(topics()).contains("/tasks/delete"));
		assertThat(exits()).isEmpty();
	}

	private Metrics metrics(String id) {
		try {
			return Metrics.parseFrom(this.driver.tasks()
				.metrics(MetricsRequest.newBuilder().addFilters("id==" + id).build())
				.getMetrics(0)
				.getData()
				.getValue());
		}
		catch (InvalidProtocolBufferException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void execWithoutReaderRunsUnseen() throws Exception {
		this.driver.run("a", "/bin/sleep", "1000");
		Driver.Io io = this.driver.fifos("e", false);
		this.driver.exec("a", "e", io, "/bin/sh", "-c", "echo x");
		assertStatus(Status.Code.DEADLINE_EXCEEDED,
				() -> this.driver.tasks()
					.withDeadlineAfter(300, TimeUnit.MILLISECONDS)
					.start(StartRequest.newBuilder().setContainerId("a").setExecId("e").build()));
		assertThat(this.driver.status("a", "e")).hasToString("CREATED");
		assertThat(this.fake.executions(NS, "a")).isEqualTo(2);
		CompletableFuture<String> out = this.driver.read(io.stdout());
		CompletableFuture<String> err = this.driver.read(io.stderr());
		this.driver.start("a", "e");
		assertThat(this.fake.executions(NS, "a")).isEqualTo(3);
		assertThat(out.get(5, TimeUnit.SECONDS)).isEqualTo("x\n");
		assertThat(err.get(5, TimeUnit.SECONDS)).isEmpty();
		this.driver.wait("a", "e");
		this.driver.deleteProcess("a", "e");
		this.driver.killAndRemove("a");
	}

	@Test
	void manyTasksAtOnce() {
		List<CompletableFuture<Integer>> runs = java.util.stream.IntStream.range(0, 50)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> {
				this.driver.run("m" + i, "/bin/sh", "-c", "exit " + i);
				return this.driver.finish("m" + i);
			}))
			.toList();
		for (int i = 0; i < runs.size(); i++) {
			assertThat(runs.get(i).join()).isEqualTo(i);
		}
		assertThat(this.fake.tasks(NS)).isEmpty();
	}

	@Test
	void closesWithEverythingOpen() throws Exception {
		Driver.Io io = this.driver.fifos("x", true);
		this.driver.read(io.stdout());
		this.driver.read(io.stderr());
		this.driver.createContainer("x", "/bin/sh", "-c", "cat; (sleep 1000) & yes");
		this.driver.createTask("x", io);
		this.driver.start("x", "");
		assertThat(this.fake.processes(NS, "x")).hasSize(1);
		assertThat(Files.exists(Path.of(io.stdin()))).isTrue();
	}

}

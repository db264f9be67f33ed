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

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.internal.grpc.api.events.Envelope;
import io.github.libcontainerd.internal.grpc.api.events.EventsGrpc;
import io.github.libcontainerd.internal.grpc.api.events.PublishRequest;
import io.github.libcontainerd.internal.grpc.api.events.SubscribeRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.CloseIORequest;
import io.github.libcontainerd.internal.grpc.api.tasks.WaitResponse;
import io.github.libcontainerd.internal.grpc.api.types.Status;
import io.github.libcontainerd.test.internal.host.Threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What any containerd does with a task, seen through the generated stubs.
 */
@Timeout(60)
abstract class LifecycleContract {

	@TempDir
	static Path shared;

	@TempDir
	Path directory;

	private Driver driver;

	abstract Path socket();

	abstract String namespace();

	Driver driver() {
		if (this.driver == null) {
			this.driver = new Driver(socket(), namespace(), BusyboxRootfs.create(shared.resolve("rootfs")),
					this.directory);
		}
		return this.driver;
	}

	@AfterEach
	void closeDriver() {
		if (this.driver != null) {
			this.driver.close();
		}
	}

	private CompletableFuture<WaitResponse> waitInBackground(String id, String exec) {
		return CompletableFuture.supplyAsync(() -> driver().wait(id, exec));
	}

	/** Runs a script in a task and returns its output, errors and status. */
	private List<String> script(String id, String script) throws Exception {
		Driver d = driver();
		Driver.Io io = d.fifos(id, false);
		CompletableFuture<String> out = d.read(io.stdout());
		CompletableFuture<String> err = d.read(io.stderr());
		d.createContainer(id, "/bin/sh", "-c", script);
		d.createTask(id, io);
		CompletableFuture<WaitResponse> exit = waitInBackground(id, "");
		d.start(id, "");
		int status = exit.get(20, TimeUnit.SECONDS).getExitStatus();
		List<String> result = List.of(out.get(20, TimeUnit.SECONDS), err.get(20, TimeUnit.SECONDS),
				Integer.toString(status));
		d.delete(id);
		d.deleteContainer(id);
		return result;
	}

	@Test
	void outputAndExitCode() throws Exception {
		assertThat(script("a", "echo out; echo 'e  r' r >&2; exit 7")).containsExactly("out\n", "e  r r\n", "7");
	}

	@Test
	void shellLanguage() throws Exception {
		assertThat(script("lists", "true && echo a || echo b; false && echo c || echo d\nfalse\necho $?"))
			.containsExactly("a\nd\n1\n", "", "0");
		assertThat(script("words", "A=1; echo \"$A ${GREETING}\" '$A' a\\ b; printf '%s-%d\\n' x 5; echo -n z"))
			.containsExactly("1 hello $A a b\nx-5\nz", "", "0");
		assertThat(script("seq", "seq 2 4; echo hidden >/dev/null; (echo sub; exit 3); echo $?"))
			.containsExactly("2\n3\n4\nsub\n3\n", "", "0");
		assertThat(script("loop", "i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done")).containsExactly("0\n1\n2\n",
				"", "0");
		assertThat(script("pipe", "yes | head -n 2; seq 1 3 | cat | wc -c; for x in p q; do echo $x; done"))
			.containsExactly("y\ny\n6\np\nq\n", "", "0");
		assertThat(script("self", "kill -9 $$; echo pid $$; exit 5")).containsExactly("pid 1\n", "", "5");
		assertThat(script("missing", "nope; echo $?")).containsExactly("127\n", "/bin/sh: nope: not found\n", "0");
		assertThat(script("files", "echo x >/tmp/f; echo y >>/tmp/f; cat /tmp/f; if [ -e /tmp/f ]; then echo yes; fi"))
			.containsExactly("x\ny\nyes\n", "", "0");
	}

	@Test
	void bigOutput() throws Exception {
		assertThat(script("big", "head -c 1000000 /dev/zero").get(0)).hasSize(1_000_000);
	}

	@Test
	void stdinToStdout() throws Exception {
		Driver d = driver();
		Driver.Io io = d.fifos("cat", true);
		CompletableFuture<String> out = d.read(io.stdout());
		CompletableFuture<String> err = d.read(io.stderr());
		FileChannel early = d.open(io.stdin(), StandardOpenOption.READ, StandardOpenOption.WRITE);
		early.write(ByteBuffer.wrap("early\n".getBytes(StandardCharsets.UTF_8)));
		d.createContainer("cat", "/bin/cat");
		d.createTask("cat", io);
		d.start("cat", "");
		try (OutputStream in = Channels.newOutputStream(d.open(io.stdin(), StandardOpenOption.WRITE))) {
			early.close();
			in.write("x".repeat(200_000).getBytes(StandardCharsets.UTF_8));
		}
		CompletableFuture<WaitResponse> exit = waitInBackground("cat", "");
		assertThat(exit).as("closing alone is no end of file").isNotCompleted();
		d.tasks().closeIO(CloseIORequest.newBuilder().setContainerId("cat").setStdin(true).build());
		assertThat(exit.get(10, TimeUnit.SECONDS).getExitStatus()).isZero();
		assertThat(out.get(10, TimeUnit.SECONDS)).hasSize(200_006).startsWith("early\n");
		assertThat(err.get(10, TimeUnit.SECONDS)).isEmpty();
		d.finish("cat");
	}

	@Test
	void nobodyReads() throws Exception {
		Driver d = driver();
		Driver.Io io = d.fifos("full", false);
		FileChannel out = d.open(io.stdout(), StandardOpenOption.READ, StandardOpenOption.WRITE);
		FileChannel err = d.open(io.stderr(), StandardOpenOption.READ, StandardOpenOption.WRITE);
		d.createContainer("full", "/bin/sh", "-c", "head -c 300000 /dev/zero; echo done >&2");
		d.createTask("full", io);
		d.start("full", "");
		CompletableFuture<WaitResponse> exit = waitInBackground("full", "");
		out.close();
		assertThat(exit).isNotCompleted();
		CompletableFuture<String> later = d.read(io.stdout());
		assertThat(exit.get(10, TimeUnit.SECONDS).getExitStatus()).isZero();
		assertThat(later.get(10, TimeUnit.SECONDS)).hasSize(300_000);
		err.close();
		d.finish("full");
	}

	@Test
	void undrainedOutputIsDroppedByDelete() {
		Driver d = driver();
		Driver.Io io = d.fifos("undrained", false);
		d.read(io.stdout());
		FileChannel[] kept = new FileChannel[1];
		assertThat(kept).hasSize(1);
		d.createContainer("undrained", "/bin/sh", "-c", "sleep 0.1; head -c 100000 /dev/zero >&2");
		try (FileChannel err = d.open(io.stderr(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
			d.createTask("undrained", io);
			d.start("undrained", "");
			d.wait("undrained", "");
			long start = System.nanoTime();
			d.delete("undrained");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1500),
					Duration.ofSeconds(15));
			assertThat(err.isOpen()).isTrue();
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
		d.deleteContainer("undrained");
	}

	@Test
	void trapAndSignals() {
		Driver d = driver();
		d.run("trap", "/bin/sh", "-c", "trap 'exit 9' TERM; while true; do sleep 0.1; done");
		await().untilAsserted(() -> {
			if (d.status("trap", "") != Status.STOPPED) {
				d.kill("trap", "", 15);
			}
			assertThat(d.status("trap", "")).isEqualTo(Status.STOPPED);
		});
		assertThat(d.finish("trap")).isEqualTo(9);
		d.run("init", "/bin/sleep", "1000");
		d.kill("init", "", 15);
		d.exec("init", "e", "/bin/sh", "-c", "kill -9 $$; exit 5");
		d.start("init", "e");
		assertThat(d.wait("init", "e").getExitStatus()).isEqualTo(137);
		d.deleteProcess("init", "e");
		d.exec("init", "usr1", "/bin/sleep", "1000");
		d.start("init", "usr1");
		d.kill("init", "usr1", 10);
		assertThat(d.wait("init", "usr1").getExitStatus()).isEqualTo(138);
		d.exec("init", "left", "/bin/sleep", "1000");
		d.start("init", "left");
		assertThat(d.status("init", "")).isEqualTo(Status.RUNNING);
		d.kill("init", "", 9);
		assertThat(d.wait("init", "").getExitStatus()).isEqualTo(137);
		assertThat(d.wait("init", "left").getExitStatus()).isEqualTo(137);
		assertThat(d.finish("init")).isEqualTo(137);
	}

	@Test
	void execWithStreamsAndGrandchild() throws Exception {
		Driver d = driver();
		d.run("host", "/bin/sleep", "1000");
		Driver.Io io = d.fifos("e", false);
		CompletableFuture<String> out = d.read(io.stdout());
		CompletableFuture<String> err = d.read(io.stderr());
		d.exec("host", "e", io, "sh", "-c", "(sleep 1; echo late) & echo $GREETING; exit 3");
		CompletableFuture<WaitResponse> exit = waitInBackground("host", "e");
		d.start("host", "e");
		assertThat(exit.get(10, TimeUnit.SECONDS).getExitStatus()).isEqualTo(3);
		assertThat(out).as("the grandchild holds the stream").isNotCompleted();
		assertThat(out.get(10, TimeUnit.SECONDS)).isEqualTo("hello\nlate\n");
		assertThat(err.get(10, TimeUnit.SECONDS)).isEmpty();
		assertThat(d.deleteProcess("host", "e").getExitStatus()).isEqualTo(3);
		d.killAndRemove("host");
	}

	@Test
	void pauseStopsOutput() throws Exception {
		Driver d = driver();
		Driver.Io io = d.fifos("p", false);
		CompletableFuture<String> out = d.read(io.stdout());
		CompletableFuture<String> err = d.read(io.stderr());
		d.createContainer("p", "/bin/sh", "-c", "sleep 0.5; echo x");
		d.createTask("p", io);
		d.start("p", "");
		pause(true);
		assertThat(d.status("p", "")).isEqualTo(Status.PAUSED);
		await().pollDelay(Duration.ofMillis(900)).untilAsserted(() -> assertThat(out).isNotCompleted());
		assertThat(d.status("p", "")).isEqualTo(Status.PAUSED);
		pause(false);
		assertThat(out.get(10, TimeUnit.SECONDS)).isEqualTo("x\n");
		assertThat(err.get(10, TimeUnit.SECONDS)).isEmpty();
		assertThat(d.finish("p")).isZero();
	}

	private void pause(boolean pause) {
		if (pause) {
			driver().tasks()
				.pause(io.github.libcontainerd.internal.grpc.api.tasks.PauseTaskRequest.newBuilder()
					.setContainerId("p")
					.build());
		}
		else {
			driver().tasks()
				.resume(io.github.libcontainerd.internal.grpc.api.tasks.ResumeTaskRequest.newBuilder()
					.setContainerId("p")
					.build());
		}
	}

	@Test
	void events() {
		Driver d = driver();
		List<String> topics = new CopyOnWriteArrayList<>();
		EventsGrpc.EventsBlockingStub stub = EventsGrpc.newBlockingStub(d.clients.in(d.namespace));
		Iterator<Envelope> stream = stub.subscribe(SubscribeRequest.newBuilder()
			.addFilters("namespace==\"" + d.namespace + "\",topic~=|^/[tc][ao]|")
			.addFilters("topic==\"/probe\"")
			.build());
		Threads.thread("test-events", () -> {
			try {
				stream.forEachRemaining((envelope) -> {
					topics.add(envelope.getTopic());
					assertThat(envelope.getEvent().getTypeUrl()).doesNotContain("/");
				});
			}
			catch (io.grpc.StatusRuntimeException ignored) {
				// The test is over.
			}
		}).start();
		await().untilAsserted(() -> {
			stub.publish(PublishRequest.newBuilder()
				.setTopic("/probe")
				.setEvent(Any.newBuilder().setTypeUrl("probe"))
				.build());
			assertThat(topics).contains("/probe");
		});
		d.run("ev", "/bin/sh", "-c", "sleep 0.3; exit 2");
		d.exec("ev", "x", "/bin/true");
		d.start("ev", "x");
		d.wait("ev", "x");
		d.deleteProcess("ev", "x");
		d.finish("ev");
		await().untilAsserted(() -> assertThat(topics).contains("/containers/delete", "/tasks/delete"));
		assertThat(topics).filteredOn((topic) -> topic.startsWith("/tasks/"))
			.containsExactly("/tasks/create", "/tasks/start", "/tasks/exec-added", "/tasks/exec-started", "/tasks/exit",
					"/tasks/exit", "/tasks/delete");
	}

}

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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DiskUsage;
import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PullObserver;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.image.PullProgress;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.run.OutputLimits;
import io.github.libcontainerd.run.PullPolicy;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A run that somebody waits for.
 */
abstract class RunContract extends ImageRunTest {

	@Test
	void runReturnsCodeAndBothStreams() {
		RunResult result = containers().run(image(), "sh", "-c", "echo out; echo err >&2; exit 3");
		assertThat(result.exitCode()).isEqualTo(3);
		assertThat(result.codeKnown()).isTrue();
		assertThat(result.successful()).isFalse();
		assertThat(result.oomKilled()).isFalse();
		assertThat(result.timedOut()).isFalse();
		assertThat(result.stdout().text()).isEqualTo("out\n");
		assertThat(result.stderr().text()).isEqualTo("err\n");
		assertThat(result.duration()).isPositive();
		assertThat(this.backend.states(result.containerId())).containsExactly(StateChange.START, StateChange.EXIT);
		assertThat(this.client.list()).isEmpty();
		assertThat(filesOfContainers()).isEmpty();
	}

	@Test
	void terminalWithoutInputIsAtTheEndOfItsInput() {
		RunResult result = containers()
			.run(script(image(), "cat; echo over; exit 7").tty(true).timeout(PATIENCE).build());
		assertThat(result.timedOut()).isFalse();
		assertThat(result.exitCode()).isEqualTo(7);
		assertThat(result.stdout().text()).contains("over");
	}

	@Test
	void aFileIsThereFromTheStart(@TempDir Path directory) throws Exception {
		Path source = Files.writeString(directory.resolve("a.conf"), "one\n");
		RunResult result = containers()
			.run(script(image(), "cat /etc/app/a.conf /b.txt; echo more >> /b.txt; cat /b.txt")
				.file(source, "/etc/app/a.conf")
				.file("two\n", "/b.txt")
				.build());
		assertThat(result.exitCode()).as(result.stderr().text()).isZero();
		assertThat(result.stdout().text()).isEqualTo("one\ntwo\ntwo\nmore\n");
		assertThat(source).hasContent("one\n");
		assertThat(filesOfContainers()).isEmpty();
	}

	@Test
	void whatAContainerHasWrittenTakesDisk() {
		RunningContainer kept = containers()
			.start(script(image(), "echo " + "x".repeat(100_000) + " >/file").remove(false).id("writer").build());
		end(kept.exit());
		DiskUsage usage = kept.diskUsage().orElseThrow();
		assertThat(usage.bytes()).isGreaterThanOrEqualTo(100_000);
		assertThat(usage.files()).isPositive();
		kept.remove();
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(kept::diskUsage);
	}

	@Test
	void aFileThatCanNotBeCopiedIsNamed(@TempDir Path directory) {
		Path missing = directory.resolve("missing");
		String image = image();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(image, "true").file(missing, "/a").build()))
			.withMessageContaining("there is no file '" + missing + "'");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(image, "true").file(directory, "/a").build()))
			.withMessageContaining("is a directory");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> RunRequest.of(image).file("text", "a"))
			.withMessageContaining("absolute");
		assertThat(filesOfContainers()).isEmpty();
	}

	@Test
	void imagePulledOnceIsRunManyTimes() {
		String image = image();
		for (int i = 0; i < 5; i++) {
			assertThat(containers().run(image, "echo", "run " + i).stdout().text()).isEqualTo("run " + i + "\n");
		}
	}

	@Test
	void pullOfARunIsObservedWithinTheRun() {
		List<String> seen = new CopyOnWriteArrayList<>();
		this.remote.close();
		open(RemoteOption.observer((operation) -> (failure) -> seen.add(operation.name())),
				RemoteOption.pullObserver(new PullObserver() {

					@Override
					public void progressed(String of, PullProgress progress) {
						seen.add(progress.status().name());
					}

					@Override
					public void pulled(String of, Image image) {
						seen.add(image.name());
					}

					@Override
					public void failed(String of, String wanted, Throwable failure) {
						seen.add("failed");
					}

				}));
		String image = image();
		containers().run(image, "true");
		assertThat(seen).contains("DOWNLOADED", image, "pull").endsWith("run").doesNotContain("failed");
	}

	@Test
	void runsAreIndependentOfEachOther() {
		String image = image();
		RunResult first = containers().run(script(image, "touch /mark; ls /").build());
		RunResult second = containers().run(script(image, "ls /").build());
		assertThat(first.stdout().lines()).contains("mark");
		assertThat(second.stdout().lines()).doesNotContain("mark");
	}

	@Test
	void manyRunsAtOnce() {
		String image = image();
		containers().run(image, "true");
		CompletableFuture<?>[] runs = new CompletableFuture<?>[12];
		for (int i = 0; i < runs.length; i++) {
			String text = "run " + i;
			runs[i] = containers().runAsync(RunRequest.of(image).command("echo", text).build())
				.thenAccept((result) -> assertThat(result.stdout().text()).isEqualTo(text + "\n"));
		}
		CompletableFuture.allOf(runs).orTimeout(Patience.seconds(60).toSeconds(), TimeUnit.SECONDS).join();
	}

	@Test
	void tooMuchOutputForMemoryIsInAFile() throws IOException {
		Path file;
		try (RunResult result = containers().run(script(image(), "yes 0123456789abcde | head -c 3000000").build())) {
			assertThat(result.stdout().size()).isEqualTo(3_000_000);
			assertThat(result.stdout().truncated()).isFalse();
			file = result.stdout().file().orElseThrow();
			assertThat(file).hasSize(3_000_000);
			assertThat(result.stdout().text()).startsWith("0123456789abcde\n").hasSize(3_000_000);
		}
		assertThat(file).doesNotExist();
		assertThat(file.getParent()).doesNotExist();
	}

	@Test
	void outputBeyondTheTotalIsDroppedAndTheRunGoesOn() {
		RunResult result = containers()
			.run(script(image(), "yes | head -c 300000; echo end >&2").output(new OutputLimits(1000, 5000)).build());
		assertThat(result.successful()).isTrue();
		assertThat(result.stdout().size()).isEqualTo(5000);
		assertThat(result.stdout().truncated()).isTrue();
		assertThat(result.stderr().text()).isEqualTo("end\n");
		assertThat(result.stderr().truncated()).isFalse();
		result.close();
	}

	@Test
	void resultThatIsNotClosedLeavesNoFileBeyondTheClient() {
		RunResult result = containers()
			.run(script(image(), "yes | head -c 300000").output(new OutputLimits(1000, 1_000_000)).build());
		assertThat(result.stdout().file()).isPresent();
	}

	@Test
	void inputOfATerminalEndsWithoutHangingItUp() {
		String image = image();
		RunResult result = containers().run(RunRequest.of(image)
			.command("sh", "-c", "read x; cat; sleep 0.5; echo got $x; exit 7")
			.tty(true)
			.stdin("abc\ndef")
			.build());
		assertThat(result.stdout().text()).contains("def").contains("got abc");
		assertThat(result.exitCode()).isEqualTo(7);
	}

	@Test
	void stdinIsReadToItsEnd() {
		String image = image();
		byte[] much = "0123456789abcdef".repeat(40_000).getBytes(StandardCharsets.UTF_8);
		assertThat(containers().run(RunRequest.of(image).command("cat").stdin("hello").build()).stdout().text())
			.isEqualTo("hello");
		RunResult counted = containers()
			.run(RunRequest.of(image).command("wc", "-c").stdin(RunInput.of(new ByteArrayInputStream(much))).build());
		assertThat(counted.stdout().text().strip()).isEqualTo(Integer.toString(much.length));
	}

	@Test
	void processNeedNotReadItsInput() {
		byte[] much = new byte[1_000_000];
		RunResult result = containers().run(RunRequest.of(image()).command("true").stdin(RunInput.of(much)).build());
		assertThat(result.exitCode()).isZero();
	}

	@Test
	void timeoutKills() {
		RunResult result = containers().run(script(image(), "trap '' TERM; echo ready; while true; do sleep 0.1; done")
			.timeout(Duration.ofMillis(700))
			.build());
		assertThat(result.timedOut()).isTrue();
		assertThat(result.successful()).isFalse();
		assertThat(result.exitCode()).isEqualTo(137);
		assertThat(result.stdout().text()).isEqualTo("ready\n");
	}

	@Test
	void outOfMemoryIsToldApart() {
		RunResult result = containers().run(script(image(), "tail /dev/zero").memory("16m")
			.spec((spec) -> spec.linux((linux) -> linux.resources((resources) -> resources.memorySwap(16 << 20))))
			.build());
		assertThat(result.oomKilled()).isTrue();
		assertThat(result.successful()).isFalse();
	}

	@Test
	void interruptKillsAndRemoves() throws InterruptedException {
		String image = image();
		AtomicReference<Throwable> failure = new AtomicReference<>();
		Thread runner = new Thread(() -> {
			try {
				containers().run(script(image, "echo ready; sleep 1000").id("long").build());
			}
			catch (RuntimeException ex) {
				failure.set(ex);
			}
		});
		runner.start();
		await().atMost(PATIENCE).until(() -> this.backend.states("long").contains(StateChange.START));
		runner.interrupt();
		runner.join(PATIENCE.toMillis());
		assertThat(failure.get()).isInstanceOf(CancellationException.class);
		assertThat(this.backend.states("long")).containsExactly(StateChange.START, StateChange.EXIT);
		assertThat(this.client.list()).isEmpty();
	}

	@Test
	void cancelKillsAndRemoves() {
		CompletableFuture<RunResult> run = containers().runAsync(script(image(), "sleep 1000").id("long").build());
		await().atMost(PATIENCE).until(() -> this.backend.states("long").contains(StateChange.START));
		run.cancel(true);
		await().atMost(PATIENCE).until(() -> this.backend.states("long").contains(StateChange.EXIT));
		await().atMost(PATIENCE).until(() -> this.client.list().isEmpty());
	}

	@Test
	void clientThatIsClosedEndsTheRun() {
		CompletableFuture<RunResult> run = containers().runAsync(script(image(), "sleep 1000").id("long").build());
		await().atMost(PATIENCE).until(() -> this.backend.states("long").contains(StateChange.START));
		this.client.images().list().forEach((image) -> this.ctr.run("images", "rm", image.name()));
		this.remote.close();
		assertThat(run).isDone();
		open();
	}

	@Test
	void commandThatIsMissingFailsTyped() {
		assertThatExceptionOfType(StartFailedException.class)
			.isThrownBy(() -> containers().run(image(), "no-such-program"))
			.withMessageContaining("no-such-program");
		assertThat(this.client.list()).isEmpty();
	}

	@Test
	void imageThatIsMissingNamesItself() {
		String reference = this.registry.host() + "/no/such:1";
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> containers().run(reference))
			.withMessageContaining(reference)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(ImageException.Reason.NOT_FOUND));
	}

	@Test
	void imageIsNotPulledWhenItMustNot() {
		String reference = image();
		assertThatExceptionOfType(ImageException.class)
			.isThrownBy(() -> containers().run(RunRequest.of(reference).pull(PullPolicy.NEVER).build()))
			.withMessageContaining("pull policy");
		assertThat(
				containers().run(RunRequest.of(reference).command("true").pull(PullPolicy.ALWAYS).build()).successful())
			.isTrue();
		assertThat(
				containers().run(RunRequest.of(reference).command("true").pull(PullPolicy.NEVER).build()).successful())
			.isTrue();
	}

	@Test
	void mountSourceThatIsMissingIsNamed() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers()
				.run(RunRequest.of(image()).command("true").bind(Path.of("/no/such/directory"), "/data").build()))
			.withMessageContaining("/no/such/directory")
			.withMessageContaining("/data");
	}

	@Test
	void bindAndMemoryMounts() throws IOException {
		Path shared = Files.createDirectory(this.directory.resolve("shared"));
		Files.writeString(shared.resolve("in"), "from the host");
		try {
			RunResult result = containers().run(script(image(),
					"cat /rw/in; echo back > /rw/out; touch /ro/x || echo refused; df -k /mem | tail -1")
				.bind(shared, "/rw")
				.bindReadOnly(shared, "/ro")
				.tmpfs("/mem", 1 << 20)
				.build());
			assertThat(result.stdout().text()).contains("from the host").contains("refused");
			if (this.daemon.real()) {
				assertThat(result.stdout().text()).contains("1024");
			}
			assertThat(shared.resolve("out")).hasContent("back");
		}
		finally {
			Files.deleteIfExists(shared.resolve("in"));
			Files.deleteIfExists(shared.resolve("out"));
			Files.delete(shared);
		}
	}

	@Test
	void runFromADirectory() {
		RunResult result = containers()
			.run(RunRequest.ofDirectory(this.rootfs).command("sh", "-c", "id -u; cat /etc/passwd").user("app").build());
		assertThat(result.stdout().text()).startsWith("1000\n").contains("app:x:1000");
		assertThat(this.rootfs.resolve("etc/hosts")).doesNotExist();
		assertThat(this.rootfs.resolve("etc/resolv.conf")).doesNotExist();
	}

	@Test
	void nothingToRunIsNamed() {
		assertThatExceptionOfType(ContainerdException.class)
			.isThrownBy(() -> containers().run(RunRequest.ofDirectory(this.rootfs).build()))
			.withMessageContaining("give a command");
	}

	@Test
	void runOfAnotherLivingProcessIsLeftAlone() {
		CompletableFuture<RunResult> run = containers()
			.runAsync(script(image(), "yes 0123456789abcde | head -c 3000000; while true; do sleep 1; done").id("web")
				.build());
		await().atMost(PATIENCE).until(() -> filesOfContainers().size() == 2);
		containers().start(script(image(), "sleep 1000").id("started").build());
		// The root is the same, as with two instances of one application.
		try (Remote other = Remote.open(this.directory.resolve("other"), RemoteOption.address(this.daemon.socket()),
				RemoteOption.containerdState(this.daemon.state()),
				RemoteOption.daemonRoot(this.directory.resolve("state/root")));
				Client client = other.client(this.namespace, new RecordingBackend())) {
			assertThat(client.restorable()).isEmpty();
			assertThat(client.containers().find("started")).isEmpty();
		}
		// The other has waited for all that it removes.
		assertThat(this.ctr.run("task", "ls")).contains("web");
		assertThat(run).isNotDone();
		assertThat(filesOfContainers()).hasSize(3);
		assertThat(this.client.inspect("started").pid()).isPositive();
		this.client.stop("started", Duration.ZERO);
		this.client.stop("web", Duration.ZERO);
		try (RunResult result = run.orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).join()) {
			assertThat(result.stdout().text()).hasSize(3_000_000);
		}
	}

	@Test
	void imageThatIsNotUnpackedIsNotPulledForThat() {
		Platform platform = Platform.host();
		this.client.images().pull(image(), PullOption.unpack(false));
		this.client.images().tag(image(), "localhost:1/nowhere:1");
		RunRequest request = RunRequest.of("localhost:1/nowhere:1")
			.command("true")
			.platform(platform)
			.pull(PullPolicy.NEVER)
			.build();
		assertThat(containers().run(request).successful()).isTrue();
	}

	@Test
	void consumerThatFailsCostsNobodyElseOutput() {
		RunResult result = containers().run(script(image(), "echo one; echo two").log(LogSink.to((stream, bytes) -> {
			throw new AssertionError("on purpose");
		})).build());
		assertThat(result.stdout().text()).isEqualTo("one\ntwo\n");
	}

	@Test
	void labelOfTheImageThatIsTooLongIsLeftOut() {
		String image = this.registry.push("test/labels", "1",
				busybox().config("Labels", Map.of("long", "\u9577".repeat(2000), "short", "yes")).build());
		assertThat(containers().run(image, "true").successful()).isTrue();
	}

	@Test
	void runOfAClosedClientFails() {
		String image = image();
		this.client.close();
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> containers().runAsync(RunRequest.of(image).build())
				.orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS)
				.join())
			.withCauseInstanceOf(ContainerdException.class);
		this.remote.close();
		open();
	}

}

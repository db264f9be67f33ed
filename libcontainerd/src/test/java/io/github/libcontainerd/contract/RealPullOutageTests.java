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
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.image.PullProgress.Status;
import io.github.libcontainerd.test.ImageLeftovers;
import io.github.libcontainerd.test.Patience;
import io.github.libcontainerd.test.TestImage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What happens around a pull that is under way: somebody gives up, containerd is
 * restarted, its garbage collector runs, its disk is full.
 */
class RealPullOutageTests extends PullTest {

	/**
	 * Pull an image whose large layer does not get further than its beginning, and wait
	 * until it is there.
	 */
	private CompletableFuture<Image> begin(TestImage image, String reference) {
		TestImage.Blob large = image.layers().get(1);
		this.registry.next(blob(large), 1, (answer) -> answer.hangAfter(1_200_000));
		CompletableFuture<Void> begun = new CompletableFuture<>();
		CompletableFuture<Image> pull = images().pullAsync(reference, PullOption.listener((progress) -> {
			if (progress.digest().equals(large.digest()) && progress.status() == Status.DOWNLOADING
					&& progress.offset() > 0) {
				begun.complete(null);
			}
		}));
		CompletableFuture.anyOf(begun, pull).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
		assertThat(pull).isNotDone();
		return pull;
	}

	@Test
	void whoGivesUpLeavesNothing() {
		TestImage image = image(200);
		CompletableFuture<Image> pull = begin(image, this.registry.put("app", "cancelled", image));
		assertThat(pull.cancel(true)).isTrue();
		leftovers().assertNothingLeft();
		assertThat(images().list()).isEmpty();
	}

	@Test
	void whoIsInterruptedIsTold() throws Exception {
		TestImage image = image(210);
		String reference = this.registry.put("app", "interrupted", image);
		this.registry.next(blob(image.layers().get(1)), 1, (answer) -> answer.hangAfter(1000));
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		Thread puller = new Thread(() -> {
			try {
				images().pull(reference);
			}
			catch (RuntimeException ex) {
				thrown.complete(Thread.currentThread().isInterrupted() ? ex : null);
			}
		});
		puller.start();
		Awaitility.await()
			.until(() -> this.registry.requests()
				.stream()
				.anyMatch((request) -> request.path().endsWith(image.layers().get(1).digest())));
		puller.interrupt();
		assertThat(thrown.get(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS))
			.isInstanceOfSatisfying(ImageException.class, (ex) -> assertThat(ex.reason()).isEqualTo(Reason.CANCELLED));
		leftovers().assertNothingLeft();
	}

	@Test
	void whoWaitsForTheSameIsNotAffectedByWhoGivesUp() throws Exception {
		TestImage image = image(220);
		String reference = this.registry.put("app", "shared", image);
		TestImage.Blob large = image.layers().get(1);
		CompletableFuture<Void> goOn = new CompletableFuture<>();
		this.registry.next(blob(large), 1, (answer) -> {
			goOn.join();
			answer.asItShould();
		});
		CompletableFuture<Image> one = images().pullAsync(reference);
		CompletableFuture<Image> two = images().pullAsync(reference);
		one.cancel(true);
		goOn.complete(null);
		assertThat(two.get(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).name()).isEqualTo(reference);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(one::join);
		assertThat(this.registry.requests().stream().filter((request) -> request.path().endsWith(large.digest())))
			.hasSize(1);
	}

	@Test
	void closedClientGivesUp() {
		TestImage image = image(230);
		CompletableFuture<Image> pull = begin(image, this.registry.put("app", "closed", image));
		this.client.close();
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> pull.get(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS))
			.withCauseInstanceOf(ImageException.class);
		leftovers().assertNothingLeft();
	}

	@Test
	void pullGoesOnAfterARestartOfContainerd() throws Exception {
		TestImage image = image(240);
		String reference = this.registry.put("app", "restarted", image);
		TestImage.Blob large = image.layers().get(1);
		this.registry.next(blob(large), 1, (answer) -> answer.slowly(300_000, 200));
		CompletableFuture<Void> begun = new CompletableFuture<>();
		CompletableFuture<Image> pull = images().pullAsync(reference, PullOption.listener((progress) -> {
			// What was sent earlier has been written when so much has been sent.
			if (progress.digest().equals(large.digest()) && progress.offset() > 900_000) {
				begun.complete(null);
			}
		}));
		begun.get(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS);
		this.daemon.kill();
		this.daemon.start();
		assertThat(pull.get(Patience.seconds(60).toSeconds(), TimeUnit.SECONDS).name()).isEqualTo(reference);
		assertThat(images().inspect(reference).unpacked()).isTrue();
		assertThat(this.registry.requests()
			.stream()
			.filter((request) -> request.path().endsWith(large.digest()))
			.map((request) -> request.header("Range"))
			.filter(Objects::nonNull)).as("went on where it was").isNotEmpty();
	}

	@Test
	void whatCouldNotBeUndoneIsUndoneWhenContainerdIsBack() {
		TestImage image = image(250);
		CompletableFuture<Image> pull = begin(image, this.registry.put("app", "away", image));
		this.daemon.kill();
		pull.cancel(true);
		this.daemon.start();
		leftovers().assertNothingLeft();
	}

	@Test
	void garbageCollectorDoesNotTakeWhatIsBeingPulled() throws Exception {
		TestImage image = image(260);
		String reference = this.registry.put("app", "collected", image);
		TestImage.Blob large = image.layers().get(1);
		CompletableFuture<Void> goOn = new CompletableFuture<>();
		this.registry.next(blob(large), 1, (answer) -> {
			goOn.join();
			answer.asItShould();
		});
		CompletableFuture<Void> unpacked = new CompletableFuture<>();
		CompletableFuture<Image> pull = images().pullAsync(reference, PullOption.listener((progress) -> {
			if (progress.status() == Status.UNPACKED) {
				unpacked.complete(null);
			}
		}));
		unpacked.get(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS);
		for (int i = 0; i < 3; i++) {
			assertThat(images().prune().images()).isEmpty();
		}
		goOn.complete(null);
		pull.get(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS);
		assertThat(new Ctr(this.daemon, this.namespace).run("images", "check")).contains("complete (3/3)");
		images().prune();
		leftovers().assertNothingLeft();
	}

	@Test
	void contentOfAnotherNamespaceIsNotFetchedAgain() {
		TestImage image = image(270);
		String reference = this.registry.put("app", "adopted", image);
		images().pull(reference);
		String other = this.namespace + "-b";
		try (var second = this.remote.client(other, new RecordingBackend())) {
			second.images().pull(reference);
			assertThat(second.images().inspect(reference).unpacked()).isTrue();
			second.images().remove(reference);
		}
		assertThat(this.registry.requests()
			.stream()
			.filter((request) -> request.path().endsWith(image.layers().get(1).digest()))).hasSize(1);
		ImageLeftovers.of(this.daemon.socket(), other).assertNothingLeft();
	}

	@Test
	void differentImagesWithTheSameLayerAtTheSameTime() throws Exception {
		TestImage image = image(280);
		String one = this.registry.put("app", "one", image);
		String two = this.registry.put("app", "two", image);
		CompletableFuture<Image> first = images().pullAsync(one);
		CompletableFuture<Image> second = images().pullAsync(two);
		assertThat(first.get(Patience.seconds(30).toSeconds(), TimeUnit.SECONDS).target())
			.isEqualTo(second.get(Patience.seconds(30).toSeconds(), TimeUnit.SECONDS).target());
	}

	@Test
	void fullDiskInTheContentStore() throws IOException {
		TestImage image = image(290);
		String reference = this.registry.put("app", "full", image);
		Path store = root().resolve("io.containerd.content.v1.content");
		full(store, () -> {
			Files.createDirectories(store.resolve("ingest"));
			fails(reference, Reason.NO_SPACE, "no room left");
		});
		images().pull(reference);
	}

	@Test
	void fullDiskUnderTheSnapshots() throws IOException {
		TestImage image = image(300);
		String reference = this.registry.put("app", "snapshots", image);
		full(root().resolve("io.containerd.snapshotter.v1.overlayfs/snapshots"),
				() -> fails(reference, Reason.NO_SPACE, "no room left"));
		images().pull(reference);
	}

	private Path root() {
		return this.daemon.state().resolveSibling("root");
	}

	private static void full(Path directory, Work work) throws IOException {
		run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString());
		try {
			work.run();
		}
		finally {
			run("umount", "-l", directory.toString());
		}
	}

	private static void run(String... command) throws IOException {
		try {
			assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).as(String.join(" ", command))
				.isZero();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** Something with files. */
	private interface Work {

		void run() throws IOException;

	}

}

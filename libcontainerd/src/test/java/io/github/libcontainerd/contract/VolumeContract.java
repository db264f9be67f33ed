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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.VolumeInUseException;
import io.github.libcontainerd.internal.grpc.snapshot.LeasesApi;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotsApi;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.TestTar;
import io.github.libcontainerd.test.internal.real.Clients;
import io.github.libcontainerd.volume.Volume;
import io.github.libcontainerd.volume.Volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Named volumes.
 */
abstract class VolumeContract extends ImageRunTest {

	@AfterEach
	void removeVolumes() {
		containers().list().forEach(RunningContainer::remove);
		volumes().prune();
		assertThat(volumes().list()).isEmpty();
	}

	protected Volumes volumes() {
		return this.client.volumes();
	}

	private void reopen() {
		this.remote.close();
		this.backend = new RecordingBackend();
		open();
	}

	@Test
	void volumeIsMadeOnUseAndOutlivesItsContainers() {
		String image = image();
		RunResult first = containers().run(script(image, "echo kept > /data/file").volume("data", "/data").build());
		assertThat(first.exitCode()).as(first.stderr().text()).isZero();
		reopen();
		RunResult second = containers().run(script(image, "cat /other/file").volumeReadOnly("data", "/other").build());
		assertThat(second.stdout().text()).isEqualTo("kept\n");
		assertThat(volumes().list()).extracting(Volume::name).containsExactly("data");
		assertThat(volumes().inspect("data").containers()).isEmpty();
	}

	@Test
	void readOnlyVolumeIsNotWritten() {
		RunResult result = containers()
			.run(script(image(), "echo x > /data/file").volumeReadOnly("data", "/data").build());
		assertThat(result.exitCode()).isNotZero();
		assertThat(result.stderr().text()).containsIgnoringCase("read-only");
		assertThat(volumes().inspect("data").directory()).isEmptyDirectory();
	}

	@Test
	void volumeSaysWhatItIs() throws IOException {
		Volume made = volumes().create("cache", Map.of("purpose", "ci"));
		assertThat(made.labels()).containsExactly(Map.entry("purpose", "ci"));
		assertThat(made.createdAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
		assertThat(made.size()).isNull();
		Files.write(made.directory().resolve("large"), new byte[256 * 1024]);
		assertThat(volumes().create("cache", Map.of("purpose", "other")).labels()).containsEntry("purpose", "ci");
		Volume found = volumes().inspect("cache");
		assertThat(found.size()).isBetween(256L * 1024, 1024L * 1024);
		assertThat(found.createdAt()).isEqualTo(made.createdAt());
		assertThat(found.directory()).isEqualTo(made.directory());
		volumes().remove("cache");
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(made.directory()).doesNotExist());
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> volumes().inspect("cache"))
			.withMessageContaining("'cache'");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> volumes().remove("cache"));
	}

	@Test
	void namesAndLabelsAreChecked() {
		for (String name : List.of("", "a", "-data", ".data", "da/ta", "../data", "da ta", "d\u00e4ta",
				"d".repeat(129))) {
			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> volumes().create(name));
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> script("x", "true").volume(name, "/data"));
		}
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> volumes().create("data", Map.of("containerd.io/gc.root", "x")))
			.withMessageContaining("reserved");
		assertThat(volumes().list()).isEmpty();
	}

	@Test
	void newVolumeBeginsWithWhatTheImageHasThere() {
		String image = image(new TestTar().directory("srv/").file("srv/page", "of the image"));
		assertThat(text(script(image, "cat /srv/page; echo mine > /srv/page").volume("srv", "/srv")))
			.isEqualTo("of the image");
		assertThat(text(script(image, "cat /srv/page").volume("srv", "/srv"))).isEqualTo("mine\n");
		// Once used it stays as it is, even empty.
		containers().run(script(image, "rm /srv/page").volume("srv", "/srv").build());
		assertThat(text(script(image, "ls /srv").volume("srv", "/srv"))).isEmpty();
	}

	private String text(RunRequest.Builder request) {
		return containers().run(request.build()).stdout().text();
	}

	@Test
	void linkOfTheImageLeadsNowhereElse() throws IOException {
		Path secret = Files.createDirectory(this.directory.resolve("secret"));
		try {
			Files.writeString(secret.resolve("key"), "of the host");
			String image = image(
					new TestTar().symbolicLink("srv", secret.toString()).symbolicLink("up", "../../../.." + secret));
			containers().run(script(image, "true").volume("one", "/srv").volume("two", "/up/").build());
			assertThat(volumes().inspect("one").directory()).isEmptyDirectory();
			assertThat(volumes().inspect("two").directory()).isEmptyDirectory();
		}
		finally {
			Files.delete(secret.resolve("key"));
			Files.delete(secret);
		}
	}

	@Test
	void whatSomebodyHasPutIntoANewVolumeStays() throws IOException {
		Files.writeString(volumes().create("srv").directory().resolve("mine"), "x");
		String image = image(new TestTar().directory("srv/").file("srv/page", "of the image"));
		assertThat(containers().run(script(image, "ls /srv").volume("srv", "/srv").build()).stdout().text())
			.isEqualTo("mine\n");
	}

	@Test
	void copyThatWasInterruptedBeginsAnew() throws IOException {
		String image = image(new TestTar().directory("srv/").file("srv/page", "of the image"));
		Path directory = volumes().create("srv").directory();
		Files.writeString(directory.resolve("half"), "x");
		label("srv", "io.github.libcontainerd/volume.content", "FILLING");
		// What the one who has died held.
		withLeases((leases) -> leases.create("libcontainerd-volume-srv", Duration.ofHours(1),
				Map.of("io.github.libcontainerd/volume-lock", "an-earlier-boot/pid/1/1 1-1")));
		assertThat(containers().run(script(image, "ls /srv").volume("srv", "/srv").build()).stdout().text())
			.isEqualTo("page\n");
	}

	@Test
	void onlyOneFillsAVolume() throws Exception {
		String image = image(new TestTar().directory("srv/").file("srv/page", "of the image"));
		volumes().create("srv");
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<CompletableFuture<RunResult>> runs = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				String name = "own-" + i;
				runs.add(CompletableFuture.supplyAsync(
						() -> containers()
							.run(script(image, "touch /srv/" + name + "; cat /srv/page").volume("srv", "/srv").build()),
						threads));
			}
			for (CompletableFuture<RunResult> run : runs) {
				assertThat(run.get().stdout().text()).isEqualTo("of the image");
			}
			assertThat(volumes().inspect("srv").directory().toFile().list()).hasSize(5);
		}
		finally {
			threads.shutdown();
		}
	}

	@Test
	void volumeInUseIsNotRemoved() {
		RunningContainer container = containers()
			.start(script(image(), "sleep 100").id("db").remove(false).volume("data", "/data").build());
		assertInUse();
		reopen();
		assertThat(volumes().prune()).isEmpty();
		assertInUse();
		containers().find("db").orElseThrow().stop(Duration.ZERO);
		// Kept after its end, it may be started again.
		assertInUse();
		assertThat(container.id()).isEqualTo("db");
		containers().find("db").orElseThrow().remove();
		assertThat(volumes().inspect("data").inUse()).isFalse();
		volumes().remove("data");
	}

	private void assertInUse() {
		assertThat(volumes().list().get(0).containers()).containsExactly("db");
		assertThatExceptionOfType(VolumeInUseException.class).isThrownBy(() -> volumes().remove("data"))
			.withMessageContaining("'data'")
			.withMessageContaining("db")
			.satisfies((ex) -> assertThat(ex.containers()).containsExactly("db"));
	}

	@Test
	void containerThatCannotStartLetsItsVolumesGo() {
		String image = image();
		assertThatExceptionOfType(ContainerdException.class).isThrownBy(
				() -> containers().run((image), (run) -> run.command("/no/such/program").volume("data", "/data")));
		assertThatExceptionOfType(ContainerdException.class).isThrownBy(() -> containers().run((image),
				(run) -> run.command("true").user("nobody-of-this-name").volume("data", "/data")));
		volumes().remove("data");
	}

	@Test
	void pruneTakesWhatIsNotUsedAndChosen() {
		volumes().create("one", Map.of("purpose", "ci"));
		volumes().create("two");
		assertThat(volumes().prune((volume) -> "ci".equals(volume.labels().get("purpose")))).containsExactly("one");
		assertThat(volumes().list()).extracting(Volume::name).containsExactly("two");
		assertThat(volumes().prune()).containsExactly("two");
	}

	@Test
	void garbageCollectionKeepsVolumes() throws IOException {
		Path directory = volumes().create("data").directory();
		Files.writeString(directory.resolve("file"), "kept");
		withLeases((leases) -> leases.create("collect", Duration.ofHours(1), Map.of())
			// Collects before it answers.
			.thenCompose((lease) -> leases.delete("collect", true)));
		this.client.images().prune();
		assertThat(directory.resolve("file")).hasContent("kept");
		assertThat(volumes().inspect("data").directory()).isEqualTo(directory);
	}

	private void withLeases(Function<LeasesApi, CompletableFuture<?>> calls) {
		try (Clients clients = new Clients(this.daemon.socket())) {
			calls.apply(new LeasesApi(clients.plain(), this.namespace)).join();
		}
	}

	private void label(String volume, String key, String value) {
		try (Clients clients = new Clients(this.daemon.socket())) {
			new SnapshotsApi(clients.plain(), this.namespace, "native")
				.label("libcontainerd-volume-" + volume, Map.of(key, value))
				.join();
		}
	}

}

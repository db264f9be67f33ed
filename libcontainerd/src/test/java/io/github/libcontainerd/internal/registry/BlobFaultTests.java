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

package io.github.libcontainerd.internal.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.test.FaultyRegistry;
import io.github.libcontainerd.test.FaultyRequest;
import io.github.libcontainerd.test.TestImage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Blobs from a registry, or over a line, that breaks off, hangs, or sends something else.
 */
class BlobFaultTests extends FaultyRegistryTest {

	private static final int SIZE = LAYER.bytes().length;

	private final FaultyRegistry registry = registry();

	private ImageSource source;

	@BeforeEach
	void open() {
		this.source = source(this.registry.put("app", "1", IMAGE));
	}

	@Test
	void goesOnWhereItBrokeOff() throws Exception {
		this.registry.next("GET /v2/app/blobs", 1, (answer) -> answer.truncate(70_000));
		this.registry.next("GET /v2/app/blobs", 1, (answer) -> answer.truncate(30_000));
		assertThat(read(this.source, LAYER)).isEqualTo(LAYER.bytes());
		// How much of what was sent last came through, nobody can say.
		List<Long> offsets = ranges(this.registry).stream().map(BlobFaultTests::offset).toList();
		assertThat(offsets).hasSizeGreaterThanOrEqualTo(3).isSorted().startsWith(0L);
		assertThat(offsets.get(offsets.size() - 1)).isLessThanOrEqualTo(100_000L);
	}

	@Test
	void asksForNothingTwiceThatItHasReceived() throws Exception {
		CountDownLatch received = new CountDownLatch(1);
		this.registry.next("GET /v2/app/blobs", 1, (answer) -> answer.truncate(70_000, received));
		assertThat(readInTwo(this.source, 70_000, received)).isEqualTo(LAYER.bytes());
		assertThat(ranges(this.registry)).containsExactly(null, "bytes=70000-");
	}

	@Test
	void oneConnectionServesAllThatComesAfterAnother() throws Exception {
		for (int i = 0; i < 5; i++) {
			this.source.resolve();
			try (ImageSource.Content content = this.source.open(descriptor(LAYER), 0)) {
				assertThat(content.body().readNBytes(SIZE)).hasSize(SIZE);
			}
		}
		assertThat(this.registry.requests()).extracting(FaultyRequest::port)
			.hasSize(10)
			.containsOnly(this.registry.requests().get(0).port());
	}

	@Test
	void aRequestHasNoMoreThanItNeeds() throws Exception {
		read(this.source, descriptor(LAYER), 5);
		// Java 17 announces an empty body with everything.
		assertThat(this.registry.requests()).singleElement()
			.satisfies((request) -> assertThat(request.headers().keySet())
				.isSubsetOf("accept", "content-length", "host", "range", "user-agent")
				.contains("range"));
	}

	@Test
	void goesOnAlsoWhereTheReaderBegan() throws Exception {
		this.registry.next("GET /v2/app/blobs", 1, (answer) -> answer.truncate(10_000));
		byte[] rest = read(this.source, descriptor(LAYER), 100_000);
		assertThat(rest).isEqualTo(Arrays.copyOfRange(LAYER.bytes(), 100_000, SIZE));
	}

	@Test
	void skipsWhatItHasWhenTheRegistryCannotBeginInTheMiddle() throws Exception {
		this.registry.next("GET /v2/app/blobs", 1, (answer) -> answer.truncate(70_000));
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.fromTheBeginning());
		assertThat(read(this.source, LAYER)).isEqualTo(LAYER.bytes());
	}

	@Test
	void tellsTheReaderWhenItBeginsAtTheBeginning() throws Exception {
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.fromTheBeginning());
		try (ImageSource.Content content = this.source.open(descriptor(LAYER), 1000)) {
			assertThat(content.offset()).isZero();
			assertThat(content.body().readAllBytes()).isEqualTo(LAYER.bytes());
		}
	}

	@Test
	void beginsAtTheBeginningWhenTheRegistryRefusesTheMiddle() throws Exception {
		this.registry.next("GET /v2/app/blobs", 1, (answer) -> answer.status(416, Map.of(), ""));
		try (ImageSource.Content content = this.source.open(descriptor(LAYER), 1000)) {
			assertThat(content.offset()).isZero();
			assertThat(content.body().readAllBytes()).isEqualTo(LAYER.bytes());
		}
	}

	@Test
	void asksForNothingWhenAllIsThere() throws Exception {
		assertThat(read(this.source, descriptor(LAYER), SIZE)).isEmpty();
		assertThat(asked(this.registry)).isEmpty();
	}

	@Test
	void anotherPlaceThanTheOneAskedForIsAnError() {
		this.registry.always("GET /v2/app/blobs",
				(answer) -> answer.status(206, Map.of("Content-Range", "bytes 5-9/10"), "12345"));
		assertThat(failure(Reason.REGISTRY_ERROR, () -> this.source.open(descriptor(LAYER), 1000)))
			.contains("from byte 1000 on");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 1 })
	void anotherSizeThanTheDescriptorSaysIsCorrupt(int more) {
		Descriptor wrong = new Descriptor(LAYER.mediaType(), LAYER.digest(), SIZE + more, Map.of(), null);
		assertThat(failure(Reason.CORRUPT, () -> read(this.source, wrong, 0))).contains(LAYER.digest(),
				String.valueOf(SIZE + more));
		assertThat(failure(Reason.CORRUPT, () -> this.source.open(wrong, 10))).contains(LAYER.digest());
	}

	@Test
	void moreThanTheDescriptorSaysIsCorruptEvenWhenNoLengthWasGiven() throws Exception {
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.endless());
		assertThat(failure(Reason.CORRUPT, () -> read(this.source, LAYER))).contains("more than the " + SIZE);
		this.registry.abandoned().await();
	}

	@Test
	void givesUpWhenItBreaksOffAgainAndAgain() {
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.truncate(10));
		assertThat(failure(Reason.NETWORK, () -> read(this.source, LAYER))).contains(LAYER.digest(), "at byte");
		// The JDK may have asked again by itself where not even a head came.
		assertThat(this.registry.requests()).hasSizeBetween(PATIENT.attempts(), 3 * PATIENT.attempts());
	}

	@Test
	void doesNotGiveUpAsLongAsItGetsSomewhere() throws Exception {
		byte[] large = new byte[12 * 1024 * 1024];
		new Random(1).nextBytes(large);
		TestImage.Blob blob = TestImage.Blob.of(LAYER.mediaType(), large);
		this.registry.putAt("/v2/app/blobs/" + blob.digest(), blob);
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.truncate(2 * 1024 * 1024));
		assertThat(read(this.source, blob)).isEqualTo(large);
		assertThat(this.registry.requests()).hasSizeGreaterThan(PATIENT.attempts());
	}

	@Test
	void whoSendsNothingMoreIsAskedAgain() throws Exception {
		this.registry.next("GET /v2/app/blobs", 1, (answer) -> answer.hangAfter(70_000));
		this.registry.next("GET /v2/app/blobs", 1, (answer) -> answer.hang());
		assertThat(read(impatient(), LAYER)).isEqualTo(LAYER.bytes());
		assertThat(this.registry.requests()).hasSizeGreaterThanOrEqualTo(3);
	}

	@Test
	void whoAlwaysHangsIsGivenUp() {
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.hang());
		assertThat(failure(Reason.NETWORK, () -> impatient().open(descriptor(LAYER), 0))).contains("No answer for 0.5");
		assertThat(this.registry.requests()).hasSize(IMPATIENT.attempts());
	}

	@Test
	void whoIsSlowIsWaitedFor() throws Exception {
		this.registry.next("GET /v2/app/blobs", 1, (answer) -> answer.slowly(20_000, 20));
		assertThat(read(this.source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(this.registry.requests()).hasSize(1);
	}

	@Test
	void closingEndsAReadAndTheConnection() throws Exception {
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.hangAfter(10));
		ImageSource.Content content = this.source.open(descriptor(LAYER), 0);
		assertThat(content.body().readNBytes(10)).hasSize(10);
		CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
			try {
				return content.body().read();
			}
			catch (IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		});
		content.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(read::get);
	}

	@Test
	void closingEarlyReleasesTheConnection() throws Exception {
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.endless());
		ImageSource.Content content = this.source.open(descriptor(LAYER), 0);
		assertThat(content.body().read()).isNotNegative();
		content.close();
		this.registry.abandoned().await();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> content.body().readAllBytes());
	}

	@Test
	void anInterruptEndsAReadAndTheConnection() throws Exception {
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.hangAfter(10));
		CountDownLatch reading = new CountDownLatch(1);
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		Thread reader = new Thread(() -> {
			try (ImageSource.Content content = this.source.open(descriptor(LAYER), 0)) {
				content.body().readNBytes(10);
				reading.countDown();
				content.body().read();
				thrown.complete(new AssertionError("It read something"));
			}
			catch (IOException | InterruptedException ex) {
				thrown.complete((Thread.currentThread().isInterrupted()) ? ex : new AssertionError(ex));
			}
		});
		reader.start();
		reading.await();
		reader.interrupt();
		assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
	}

	@Test
	void anInterruptEndsAnOpening() throws Exception {
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.hang());
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		Thread reader = new Thread(() -> {
			try {
				this.source.open(descriptor(LAYER), 0);
			}
			catch (IOException | InterruptedException ex) {
				thrown.complete(ex);
			}
		});
		reader.start();
		Awaitility.await().until(() -> !this.registry.requests().isEmpty());
		reader.interrupt();
		assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
	}

	@Test
	void closingTheRegistriesEndsEverything() throws Exception {
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.hang());
		Registries registries = registries(PATIENT);
		ImageSource hanging = registries.source(ImageReference.parse(this.registry.host() + "/app:1"), null);
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		Thread reader = new Thread(() -> {
			try {
				hanging.open(descriptor(LAYER), 0);
			}
			catch (IOException | InterruptedException ex) {
				thrown.complete(ex);
			}
		});
		reader.start();
		Awaitility.await().until(() -> !this.registry.requests().isEmpty());
		registries.close();
		assertThat(thrown.get()).isInstanceOf(RegistryException.class).hasMessageContaining("given up");
	}

	private ImageSource impatient() {
		return registries(IMPATIENT).source(ImageReference.parse(this.registry.host() + "/app:1"), null);
	}

	private static long offset(@Nullable String range) {
		return (range == null) ? 0 : Long.parseLong(range.substring("bytes=".length(), range.length() - 1));
	}

}

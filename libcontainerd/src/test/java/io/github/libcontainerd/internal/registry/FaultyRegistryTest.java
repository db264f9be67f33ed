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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.Registry;
import io.github.libcontainerd.internal.registry.http.Limits;
import io.github.libcontainerd.internal.registry.http.Proxies;
import io.github.libcontainerd.test.FaultyRegistry;
import io.github.libcontainerd.test.FaultyRequest;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the tests with a registry that misbehaves have in common.
 */
@Timeout(60)
abstract class FaultyRegistryTest {

	/** Pauses are short, and nobody is taken for hanging. */
	static final Limits PATIENT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 5, Duration.ofMillis(2),
			Duration.ofMillis(20), Duration.ofSeconds(60));

	/** Who hangs is found out soon; so may one be who does not, and is asked again. */
	static final Limits IMPATIENT = new Limits(Duration.ofSeconds(10), Duration.ofMillis(500), 5, Duration.ofMillis(2),
			Duration.ofMillis(20), Duration.ofSeconds(60));

	static final TestImage IMAGE = TestImage.builder()
		.layer(new TestTar().file("some", "data".repeat(50_000)).toBytes(), TestImage.Compression.NONE)
		.build();

	static final TestImage.Blob LAYER = IMAGE.layers().get(0);

	private final List<AutoCloseable> opened = new ArrayList<>();

	@TempDir
	private Path directory;

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.opened) {
			closeable.close();
		}
	}

	final FaultyRegistry registry() {
		return opened(FaultyRegistry.start());
	}

	final <T extends AutoCloseable> T opened(T closeable) {
		this.opened.add(0, closeable);
		return closeable;
	}

	final Registries registries(Limits limits, Registry... settings) {
		return opened(new Registries(() -> RemoteOption.registries(List.of(settings), dockerConfig()), limits,
				Proxies.usual()));
	}

	final Path dockerConfig() {
		return this.directory.resolve("config.json");
	}

	final ImageSource source(String reference, Registry... settings) {
		return registries(PATIENT, settings).source(ImageReference.parse(reference), null);
	}

	static byte[] read(ImageSource source, TestImage.Blob blob) throws IOException, InterruptedException {
		return read(source, descriptor(blob), 0);
	}

	static byte[] read(ImageSource source, Descriptor descriptor, long offset)
			throws IOException, InterruptedException {
		try (ImageSource.Content content = source.open(descriptor, offset)) {
			assertThat(content.offset()).isEqualTo(offset);
			return content.body().readAllBytes();
		}
	}

	/**
	 * Read a layer, and say when its first part was received.
	 */
	static byte[] readInTwo(ImageSource source, int first, CountDownLatch received)
			throws IOException, InterruptedException {
		try (ImageSource.Content content = source.open(descriptor(LAYER), 0)) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			bytes.write(content.body().readNBytes(first));
			received.countDown();
			content.body().transferTo(bytes);
			return bytes.toByteArray();
		}
	}

	static Descriptor descriptor(TestImage.Blob blob) {
		return new Descriptor(blob.mediaType(), blob.digest(), blob.bytes().length, Map.of(), null);
	}

	/**
	 * Expect a failure.
	 * @return its message
	 */
	static String failure(Reason reason, Call call) {
		RegistryException ex = catchThrowableOfType(RegistryException.class, call::run);
		assertThat(ex).isNotNull();
		assertThat(ex.reason()).as(ex.getMessage()).isEqualTo(reason);
		return ex.getMessage();
	}

	static List<String> asked(FaultyRegistry registry) {
		return registry.requests().stream().map((request) -> request.method() + " " + request.path()).toList();
	}

	static List<String> ranges(FaultyRegistry registry) {
		return registry.requests().stream().map((FaultyRequest request) -> request.header("Range")).toList();
	}

	interface Call {

		void run() throws Exception;

	}

}

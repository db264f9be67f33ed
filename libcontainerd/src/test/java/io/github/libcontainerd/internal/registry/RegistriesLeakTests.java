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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.internal.registry.http.Proxies;
import io.github.libcontainerd.test.FaultyRegistry;
import io.github.libcontainerd.test.LeakCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Threads and connections of the client end with it, whatever it was doing.
 */
class RegistriesLeakTests extends FaultyRegistryTest {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Test
	void nothingIsLeftOfReading() throws Exception {
		LeakCheck leaks = check();
		try (FaultyRegistry registry = FaultyRegistry.start()) {
			read(registry);
		}
		leaks.assertNothingLeft();
	}

	private static void read(FaultyRegistry registry) throws IOException, InterruptedException {
		ImageReference reference = ImageReference.parse(registry.put("app", "1", IMAGE));
		try (Registries registries = open()) {
			for (int i = 0; i < 3; i++) {
				ImageSource source = registries.source(reference, null);
				source.resolve();
				read(source, LAYER);
			}
		}
	}

	@Test
	void nothingIsLeftBetweenPullsEither() throws Exception {
		LeakCheck leaks = check();
		try (FaultyRegistry registry = FaultyRegistry.start(); Registries registries = open()) {
			ImageReference reference = ImageReference.parse(registry.put("app", "1", IMAGE));
			registries.source(reference, null).resolve();
			assertThat(leaks.leaks()).isNotEmpty();
			Awaitility.await().atMost(PATIENCE).until(() -> {
				System.gc();
				return leaks.leaks().stream().noneMatch((leak) -> leak.startsWith("thread"));
			});
			registries.source(reference, null).resolve();
		}
		leaks.assertNothingLeft();
	}

	@Test
	void nothingIsLeftOfWhatWasGivenUp() throws Exception {
		LeakCheck leaks = check();
		try (FaultyRegistry registry = FaultyRegistry.start()) {
			giveUp(registry);
		}
		leaks.assertNothingLeft();
	}

	private void giveUp(FaultyRegistry registry) throws Exception {
		ImageReference reference = ImageReference.parse(registry.put("app", "1", IMAGE));
		registry.next("GET ", 1, (answer) -> answer.hang());
		registry.next("GET ", 1, (answer) -> answer.hangAfter(10));
		registry.next("GET ", 1, (answer) -> answer.endless());
		ExecutorService readers = Executors.newCachedThreadPool();
		Registries registries = opened(open());
		try {
			ImageSource source = registries.source(reference, null);
			List<Future<byte[]>> reads = List.of(readers.submit(() -> read(source, LAYER)),
					readers.submit(() -> read(source, LAYER)));
			Awaitility.await().until(() -> registry.requests().size() == 2);
			ImageSource.Content endless = source.open(descriptor(LAYER), 0);
			assertThat(endless.body().read()).isNotNegative();
			registries.close();
			for (Future<byte[]> read : reads) {
				assertThatExceptionOfType(java.util.concurrent.ExecutionException.class).isThrownBy(read::get);
			}
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> endless.body().readAllBytes());
			registry.abandoned().await();
			assertThatExceptionOfType(RegistryException.class).isThrownBy(source::resolve);
		}
		finally {
			readers.shutdownNow();
		}
	}

	private static LeakCheck check() {
		return LeakCheck.begin("containerd-registry", "HttpClient-").patience(PATIENCE);
	}

	private static Registries open() {
		return new Registries(() -> new io.github.libcontainerd.client.RemoteOption.Registries(List.of(),
				java.nio.file.Path.of("/none")), PATIENT, Proxies.usual());
	}

}

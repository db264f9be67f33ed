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

package io.github.libcontainerd.internal.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Readers}.
 */
class ReadersTests {

	private final Readers readers = new Readers();

	@AfterEach
	void close() {
		this.readers.close();
	}

	@Test
	void aThreadThatHasReadOneStreamReadsTheNext() {
		List<Thread> seen = new CopyOnWriteArrayList<>();
		this.readers.execute(() -> seen.add(Thread.currentThread()));
		await().until(() -> !seen.isEmpty() && seen.get(0).getState() == Thread.State.TIMED_WAITING);
		CompletableFuture.runAsync(() -> seen.add(Thread.currentThread()), this.readers).join();
		assertThat(seen).hasSize(2).allMatch((thread) -> thread == seen.get(0));
		assertThat(seen.get(0).isDaemon()).isTrue();
	}

	@Test
	void aBlockedReadDelaysNoOther() {
		CountDownLatch release = new CountDownLatch(1);
		this.readers.execute(() -> awaitQuietly(release));
		CompletableFuture.runAsync(() -> {
		}, this.readers).join();
		release.countDown();
	}

	@Test
	void whatComesAfterTheEndIsReadAllTheSame() {
		this.readers.close();
		CompletableFuture.runAsync(() -> {
		}, this.readers).join();
	}

	@Test
	void theEndEndsIdleThreads() {
		List<Thread> seen = new CopyOnWriteArrayList<>();
		this.readers.execute(() -> seen.add(Thread.currentThread()));
		await().until(() -> !seen.isEmpty());
		this.readers.close();
		await().until(() -> !seen.get(0).isAlive());
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

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

package io.github.libcontainerd.internal.container;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link KeyedQueues}.
 */
class KeyedQueuesTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final KeyedQueues queues = new KeyedQueues(this.executor);

	@AfterEach
	void shutDown() {
		this.executor.shutdownNow();
	}

	@Test
	@DisplayName("S30: the tasks of one key run one after another, in order")
	void tasksOfOneKeyAreSerial() throws InterruptedException {
		List<Integer> seen = new ArrayList<>();
		CountDownLatch done = new CountDownLatch(1000);
		for (int i = 0; i < 1000; i++) {
			int number = i;
			this.queues.post("a", () -> {
				seen.add(number);
				done.countDown();
			});
		}
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(seen).isEqualTo(IntStream.range(0, 1000).boxed().toList());
	}

	@Test
	void blockedKeyDelaysNoOther() throws InterruptedException {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch other = new CountDownLatch(1);
		this.queues.post("a", () -> hold(release));
		this.queues.post("b", other::countDown);
		assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
		release.countDown();
	}

	@Test
	void emptyQueueDoesNotExist() {
		for (int i = 0; i < 100; i++) {
			this.queues.post("key" + i, () -> {
			});
		}
		await().untilAsserted(() -> assertThat(this.queues.size()).isZero());
	}

	@Test
	void taskThatThrowsStopsNothing() throws InterruptedException {
		CountDownLatch next = new CountDownLatch(1);
		this.queues.post("a", () -> {
			throw new IllegalStateException("expected");
		});
		this.queues.post("a", next::countDown);
		assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void withoutAThreadNothingIsLost() {
		KeyedQueues poor = new KeyedQueues((task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
		List<Integer> seen = new CopyOnWriteArrayList<>();
		poor.post("a", () -> {
			poor.post("a", () -> seen.add(2));
			seen.add(1);
		});
		poor.post("a", () -> seen.add(3));
		assertThat(seen).containsExactly(1, 2, 3);
		assertThat(poor.size()).isZero();
	}

	@Test
	void taskKnowsThatItRuns() throws InterruptedException {
		List<Boolean> seen = new CopyOnWriteArrayList<>();
		CountDownLatch done = new CountDownLatch(1);
		this.queues.post("a", () -> {
			seen.add(this.queues.runs("a"));
			seen.add(this.queues.runs("b"));
			done.countDown();
		});
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(seen).containsExactly(true, false);
		assertThat(this.queues.runs("a")).isFalse();
	}

	@Test
	void whoWaitsWorksOffAnIdleQueueHimself() {
		List<Thread> seen = new CopyOnWriteArrayList<>();
		this.queues.postAndWait("a", () -> seen.add(Thread.currentThread()));
		assertThat(seen).containsExactly(Thread.currentThread());
		assertThat(this.queues.runs("a")).isFalse();
		assertThat(this.queues.size()).isZero();
	}

	@Test
	void whoWaitsDoesSoForWhatCameBefore() throws InterruptedException {
		List<String> seen = new CopyOnWriteArrayList<>();
		CountDownLatch release = new CountDownLatch(1);
		this.queues.post("a", () -> {
			hold(release);
			seen.add("before");
		});
		Thread caller = new Thread(() -> this.queues.postAndWait("a", () -> seen.add("waited for")));
		caller.start();
		await().until(() -> caller.getState() == Thread.State.WAITING);
		release.countDown();
		caller.join(10_000);
		assertThat(seen).containsExactly("before", "waited for");
	}

	@Test
	void whoWaitsForATaskThatThrowsIsReleased() {
		this.queues.postAndWait("a", () -> {
			throw new IllegalStateException("expected");
		});
		assertThat(this.queues.size()).isZero();
	}

	private static void hold(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

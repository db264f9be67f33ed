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

package io.github.libcontainerd.internal.pool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Refill}.
 */
class RefillTests {

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private final ExecutorService workers = Executors.newCachedThreadPool();

	private final AtomicInteger made = new AtomicInteger();

	private final AtomicInteger busy = new AtomicInteger();

	@AfterEach
	void shutDown() {
		this.scheduler.shutdownNow();
		this.workers.shutdownNow();
	}

	private Refill refill(double perSecond, int size, BooleanSupplier step) {
		return new Refill(new RefillPace(perSecond, System.nanoTime()), () -> this.made.get() < size, step,
				this.scheduler, this.workers);
	}

	@Test
	void oneAfterTheOtherHoweverOftenItIsWoken() {
		Refill refill = refill(1000, 50, () -> {
			assertThat(this.busy.incrementAndGet()).isEqualTo(1);
			this.made.incrementAndGet();
			this.busy.decrementAndGet();
			return true;
		});
		for (int i = 0; i < 20; i++) {
			refill.wake();
		}
		await().until(() -> this.made.get() == 50);
		assertThat(refill.close()).succeedsWithin(Duration.ofSeconds(20));
		assertThat(this.made).hasValue(50);
	}

	@Test
	void notFasterThanTheRate() {
		long begun = System.nanoTime();
		Refill refill = refill(10, 4, () -> this.made.incrementAndGet() > 0);
		refill.wake();
		await().until(() -> this.made.get() == 4);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
	}

	@Test
	void whatHasFailedIsTriedAgainWhenItMayWork() {
		Refill refill = refill(1000, 1, () -> this.busy.incrementAndGet() > 1 && this.made.incrementAndGet() > 0);
		refill.wake();
		await().until(() -> this.busy.get() == 1);
		await().until(() -> {
			refill.again();
			return this.made.get() == 1;
		});
	}

	@Test
	void closeWaitsForTheLastOne() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		Refill refill = refill(1000, 5, () -> {
			begun.countDown();
			try {
				return proceed.await(20, TimeUnit.SECONDS) && this.made.incrementAndGet() > 0;
			}
			catch (InterruptedException ex) {
				return false;
			}
		});
		refill.wake();
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> closed = refill.close();
		assertThat(closed).isNotDone();
		proceed.countDown();
		assertThat(closed).succeedsWithin(Duration.ofSeconds(20));
		refill.wake();
		assertThat(this.made).hasValue(1);
	}

}

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

package io.github.libcontainerd.internal.image.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tasks of one piece of work.
 */
class TaskGroupTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@AfterEach
	void shutdown() {
		this.executor.shutdownNow();
	}

	@Test
	void noMoreRunAtATimeThanAllowed() throws Exception {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		try (TaskGroup group = new TaskGroup(this.executor, 3)) {
			List<Future<Integer>> tasks = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				int number = i;
				tasks.add(group.fork(() -> {
					most.accumulateAndGet(running.incrementAndGet(), Math::max);
					Thread.yield();
					running.decrementAndGet();
					return number;
				}));
			}
			for (int i = 0; i < 50; i++) {
				assertThat(group.await(tasks.get(i))).isEqualTo(i);
			}
		}
		assertThat(most.get()).isBetween(1, 3);
	}

	@Test
	void firstFailureEndsAllOthersAndIsTheOneReported() throws Exception {
		AtomicBoolean interrupted = new AtomicBoolean();
		CountDownLatch begun = new CountDownLatch(1);
		try (TaskGroup group = new TaskGroup(this.executor, 2)) {
			Future<Boolean> hanging = group.fork(() -> {
				begun.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					interrupted.set(true);
					throw ex;
				}
				return true;
			});
			begun.await();
			group.fork(() -> {
				throw new IllegalStateException("first");
			});
			Future<Boolean> waiting = group.fork(() -> true);
			assertThatIllegalStateException().isThrownBy(() -> group.await(hanging)).withMessage("first");
			assertThatIllegalStateException().isThrownBy(() -> {
				// It may have run before the failure.
				if (group.await(waiting)) {
					throw new IllegalStateException("first");
				}
			}).withMessage("first");
			assertThat(group.fork(() -> true).isCancelled()).isTrue();
		}
		assertThat(interrupted).isTrue();
	}

	@Test
	void nothingRunsAfterClose() throws Exception {
		AtomicBoolean running = new AtomicBoolean();
		CountDownLatch begun = new CountDownLatch(1);
		TaskGroup group = new TaskGroup(this.executor, 1);
		Future<Boolean> task = group.fork(() -> {
			running.set(true);
			begun.countDown();
			try {
				new CountDownLatch(1).await();
			}
			finally {
				running.set(false);
			}
			return true;
		});
		Future<Boolean> never = group.fork(() -> true);
		begun.await();
		group.close();
		assertThat(running).isFalse();
		assertThat(never.isCancelled()).isTrue();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> group.await(task));
	}

	@Test
	void taskThatNobodyRunsIsNotWaitedFor() throws Exception {
		this.executor.shutdown();
		TaskGroup group = new TaskGroup(this.executor, 1);
		Future<Boolean> task = group.fork(() -> true);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> group.await(task));
		assertThat(group.fork(() -> true).isCancelled()).isTrue();
		CompletableFuture.runAsync(group::close).get(10, TimeUnit.SECONDS);
	}

}

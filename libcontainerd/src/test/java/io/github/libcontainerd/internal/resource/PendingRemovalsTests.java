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

package io.github.libcontainerd.internal.resource;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PendingRemovals}.
 */
class PendingRemovalsTests {

	private static final int MANY = 2000;

	private final CompletableFuture<Void> connected = new CompletableFuture<>();

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private final ExecutorService workers = Executors.newCachedThreadPool();

	private final PendingRemovals removals = new PendingRemovals(() -> this.connected, this.scheduler, this.workers);

	@AfterEach
	void stop() {
		this.scheduler.shutdownNow();
		this.workers.shutdownNow();
	}

	@Test
	void manyAreWorkedOffByAFewThreads() {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger done = new AtomicInteger();
		for (int i = 0; i < MANY; i++) {
			this.removals.add("container '" + i + "'", () -> {
				most.accumulateAndGet(running.incrementAndGet(), Math::max);
				Thread.yield();
				running.decrementAndGet();
				done.incrementAndGet();
			});
		}
		this.connected.complete(null);
		this.removals.close();
		assertThat(done).hasValue(MANY);
		assertThat(most.get()).isBetween(1, 4);
	}

	@Test
	void oneThatTakesLongDoesNotKeepTheOthersWaiting() throws Exception {
		CountDownLatch other = new CountDownLatch(1);
		this.removals.add("slow", () -> {
			try {
				other.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		this.removals.add("quick", other::countDown);
		this.connected.complete(null);
		this.removals.close();
		assertThat(other.getCount()).isZero();
		assertThat(this.removals.contains("slow")).isFalse();
	}

	@Test
	void whatIsLeftIsToldInOneLine() {
		Logger logger = (Logger) LoggerFactory.getLogger(PendingRemovals.class);
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.addAppender(lines);
		try {
			for (int i = 0; i < MANY; i++) {
				this.removals.add("container '" + i + "'", () -> {
				});
			}
			this.removals.close();
		}
		finally {
			logger.detachAppender(lines);
		}
		assertThat(lines.list).singleElement()
			.extracting(ILoggingEvent::getFormattedMessage)
			.isEqualTo("Left behind, since containerd is away: container '0', container '1', container '10', "
					+ "container '100', container '1000' and 1995 more");
	}

}

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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.run.PoolSettings;

/**
 * Keeps as many containers waiting as there are to be, none of them too old. Safe for use
 * by several threads.
 */
final class IdleContainers {

	private static final Logger logger = LoggerFactory.getLogger(IdleContainers.class);

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

	private final String name;

	private final IdleMaker maker;

	private final long maxAge;

	private final Figures figures;

	private final ScheduledExecutorService scheduler;

	private final Executor workers;

	private final Stock stock;

	private final Refill refill;

	private final Set<CompletableFuture<Void>> discards = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean failing = new AtomicBoolean();

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable ScheduledFuture<?> ageTimer;

	IdleContainers(String name, IdleMaker maker, PoolSettings settings, Figures figures,
			ScheduledExecutorService scheduler, Executor workers) {
		this.name = name;
		this.maker = maker;
		this.maxAge = settings.maxAge().toNanos();
		this.figures = figures;
		this.scheduler = scheduler;
		this.workers = workers;
		this.stock = new Stock(settings.size());
		this.refill = new Refill(new RefillPace(settings.refillsPerSecond(), System.nanoTime()), this.stock::needsMore,
				this::makeOne, scheduler, workers);
	}

	/**
	 * Make those that are missing, in the background.
	 */
	void refill() {
		this.refill.wake();
	}

	private boolean makeOne() {
		try {
			IdleContainer made = this.maker.make();
			if (!this.stock.add(made)) {
				discard(made);
			}
			watchAge();
			if (this.failing.getAndSet(false)) {
				logger.info("Containers of pool '{}' can be made ahead again", this.name);
			}
			return true;
		}
		catch (RuntimeException ex) {
			this.figures.failed();
			// Whether it is away or the client is closed, that has been said already.
			if (ex instanceof DaemonUnavailableException || this.failing.getAndSet(true)) {
				logger.debug("No container of pool '{}' could be made ahead", this.name, ex);
			}
			else {
				logger.warn("No container of pool '{}' could be made ahead; this is tried again, and each use makes"
						+ " its own until then", this.name, ex);
			}
			return false;
		}
	}

	/**
	 * Take one that containerd has as it was left.
	 * @return the container; {@code null} when there is none
	 */
	@Nullable IdleContainer take() {
		IdleContainer taken = this.stock.take();
		while (taken != null && !usable(taken)) {
			discard(taken);
			taken = this.stock.take();
		}
		return taken;
	}

	private boolean usable(IdleContainer taken) {
		if (taken.age(System.nanoTime()) > this.maxAge) {
			this.figures.expired();
			return false;
		}
		try {
			boolean waits = taken.container().waits();
			if (!waits) {
				lost(taken);
			}
			return waits;
		}
		catch (RuntimeException ex) {
			// containerd does not answer, or the caller was interrupted.
			if (!this.stock.putBack(taken)) {
				discard(taken);
			}
			throw ex;
		}
	}

	void lost(IdleContainer container) {
		logger.info("Container '{}' of pool '{}' was killed or removed before it was used", container.id(), this.name);
		this.figures.lost();
	}

	/**
	 * A container has ended, perhaps one that waits here.
	 */
	void ended(String id) {
		for (IdleContainer container : this.stock.all()) {
			if (container.id().equals(id) && this.stock.remove(container)) {
				lost(container);
				discard(container);
				refill();
			}
		}
	}

	/**
	 * containerd is back, and may have lost some.
	 */
	void reconnected() {
		this.workers.execute(() -> {
			try {
				for (IdleContainer container : this.stock.all()) {
					if (!container.container().waits() && this.stock.remove(container)) {
						lost(container);
						discard(container);
					}
				}
			}
			catch (DaemonUnavailableException ex) {
				logger.debug("Away again before the containers of pool '{}' were compared", this.name, ex);
			}
			finally {
				this.refill.again();
			}
		});
	}

	/**
	 * Have the oldest one replaced in time.
	 */
	private void watchAge() {
		this.lock.lock();
		try {
			boolean watched = this.ageTimer != null && !this.ageTimer.isDone();
			if (watched || this.scheduler.isShutdown()) {
				return;
			}
			long now = System.nanoTime();
			this.stock.all()
				.stream()
				.mapToLong((container) -> container.age(now))
				.max()
				.ifPresent((age) -> this.ageTimer = this.scheduler
					.schedule(() -> this.workers.execute(this::replaceOld), this.maxAge - age, TimeUnit.NANOSECONDS));
		}
		finally {
			this.lock.unlock();
		}
	}

	private void replaceOld() {
		for (IdleContainer container : this.stock.all()) {
			if (container.age(System.nanoTime()) >= this.maxAge && this.stock.remove(container)) {
				this.figures.expired();
				discard(container);
			}
		}
		refill();
		watchAge();
	}

	private void discard(IdleContainer container) {
		CompletableFuture<Void> discard = CompletableFuture.runAsync(container.container()::discard, this.workers);
		this.discards.add(discard);
		discard.whenComplete((nothing, failure) -> this.discards.remove(discard));
	}

	int count() {
		return this.stock.count();
	}

	/**
	 * Remove all, and make no more.
	 */
	void close() {
		CompletableFuture<Void> last = this.refill.close();
		this.stock.close().forEach(this::discard);
		last.completeOnTimeout(null, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
		CompletableFuture
			.allOf(this.discards.stream()
				.map((discard) -> discard.handle((nothing, failure) -> null))
				.toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
			.join();
		this.lock.lock();
		try {
			if (this.ageTimer != null) {
				this.ageTimer.cancel(false);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}

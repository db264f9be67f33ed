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

package io.github.libcontainerd.internal.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.client.SubscriptionStatus;
import io.github.libcontainerd.internal.grpc.task.EventsApi;
import io.github.libcontainerd.internal.grpc.task.TaskEvent;

/**
 * The event stream of a namespace, kept up for as long as the client is open. There is at
 * most one stream at a time (moby 906007f6c1).
 * <p>
 * containerd replays nothing and does not confirm a subscription. So a mark is published
 * until it comes back; then the owner compares its containers with containerd's; only
 * then the subscription counts as live. A lost stream is established again, with a
 * back-off that is capped at half a second.
 */
public final class EventSubscription implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EventSubscription.class);

	// The first mark is usually faster than the subscription, by a millisecond or two.
	private static final long FIRST_MARK_INTERVAL_MILLIS = 1;

	private static final long LAST_MARK_INTERVAL_MILLIS = 20;

	private static final int MARK_ATTEMPTS = 250;

	private static final Duration FIRST_DELAY = Duration.ofMillis(50);

	private static final Duration LAST_DELAY = Duration.ofMillis(500);

	private final EventsApi api;

	private final ScheduledExecutorService scheduler;

	private final Consumer<TaskEvent> events;

	private final Supplier<CompletableFuture<Void>> resynchronise;

	private final Runnable resynchronised;

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicInteger reconnects = new AtomicInteger();

	private final AtomicLong received = new AtomicLong();

	private volatile @Nullable Instant lastEventAt;

	private volatile @Nullable Duration lag;

	// All guarded by the lock.
	private long generation;

	private @Nullable Runnable cancel;

	private Duration delay = FIRST_DELAY;

	private volatile SubscriptionState state = SubscriptionState.CONNECTING;

	private final CompletableFuture<Void> firstLive = new CompletableFuture<>();

	/**
	 * Create a subscription; {@link #start} starts it.
	 * @param api the events
	 * @param scheduler for the delays
	 * @param events receives the events; must not block
	 * @param resynchronise compares all containers with containerd's, called when a new
	 * stream is confirmed
	 * @param resynchronised is told when that was done after a loss; must not block
	 */
	public EventSubscription(EventsApi api, ScheduledExecutorService scheduler, Consumer<TaskEvent> events,
			Supplier<CompletableFuture<Void>> resynchronise, Runnable resynchronised) {
		this.api = api;
		this.scheduler = scheduler;
		this.events = events;
		this.resynchronise = resynchronise;
		this.resynchronised = resynchronised;
	}

	/**
	 * Start to connect.
	 * @return completes when the subscription is live for the first time
	 */
	public CompletableFuture<Void> start() {
		connect();
		return this.firstLive;
	}

	/**
	 * Return the state.
	 * @return the state
	 */
	public SubscriptionState state() {
		return this.state;
	}

	/**
	 * Return the state with its figures.
	 * @return the status
	 */
	public SubscriptionStatus status() {
		return new SubscriptionStatus(this.state, this.reconnects.get(), this.received.get(), this.lastEventAt,
				this.lag);
	}

	private void received(TaskEvent event, @Nullable Instant published) {
		this.received.incrementAndGet();
		Instant now = Instant.now();
		this.lastEventAt = now;
		if (published != null) {
			// Both clocks are that of the host, which may be set back.
			Duration passed = Duration.between(published, now);
			this.lag = passed.isNegative() ? Duration.ZERO : passed;
		}
		this.events.accept(event);
	}

	private void connect() {
		long current;
		this.lock.lock();
		try {
			if (this.state == SubscriptionState.CLOSED) {
				return;
			}
			current = ++this.generation;
			this.state = SubscriptionState.CONNECTING;
		}
		finally {
			this.lock.unlock();
		}
		String mark = String.format(Locale.ROOT, "live%016x", ThreadLocalRandom.current().nextLong());
		CompletableFuture<Void> confirmed = new CompletableFuture<>();
		Runnable cancellation = this.api.subscribe(this::received, (seen) -> {
			if (seen.equals(mark)) {
				confirmed.complete(null);
			}
		}, (failure) -> lost(current, failure));
		this.lock.lock();
		try {
			if (current != this.generation) {
				cancellation.run();
				return;
			}
			this.cancel = cancellation;
		}
		finally {
			this.lock.unlock();
		}
		publish(current, mark, confirmed, 0);
		confirmed.thenCompose((nothing) -> this.resynchronise.get()).whenComplete((nothing, failure) -> {
			if (failure != null) {
				lost(current, failure);
			}
			else {
				live(current);
			}
		});
	}

	private void publish(long current, String mark, CompletableFuture<Void> confirmed, int attempt) {
		if (confirmed.isDone() || current != this.generation) {
			return;
		}
		if (attempt == MARK_ATTEMPTS) {
			lost(current, new IllegalStateException("containerd does not deliver events"));
			return;
		}
		this.api.publishMark(mark).whenComplete((nothing, failure) -> {
			if (failure != null) {
				lost(current, failure);
			}
			else {
				long wait = Math.min(LAST_MARK_INTERVAL_MILLIS,
						FIRST_MARK_INTERVAL_MILLIS << Math.min(attempt, Integer.SIZE - 2));
				schedule(() -> publish(current, mark, confirmed, attempt + 1), Duration.ofMillis(wait));
			}
		});
	}

	private void live(long current) {
		boolean again;
		this.lock.lock();
		try {
			if (current != this.generation) {
				return;
			}
			this.delay = FIRST_DELAY;
			again = this.firstLive.isDone();
			this.state = SubscriptionState.LIVE;
		}
		finally {
			this.lock.unlock();
		}
		this.firstLive.complete(null);
		if (again) {
			this.reconnects.incrementAndGet();
			this.resynchronised.run();
		}
	}

	private void lost(long current, Throwable failure) {
		Duration wait;
		Runnable cancellation;
		this.lock.lock();
		try {
			if (current != this.generation) {
				return;
			}
			this.generation++;
			cancellation = this.cancel;
			this.cancel = null;
			wait = this.delay;
			this.delay = (wait.multipliedBy(2).compareTo(LAST_DELAY) < 0) ? wait.multipliedBy(2) : LAST_DELAY;
			if (this.state == SubscriptionState.LIVE) {
				logger.info("Lost the event stream, connecting again: {}", failure.getMessage());
			}
			this.state = SubscriptionState.DISCONNECTED;
		}
		finally {
			this.lock.unlock();
		}
		if (cancellation != null) {
			cancellation.run();
		}
		schedule(this::connect, wait);
	}

	private void schedule(Runnable task, Duration wait) {
		if (!this.scheduler.isShutdown()) {
			this.scheduler.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void close() {
		Runnable cancellation;
		this.lock.lock();
		try {
			this.generation++;
			cancellation = this.cancel;
			this.cancel = null;
			this.state = SubscriptionState.CLOSED;
		}
		finally {
			this.lock.unlock();
		}
		if (cancellation != null) {
			cancellation.run();
		}
		this.firstLive.completeExceptionally(new IllegalStateException("closed"));
	}

}

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
package io.github.libcontainerd.internal.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.internal.grpc.Errors;

/**
 * Attempts to connect, one after another in a thread of their own until one succeeds, and
 * the waiting for that.
 * <p>
 * Everybody waits until the same moment, the start timeout after the first attempt: what
 * is called later fails at once, as it does with a connection that was lost.
 */
final class ConnectAttempts {

	private static final Logger logger = LoggerFactory.getLogger(ConnectAttempts.class);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

	private static final Duration LAST_PAUSE = Duration.ofSeconds(10);

	private final Runnable attempt;

	private final Duration patience;

	private final CompletableFuture<Void> closing;

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable Long deadline;

	private volatile @Nullable Failure lastFailure;

	/**
	 * Create it.
	 * @param attempt does not throw when it succeeds
	 * @param patience how long to wait for it at most
	 * @param closing completes when it is no longer needed
	 */
	ConnectAttempts(Runnable attempt, Duration patience, CompletableFuture<Void> closing) {
		this.attempt = attempt;
		this.patience = patience;
		this.closing = closing;
	}

	/**
	 * Start to connect, unless that was done before.
	 */
	void start() {
		if (this.deadline != null) {
			return;
		}
		this.lock.lock();
		try {
			if (this.deadline == null && !this.closing.isDone()) {
				this.deadline = System.nanoTime() + this.patience.toNanos();
				Thread thread = new Thread(this::run, "containerd-connect");
				thread.setDaemon(true);
				thread.start();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		try {
			Duration pause = FIRST_PAUSE;
			while (!this.closing.isDone() && !succeeded()) {
				this.closing.copy().completeOnTimeout(null, pause.toMillis(), TimeUnit.MILLISECONDS).join();
				pause = (pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0) ? pause.multipliedBy(2) : LAST_PAUSE;
			}
		}
		finally {
			this.ended.complete(null);
		}
	}

	private boolean succeeded() {
		try {
			this.attempt.run();
			return true;
		}
		// Also errors: without this thread nothing would be tried any more.
		catch (RuntimeException | Error ex) {
			if (!this.closing.isDone()) {
				failed(ex);
			}
			return false;
		}
	}

	private void failed(Throwable cause) {
		Failure before = this.lastFailure;
		Failure failure = new Failure(kind(cause), String.valueOf(cause.getMessage()), Instant.now(), cause);
		this.lastFailure = failure;
		if (before != null && before.kind().equals(failure.kind())) {
			logger.debug("Still not connected", cause);
		}
		else if (cause instanceof ContainerdException) {
			logger.warn("Not connected to containerd yet, trying again and again: {}", failure.text());
		}
		else {
			logger.warn("Not connected to containerd yet, trying again and again", cause);
		}
	}

	// The log of a daemon, which is in the message, has the time in it.
	private static String kind(Throwable cause) {
		return (cause instanceof RemoteStartException start) ? start.reason() + " " + start.subject()
				: String.valueOf(cause);
	}

	@Nullable Failure lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Wait for what a successful attempt completes.
	 */
	<T> T await(CompletableFuture<T> result, Operation operation) {
		try {
			return result.get(left().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw unavailable(operation);
		}
		catch (ExecutionException ex) {
			throw closed(operation);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted while waiting for containerd");
		}
	}

	/**
	 * The same as {@link #await}, without blocking.
	 */
	<T> CompletableFuture<T> later(CompletableFuture<T> result, Operation operation) {
		return result.copy().orTimeout(left().toNanos(), TimeUnit.NANOSECONDS).exceptionally((failure) -> {
			throw (Errors.unwrap(failure) instanceof TimeoutException) ? unavailable(operation) : closed(operation);
		});
	}

	private static DaemonUnavailableException closed(Operation operation) {
		return new DaemonUnavailableException(operation, "the client is closed", null);
	}

	/**
	 * Start to connect, and return how long a call waits.
	 */
	private Duration left() {
		start();
		Long until = this.deadline;
		return Duration.ofNanos((until != null) ? Math.max(0, until - System.nanoTime()) : 0);
	}

	DaemonUnavailableException unavailable(Operation operation) {
		Failure failure = this.lastFailure;
		return (failure != null)
				? new DaemonUnavailableException(operation, "not connected to containerd yet: " + failure.text(),
						failure.cause())
				: new DaemonUnavailableException(operation, "not connected to containerd yet", null);
	}

	/**
	 * Wait until no attempt is under way any more, and none can start.
	 * @return whether that is so
	 */
	boolean awaitEnd(Duration limit) {
		this.lock.lock();
		try {
			if (this.deadline == null) {
				return true;
			}
		}
		finally {
			this.lock.unlock();
		}
		return this.ended.copy()
			.thenApply((nothing) -> true)
			.completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS)
			.join();
	}

	/**
	 * What went wrong last.
	 *
	 * @param kind the same for what is worth a warning only once
	 * @param text in words
	 * @param at when
	 * @param cause the failure
	 */
	record Failure(String kind, String text, Instant at, Throwable cause) {
	}

}

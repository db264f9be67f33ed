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
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;
import io.github.libcontainerd.internal.daemon.DaemonSupervisor;
import io.github.libcontainerd.internal.grpc.Errors;

/**
 * Waits, at the beginning, until containerd is healthy and its version is known.
 */
final class Readiness {

	private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(3);

	private static final long INTERVAL_MILLIS = 20;

	// A daemon that is being started may refuse for a moment; something that is not
	// containerd does so for ever.
	private static final Duration STRANGER_LIMIT = Duration.ofSeconds(2);

	private final Connection connection;

	private final @Nullable DaemonSupervisor supervisor;

	private final ScheduledExecutorService scheduler;

	private final Instant began = Instant.now();

	Readiness(Connection connection, @Nullable DaemonSupervisor supervisor, ScheduledExecutorService scheduler) {
		this.connection = connection;
		this.supervisor = supervisor;
		this.scheduler = scheduler;
	}

	/**
	 * Wait.
	 * @param timeout how long
	 * @param abandoned completes when it is no longer needed
	 * @throws CancellationException if that happens before
	 */
	void await(Duration timeout, CompletableFuture<?> abandoned) {
		CompletableFuture<Void> ready = new CompletableFuture<>();
		check(timeout, ready);
		try {
			CompletableFuture.anyOf(ready, abandoned).join();
			if (!ready.isDone()) {
				throw new CancellationException("the remote is closed");
			}
		}
		catch (CompletionException ex) {
			throw (Errors.unwrap(ex) instanceof RemoteStartException start) ? start
					: Errors.translate(ex, Operation.onDaemon("connect to containerd"));
		}
	}

	private void check(Duration timeout, CompletableFuture<Void> ready) {
		this.connection.channel().resetConnectBackoff();
		Duration left = timeout.minus(Duration.between(this.began, Instant.now()));
		Duration limit = (left.compareTo(CHECK_TIMEOUT) < 0) ? left : CHECK_TIMEOUT;
		CompletableFuture<String> answered = this.connection.readVersion(limit);
		this.connection.daemon().serving(limit).thenCompose((serving) -> {
			if (!serving) {
				throw new IllegalStateException("it says that it does not serve");
			}
			return answered;
		}).whenComplete((version, failure) -> {
			if (failure == null) {
				ready.complete(null);
				return;
			}
			try {
				fail(timeout, Errors.unwrap(failure));
				this.scheduler.schedule(() -> check(timeout, ready), INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
			}
			catch (RemoteStartException ex) {
				ready.completeExceptionally(ex);
			}
		});
	}

	private void fail(Duration timeout, Throwable failure) {
		Duration elapsed = Duration.between(this.began, Instant.now());
		DaemonSupervisor own = this.supervisor;
		String text = String.valueOf(failure.getMessage());
		if (own != null) {
			// A daemon that dies at first is not tried again (moby ce0b0b72bc).
			boolean died = own.pid() == 0;
			if (died || elapsed.compareTo(timeout) >= 0) {
				String log = own.lastLogLines();
				throw new RemoteStartException(Reason.DAEMON_FAILED, own.program(),
						(died ? "it ended at once" : "it does not answer after " + timeout.toSeconds() + " s")
								+ (log.isEmpty() ? "" : ". Its last words:" + System.lineSeparator() + log),
						failure);
			}
			return;
		}
		String address = this.connection.address().toString();
		boolean hung = Errors.isTimeout(failure);
		if (!hung && elapsed.compareTo(STRANGER_LIMIT) >= 0) {
			SocketProbe.check(this.connection.address());
			throw new RemoteStartException(Reason.NOT_CONTAINERD, address, text, failure);
		}
		if (elapsed.compareTo(timeout) >= 0) {
			throw new RemoteStartException(Reason.NOT_HEALTHY, address,
					"it does not answer after " + timeout.toSeconds() + " s: " + text, failure);
		}
	}

}

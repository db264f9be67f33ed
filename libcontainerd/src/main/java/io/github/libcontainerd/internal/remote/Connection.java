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

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.internal.grpc.DaemonApi;
import io.github.libcontainerd.spi.ChannelSource;

/**
 * The channel to containerd and what is known of its state. gRPC's own back-off grows to
 * two minutes; here it is cut short, so that a containerd that is back is found within
 * half a second (moby d3d8c77d19).
 */
final class Connection implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Connection.class);

	private static final Duration FIRST_RETRY = Duration.ofMillis(50);

	private static final Duration LAST_RETRY = Duration.ofMillis(500);

	private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(3);

	private final Path address;

	private final ManagedChannel channel;

	private final DaemonApi daemon;

	private final ScheduledExecutorService scheduler;

	private final AtomicInteger connects = new AtomicInteger();

	private volatile CompletableFuture<Void> connected = new CompletableFuture<>();

	private final AtomicBoolean retrying = new AtomicBoolean();

	private volatile RemoteStatus.Connection state = RemoteStatus.Connection.DISCONNECTED;

	private volatile @Nullable String version;

	private volatile @Nullable Failure lastFailure;

	private final RemoteEvents events;

	private final Runnable lost;

	Connection(Path address, ChannelSource source, Executor executor, ScheduledExecutorService scheduler,
			RemoteEvents events, Runnable lost) {
		this.lost = lost;
		this.events = events;
		this.address = address;
		this.channel = source.open(address, executor);
		this.daemon = new DaemonApi(this.channel);
		this.scheduler = scheduler;
	}

	void start() {
		watch(this.channel.getState(true));
	}

	private void watch(ConnectivityState current) {
		changed(current);
		this.channel.notifyWhenStateChanged(current, () -> {
			ConnectivityState next = this.channel.getState(true);
			if (next != ConnectivityState.SHUTDOWN) {
				watch(next);
			}
		});
	}

	private void changed(ConnectivityState current) {
		if (current == ConnectivityState.READY) {
			this.state = RemoteStatus.Connection.CONNECTED;
			boolean again = this.connects.incrementAndGet() > 1;
			if (again) {
				logger.info("Connected to containerd at {} again", this.address);
				readVersion(VERSION_TIMEOUT);
			}
			this.events.publish(RemoteEvent.Kind.CONNECTED, null,
					"connected to containerd at " + this.address + (again ? " again" : ""));
			this.connected.complete(null);
		}
		else if (current != ConnectivityState.CONNECTING) {
			if (this.connected.isDone()) {
				this.connected = new CompletableFuture<>();
			}
			if (this.state == RemoteStatus.Connection.CONNECTED) {
				logger.warn("Lost the connection to containerd at {}", this.address);
				failed("lost the connection");
				this.lost.run();
				this.events.publish(RemoteEvent.Kind.DISCONNECTED, null,
						"lost the connection to containerd at " + this.address);
			}
			this.state = RemoteStatus.Connection.DISCONNECTED;
			if (current == ConnectivityState.TRANSIENT_FAILURE && this.retrying.compareAndSet(false, true)) {
				retryLater(FIRST_RETRY);
			}
		}
	}

	/**
	 * Again and again until it is connected: the attempts after the first do not change
	 * the state, so that nobody would be told when they fail.
	 */
	private void retryLater(Duration wait) {
		if (this.scheduler.isShutdown()) {
			return;
		}
		this.scheduler.schedule(() -> {
			if (this.state != RemoteStatus.Connection.DISCONNECTED) {
				this.retrying.set(false);
				// Lost again in between, when this seemed to see to it.
				if (this.state == RemoteStatus.Connection.DISCONNECTED && this.retrying.compareAndSet(false, true)) {
					retryLater(FIRST_RETRY);
				}
				return;
			}
			this.channel.resetConnectBackoff();
			Duration next = wait.multipliedBy(2);
			retryLater((next.compareTo(LAST_RETRY) < 0) ? next : LAST_RETRY);
		}, wait.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Completes when containerd answers again; at once when it does.
	 */
	CompletableFuture<Void> connected() {
		return this.connected;
	}

	CompletableFuture<String> readVersion(Duration timeout) {
		return this.daemon.version(timeout).thenApply((answer) -> {
			this.version = answer;
			return answer;
		});
	}

	void failed(String text) {
		this.lastFailure = new Failure(text, Instant.now());
	}

	Path address() {
		return this.address;
	}

	ManagedChannel channel() {
		return this.channel;
	}

	DaemonApi daemon() {
		return this.daemon;
	}

	RemoteStatus status(boolean managed, int pid, int restarts, boolean shimsVisible) {
		Failure failure = this.lastFailure;
		return new RemoteStatus(this.address, this.state, this.version, managed, pid, restarts,
				Math.max(0, this.connects.get() - 1), (failure != null) ? failure.text() : null,
				(failure != null) ? failure.at() : null, shimsVisible);
	}

	@Override
	public void close() {
		this.state = RemoteStatus.Connection.CLOSED;
		this.channel.shutdownNow();
		try {
			if (!this.channel.awaitTermination(3, TimeUnit.SECONDS)) {
				logger.warn("The channel to {} did not end in time", this.address);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What went wrong last.
	 *
	 * @param text in words
	 * @param at when
	 */
	private record Failure(String text, Instant at) {
	}

}

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
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.internal.resource.ContainerNetworks;

/**
 * Mends the networks of a client's containers from time to time: a firewall that is
 * loaded again has lost what the library had put there.
 */
final class NetworkRepairs implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(NetworkRepairs.class);

	private final ContainerNetworks networks;

	private final Duration pause;

	private final RemoteThreads threads;

	private final Consumer<String> repaired;

	private volatile @Nullable Future<?> next;

	private volatile boolean closed;

	// Of one repair after the other.
	private long told;

	private boolean failing;

	/**
	 * Create it.
	 * @param pause the time between repairs; zero for none
	 * @param repaired is told in words what was missing
	 */
	NetworkRepairs(ContainerNetworks networks, Duration pause, RemoteThreads threads, Consumer<String> repaired) {
		this.networks = networks;
		this.pause = pause;
		this.threads = threads;
		this.repaired = repaired;
	}

	/**
	 * Begin. The next repair is due a while after the last one has ended.
	 */
	void start() {
		if (this.closed || this.pause.isZero()) {
			return;
		}
		try {
			this.next = this.threads.scheduler()
				.schedule(() -> this.threads.workers().execute(this::repairAndGoOn), this.pause.toMillis(),
						TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The remote is closed.
		}
	}

	private void repairAndGoOn() {
		try {
			if (!this.closed) {
				repair();
			}
		}
		finally {
			start();
		}
	}

	private void repair() {
		try {
			this.networks.repair();
			if (this.failing) {
				this.failing = false;
				logger.info("The networks of containers can be looked after again");
			}
		}
		catch (ContainerdException ex) {
			if (this.failing) {
				logger.debug("The networks of containers can't be looked after", ex);
			}
			else {
				this.failing = true;
				logger.warn("The networks of containers can't be looked after; it is tried again every {} s",
						this.pause.toSeconds(), ex);
			}
		}
		// With those that a start or a creation came across.
		long entries = this.networks.repaired() - this.told;
		if (entries > 0) {
			this.told += entries;
			this.repaired
				.accept(entries + " entries of networks were missing in the host's firewall and were made again");
		}
	}

	@Override
	public void close() {
		this.closed = true;
		Future<?> waiting = this.next;
		if (waiting != null) {
			waiting.cancel(false);
		}
	}

}

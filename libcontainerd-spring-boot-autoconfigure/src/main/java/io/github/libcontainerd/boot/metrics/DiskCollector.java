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

package io.github.libcontainerd.boot.metrics;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.client.Client;

/**
 * Asks what containers take of the disk, one after the other, and not often, since
 * containerd looks at every file for that. Nobody waits for it: the figures are there
 * when they come.
 */
class DiskCollector {

	private static final Logger logger = LoggerFactory.getLogger(DiskCollector.class);

	private final Client client;

	private final long interval;

	private final Executor executor;

	private final LongSupplier nanoTime;

	private final Consumer<Map<String, Long>> listener;

	private final AtomicBoolean collecting = new AtomicBoolean();

	private volatile boolean collected;

	private volatile long endedAt;

	/**
	 * Create a new instance.
	 * @param interval the nanoseconds between two collections; 0 for none at all
	 * @param listener gets the bytes, by container
	 */
	DiskCollector(Client client, long interval, Executor executor, LongSupplier nanoTime,
			Consumer<Map<String, Long>> listener) {
		this.client = client;
		this.interval = interval;
		this.executor = executor;
		this.nanoTime = nanoTime;
		this.listener = listener;
	}

	/**
	 * Collect if it is time. Does not wait.
	 * @param containers whose figures are wanted
	 */
	void request(Collection<String> containers) {
		boolean due = !this.collected || this.nanoTime.getAsLong() - this.endedAt >= this.interval;
		if (this.interval <= 0 || containers.isEmpty() || !due || this.collecting.getAndSet(true)) {
			return;
		}
		List<String> all = List.copyOf(containers);
		try {
			this.executor.execute(() -> collect(all));
		}
		catch (RejectedExecutionException ex) {
			this.collecting.set(false);
			logger.debug("No figures of disks in namespace '{}': closed", this.client.namespace(), ex);
		}
	}

	private void collect(List<String> containers) {
		Map<String, Long> bytes = new HashMap<>();
		try {
			for (String container : containers) {
				try {
					this.client.diskUsage(container).ifPresent((usage) -> bytes.put(container, usage.bytes()));
				}
				catch (ContainerdException ex) {
					logger.debug("No figures of the disk of container '{}' in namespace '{}'", container,
							this.client.namespace(), ex);
				}
			}
		}
		finally {
			this.endedAt = this.nanoTime.getAsLong();
			this.collected = true;
			this.collecting.set(false);
		}
		this.listener.accept(bytes);
	}

}

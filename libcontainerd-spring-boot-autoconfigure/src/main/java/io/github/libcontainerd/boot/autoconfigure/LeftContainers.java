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

package io.github.libcontainerd.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.client.Client;

/**
 * What an earlier run of the application has left: its client takes it over, or stops it.
 *
 * @param clients the clients
 */
record LeftContainers(List<Client> clients) {

	private static final Log logger = LogFactory.getLog(LeftContainers.class);

	private static final int MAX_THREADS = 32;

	/**
	 * Deal with all of them, and wait for that.
	 * @param limit how long to wait; what takes longer goes on
	 */
	void restore(Duration limit) {
		List<Left> all = this.clients.stream().flatMap((client) -> left(client).stream()).toList();
		if (all.isEmpty()) {
			return;
		}
		logger.info("Found " + all.size() + " containers of an earlier run");
		AtomicInteger next = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(all.size());
		for (int i = 0; i < Math.min(MAX_THREADS, all.size()); i++) {
			Thread thread = new Thread(() -> {
				for (int index = next.getAndIncrement(); index < all.size(); index = next.getAndIncrement()) {
					all.get(index).restore();
					done.countDown();
				}
			}, "containerd-restore-" + i);
			thread.setDaemon(true);
			thread.start();
		}
		try {
			if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn(done.getCount() + " containers of an earlier run are still being dealt with");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static List<Left> left(Client client) {
		try {
			return client.restorable().stream().map((id) -> new Left(client, id)).toList();
		}
		catch (ContainerdException ex) {
			logger.warn("Could not look for containers of an earlier run in namespace '" + client.namespace() + "'",
					ex);
			return List.of();
		}
	}

	/**
	 * One container.
	 *
	 * @param client its client
	 * @param id its id
	 */
	private record Left(Client client, String id) {

		void restore() {
			try {
				this.client.restore(this.id);
			}
			catch (RuntimeException ex) {
				logger.warn("Could not take over container '" + this.id + "' of an earlier run", ex);
			}
		}

	}

}

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

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.client.RemoteListener;
import io.github.libcontainerd.internal.container.KeyedQueues;

/**
 * Notifies the listeners of a remote, in order and on a thread of its own.
 */
final class RemoteEvents {

	private static final Logger logger = LoggerFactory.getLogger(RemoteEvents.class);

	private static final String QUEUE = "remote";

	private final List<RemoteListener> listeners;

	private final KeyedQueues queue;

	/**
	 * Create it.
	 * @param listeners the listeners; others may add to them
	 */
	RemoteEvents(List<RemoteListener> listeners, Executor workers) {
		this.listeners = listeners;
		this.queue = new KeyedQueues(workers);
	}

	void add(RemoteListener listener) {
		this.listeners.add(listener);
	}

	void publish(RemoteEvent.Kind kind, @Nullable String namespace, String message) {
		RemoteEvent event = new RemoteEvent(kind, namespace, message, Instant.now());
		this.queue.post(QUEUE, () -> this.listeners.forEach((listener) -> deliver(listener, event)));
	}

	/**
	 * Do something after the listeners have been notified of all that has happened so
	 * far.
	 */
	void afterDelivery(Runnable task) {
		this.queue.post(QUEUE, task);
	}

	private static void deliver(RemoteListener listener, RemoteEvent event) {
		try {
			listener.onRemoteEvent(event);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed on {}", event, ex);
		}
	}

}

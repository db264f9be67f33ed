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

package io.github.libcontainerd.internal.container;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serial queues by key: the tasks of one key run one after another and in order, those of
 * different keys don't wait for each other. A queue that is empty does not exist (moby
 * 5425a5ab84).
 */
public final class KeyedQueues {

	private static final Logger logger = LoggerFactory.getLogger(KeyedQueues.class);

	private final ConcurrentHashMap<String, Deque<Runnable>> queues = new ConcurrentHashMap<>();

	private final ThreadLocal<@Nullable String> running = new ThreadLocal<>();

	private final Executor executor;

	public KeyedQueues(Executor executor) {
		this.executor = executor;
	}

	public void post(String key, Runnable task) {
		if (!add(key, task)) {
			return;
		}
		try {
			this.executor.execute(() -> drain(key));
		}
		catch (OutOfMemoryError ex) {
			// No thread could be started. Nobody else would ever work it off.
			logger.warn("No thread for the tasks of '{}', which are done by the one that adds them", key, ex);
			drain(key);
		}
	}

	/**
	 * Have a task done and return when it was; not to be called by a task of the same
	 * key. Where there is no queue the caller is the one who works it off, since to wake
	 * another thread and be woken by it takes longer than a task that never blocks.
	 */
	void postAndWait(String key, Runnable task) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		boolean first = add(key, () -> {
			try {
				task.run();
			}
			finally {
				done.complete(null);
			}
		});
		if (first) {
			drain(key);
		}
		done.join();
	}

	/**
	 * Return whether the queue is new, and nobody works it off.
	 */
	private boolean add(String key, Runnable task) {
		AtomicBoolean first = new AtomicBoolean();
		this.queues.compute(key, (same, queue) -> {
			first.setPlain(queue == null);
			Deque<Runnable> tasks = (queue != null) ? queue : new ArrayDeque<>();
			tasks.add(task);
			return tasks;
		});
		return first.getPlain();
	}

	private void drain(String key) {
		String outer = this.running.get();
		this.running.set(key);
		try {
			Runnable task = next(key);
			while (task != null) {
				try {
					task.run();
				}
				catch (RuntimeException | Error ex) {
					// Also an Error: what comes next must not be lost.
					logger.error("A task of '{}' failed", key, ex);
				}
				task = next(key);
			}
		}
		finally {
			if (outer != null) {
				this.running.set(outer);
			}
			else {
				this.running.remove();
			}
		}
	}

	private @Nullable Runnable next(String key) {
		AtomicReference<@Nullable Runnable> next = new AtomicReference<>();
		this.queues.computeIfPresent(key, (same, queue) -> {
			next.set(queue.poll());
			return (next.get() != null) ? queue : null;
		});
		return next.get();
	}

	/**
	 * Whether the caller is a task of this key, and so would wait for itself.
	 */
	public boolean runs(String key) {
		return key.equals(this.running.get());
	}

	int size() {
		return this.queues.size();
	}

}

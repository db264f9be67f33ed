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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
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

	private final ThreadLocal<String> running = new ThreadLocal<>();

	private final Executor executor;

	public KeyedQueues(Executor executor) {
		this.executor = executor;
	}

	public void post(String key, Runnable task) {
		this.queues.compute(key, (same, queue) -> {
			Deque<Runnable> tasks = queue;
			if (tasks == null) {
				tasks = new ArrayDeque<>();
				this.executor.execute(() -> drain(key));
			}
			tasks.add(task);
			return tasks;
		});
	}

	private void drain(String key) {
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
			this.running.remove();
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

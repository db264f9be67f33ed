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

package io.github.libcontainerd.internal.log;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that read FIFOs: one for each stream, used again for the next one, since a
 * short process takes less time than to start a thread. Platform threads, since a read of
 * a FIFO pins the carrier of a virtual one.
 */
final class Readers implements Executor, AutoCloseable {

	private static final int IDLE_SECONDS = 5;

	private final AtomicInteger count = new AtomicInteger();

	// What comes late is read all the same, lest its process is blocked by a full FIFO.
	private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS,
			TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread, (task, pool) -> thread(task).start());

	private Thread thread(Runnable task) {
		Thread thread = new Thread(task, "containerd-io-" + this.count.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public void execute(Runnable task) {
		this.threads.execute(task);
	}

	/**
	 * Let them end with what they read now. Does not wait.
	 */
	@Override
	public void close() {
		this.threads.shutdown();
	}

}

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

package io.github.libcontainerd.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;

/**
 * Threads that run containers one after the other, until they are told to finish.
 */
final class Load {

	private static final long AFTER_REFUSAL = TimeUnit.MILLISECONDS.toNanos(100);

	private final AtomicInteger number = new AtomicInteger();

	private final List<Thread> threads = new ArrayList<>();

	private final Client client;

	private final Ledger ledger;

	private final int generation;

	private final ContainerPool pool;

	private final Jobs jobs;

	private volatile boolean finishing;

	Load(Client client, Ledger ledger, int generation, String image) {
		this.client = client;
		this.ledger = ledger;
		this.generation = generation;
		this.pool = client.containers().pool(RunRequest.of(image).command("sh").build(), PoolSettings.of(2).build());
		this.jobs = new Jobs(client, ledger, image, this.pool);
	}

	/**
	 * Begin.
	 * @param seed what is run follows from it
	 * @param workers how many threads
	 */
	void start(long seed, int workers) {
		for (RunningContainer container : this.client.containers().list()) {
			begin("soak-adopt-" + container.id(), () -> this.jobs.adopt(container));
		}
		for (int i = 0; i < workers; i++) {
			RandomGenerator random = new SplittableRandom(seed * 1_000_003 + this.generation * 1009L + i);
			begin("soak-" + i, () -> work(random));
		}
	}

	private void begin(String name, Runnable task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				wrong(name + " has failed", ex);
			}
		}, name);
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
	}

	private void work(RandomGenerator random) {
		while (!this.finishing) {
			Work work = Work.random(this.generation, this.number.incrementAndGet(), random);
			if (!this.jobs.perform(work, random)) {
				LockSupport.parkNanos(AFTER_REFUSAL);
			}
		}
	}

	private void wrong(String what, Throwable cause) {
		StringBuilder text = new StringBuilder(what).append(": ").append(cause);
		for (StackTraceElement element : cause.getStackTrace()) {
			text.append(" < ").append(element);
		}
		this.ledger.write(Entry.Kind.WRONG, "", "what", text);
	}

	/**
	 * Begin nothing more, and wait for the end of what is being done.
	 * @param patience how long that may take
	 */
	void finish(Duration patience) {
		this.finishing = true;
		long end = System.nanoTime() + patience.toNanos();
		for (Thread thread : this.threads) {
			try {
				thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			if (thread.isAlive()) {
				Throwable where = new Throwable("where it is");
				where.setStackTrace(thread.getStackTrace());
				wrong(thread.getName() + " hangs", where);
			}
		}
		this.pool.close();
	}

}

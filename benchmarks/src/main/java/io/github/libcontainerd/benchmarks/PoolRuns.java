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

package io.github.libcontainerd.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;

/**
 * From the request to the first byte of output, and many programs by two threads: from a
 * pool and without one, in turns.
 */
final class PoolRuns {

	private static final Logger logger = LoggerFactory.getLogger(PoolRuns.class);

	private static final int WARM_UP = 10;

	private static final int RUNS = 100;

	private static final int PROGRAMS = 200;

	private static final RunInput INPUT = RunInput.of("hello");

	private final PrivateContainerd containerd;

	private final AtomicLong firstByte = new AtomicLong();

	PoolRuns(PrivateContainerd containerd) {
		this.containerd = containerd;
	}

	void measure() throws Exception {
		try (TestRegistry registry = TestRegistry.plain();
				Remote remote = Remote.open(this.containerd.directory().resolve("pool"),
						RemoteOption.address(this.containerd.socket()))) {
			Client client = remote.client(this.containerd.uniqueNamespace(), (id, info) -> {
			});
			String reference = registry.push("bench/busybox", "1", TestImage.busybox());
			client.images().pull(reference);
			RunRequest request = RunRequest.of(reference)
				.command("cat")
				.log(LogSink.to((stream, bytes) -> this.firstByte.compareAndSet(0, System.nanoTime())))
				.build();
			firstBytes(client.containers(), request);
			throughput(client.containers(), RunRequest.of(reference).command("cat").build());
			client.images().remove(reference);
		}
	}

	private void firstBytes(Containers containers, RunRequest request) throws Exception {
		RunRequest cold = request.toBuilder().stdin(INPUT).build();
		Figures without = new Figures();
		Figures created = new Figures();
		Figures started = new Figures();
		try (ContainerPool pool = containers.pool(request, PoolSettings.of(2).name("created").build());
				ContainerPool running = containers.pool(request,
						PoolSettings.of(2).name("started").kind(ContainerPool.Kind.STARTED).build())) {
			for (int i = 0; i < WARM_UP + RUNS; i++) {
				full(pool);
				full(running);
				long a = firstByte(() -> containers.run(cold));
				long b = firstByte(() -> pool.run(INPUT));
				full(pool);
				long c = firstByte(() -> running.run(INPUT));
				if (i >= WARM_UP) {
					without.add(a);
					created.add(b);
					started.add(c);
				}
			}
			logger.info("hits {}, misses {}", pool.status().hits() + running.status().hits(),
					pool.status().misses() + running.status().misses());
		}
		logger.info("to the first byte: without a pool   {}, p99 {}", without, millis(without.percentile(99)));
		logger.info("to the first byte: of a pool        {}, p99 {}", created, millis(created.percentile(99)));
		logger.info("to the first byte: started ahead    {}, p99 {}", started, millis(started.percentile(99)));
		Ratio.report("pool-created-median", created.medianMillis(), without.medianMillis());
		Ratio.report("pool-created-p99", created.percentile(99), without.percentile(99));
		Ratio.report("pool-started-median", started.medianMillis(), without.medianMillis());
		Ratio.report("pool-started-p99", started.percentile(99), without.percentile(99));
	}

	private long firstByte(Program program) {
		this.firstByte.set(0);
		long began = System.nanoTime();
		program.runChecked();
		return this.firstByte.get() - began;
	}

	private void throughput(Containers containers, RunRequest request) throws Exception {
		RunRequest cold = request.toBuilder().stdin(INPUT).build();
		for (int round = 0; round < 2; round++) {
			double without = perSecond((input) -> containers.run(cold));
			logger.info("{} programs by two threads: {} a second without a pool", PROGRAMS, number(without));
			for (int size : List.of(8, PROGRAMS)) {
				PoolSettings settings = PoolSettings.of(size).name("many").refillsPerSecond(1000).build();
				try (ContainerPool pool = containers.pool(request, settings)) {
					full(pool);
					double with = perSecond(pool::run);
					logger.info("{} programs by two threads: {} a second of a pool of {}, {} times, {} hits", PROGRAMS,
							number(with), size, ratio(with, without), pool.status().hits());
				}
			}
		}
	}

	private static double perSecond(Function<RunInput, RunResult> run) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			long began = System.nanoTime();
			CompletableFuture
				.allOf(IntStream.range(0, PROGRAMS)
					.mapToObj((i) -> CompletableFuture.runAsync(() -> checked(run.apply(INPUT)), threads))
					.toArray(CompletableFuture[]::new))
				.get(10, TimeUnit.MINUTES);
			return PROGRAMS * 1e9 / (System.nanoTime() - began);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void full(ContainerPool pool) throws InterruptedException {
		long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
		while (pool.status().idle() < pool.status().size()) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("not filled: " + pool.status());
			}
			TimeUnit.MILLISECONDS.sleep(5);
		}
	}

	private static void checked(RunResult result) {
		try (result) {
			if (!result.successful() || !result.stdout().text().equals("hello")) {
				throw new IllegalStateException(result.toString());
			}
		}
	}

	private static String ratio(double part, double whole) {
		return number(part / whole);
	}

	private static String millis(double millis) {
		return number(millis) + " ms";
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, "%.2f", value);
	}

	/**
	 * A run that is measured.
	 */
	private interface Program {

		RunResult run();

		default void runChecked() {
			checked(run());
		}

	}

}

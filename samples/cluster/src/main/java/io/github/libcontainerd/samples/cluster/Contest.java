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

package io.github.libcontainerd.samples.cluster;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.engine.NodeStatus;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.QueueStatistics;

/**
 * Submits programs of three teams, shows how they are judged, and counts the verdicts.
 */
class Contest {

	private final ContainerQueue queue;

	private final QueueEngine engine;

	private final int jobs;

	Contest(ContainerQueue queue, QueueEngine engine, int jobs) {
		this.queue = queue;
		this.engine = engine;
		this.jobs = jobs;
	}

	void run() throws InterruptedException, ExecutionException {
		long since = System.nanoTime();
		List<CompletableFuture<JobResult>> results = new ArrayList<>();
		for (int number = 0; number < this.jobs; number++) {
			results.add(this.queue.submit(job(number)).result());
		}
		CompletableFuture<Void> all = CompletableFuture.allOf(results.toArray(CompletableFuture[]::new));
		boolean done = false;
		while (!done) {
			try {
				all.get(1, TimeUnit.SECONDS);
				done = true;
			}
			catch (TimeoutException ex) {
				done = false;
			}
			show();
		}
		summary(results.stream().map(CompletableFuture::join).toList(), Duration.ofNanos(System.nanoTime() - since));
	}

	private static ContainerJob job(int number) {
		return ContainerJob.of("busybox:local")
			.command("sh", "-c", "read a b; echo $((a + b))")
			.input((number + " 1\n").getBytes(StandardCharsets.UTF_8))
			.memory(32L * 1024 * 1024)
			.cpus(0.25)
			.timeout(Duration.ofSeconds(20))
			.retries(5)
			.submitter("team-" + number % 3)
			.build();
	}

	private void show() {
		QueueStatistics jobs = this.engine.statistics();
		StringBuilder table = new StringBuilder("\nqueued %4d   running %3d   done %4d   parked %d%n"
			.formatted(jobs.queued(), jobs.running(), jobs.done(), jobs.parked()));
		for (NodeStatus node : this.engine.nodes()) {
			table.append("  %-12s %2d jobs, %3d MiB%s%n".formatted(node.name(), node.running(),
					node.memoryReserved() / (1024 * 1024),
					(node.silentFor().toSeconds() > 7) ? ", silent for " + node.silentFor().toSeconds() + " s" : ""));
		}
		print(table.toString());
	}

	private void summary(List<JobResult> results, Duration time) {
		Map<String, Integer> byNode = new TreeMap<>();
		int right = 0;
		int again = 0;
		for (JobResult result : results) {
			int number = Integer.parseInt(result.stdout().text().strip()) - 1;
			right += (result.successful() && number == results.indexOf(result)) ? 1 : 0;
			again += (result.attempt() > 1) ? 1 : 0;
			byNode.merge(result.node(), 1, Integer::sum);
		}
		print("%n%d jobs, %d right, %d of them after a further attempt, in %.1f s, by %s%n".formatted(results.size(),
				right, again, time.toMillis() / 1000.0, byNode));
	}

	// The output is what this application is for.
	private static void print(String text) {
		PrintStream out = System.out;
		out.print(text);
		out.flush();
	}

}

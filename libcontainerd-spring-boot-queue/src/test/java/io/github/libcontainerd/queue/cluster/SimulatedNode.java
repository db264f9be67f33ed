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

package io.github.libcontainerd.queue.cluster;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.zaxxer.hikari.HikariDataSource;

import io.github.libcontainerd.log.OutputConsumer;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.engine.ClaimedJob;
import io.github.libcontainerd.queue.engine.JobLease;
import io.github.libcontainerd.queue.engine.QueueMaintenance;
import io.github.libcontainerd.queue.postgres.PostgresQueueEngine;
import io.github.libcontainerd.queue.worker.JobRunner;
import io.github.libcontainerd.queue.worker.QueueWorker;
import io.github.libcontainerd.queue.worker.SimulatedRunner;
import io.github.libcontainerd.queue.worker.TestNode;

/**
 * A worker in a process of its own, whose runs are in name only. It prints what it does,
 * and ends with its standard input.
 */
final class SimulatedNode {

	private SimulatedNode() {
	}

	public static void main(String[] arguments) throws Exception {
		String node = arguments[1];
		Duration lease = Duration.ofMillis(Long.parseLong(arguments[2]));
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(arguments[0]);
		dataSource.setUsername("postgres");
		dataSource.setMaximumPoolSize(8);
		dataSource.setConnectionTimeout(2000);
		PostgresQueueEngine engine = new PostgresQueueEngine(dataSource, lease);
		ExecutorService executor = Executors.newCachedThreadPool();
		SimulatedRunner runner = new SimulatedRunner();
		QueueWorker worker = new QueueWorker(engine, new JobRunner() {

			@Override
			public JobRun run(ClaimedJob job, OutputConsumer live) {
				print("start " + job.lease().jobId() + " " + job.lease().attempt());
				return runner.run(job, live);
			}

			@Override
			public void removeLeft(JobLease lease) {
				print("removed " + lease.jobId());
			}

		}, TestNode.settings(node, lease), new QueueListener() {

			@Override
			public void attemptEnded(String jobId, int attempt, String name, JobAttempt.End end, long ranMillis) {
				print(end + " " + jobId + " " + attempt);
			}

		}, executor, () -> Long.MAX_VALUE);
		QueueMaintenance maintenance = new QueueMaintenance(engine, Duration.ofMillis(500), Duration.ofDays(1));
		worker.start();
		print("up");
		while (System.in.read() >= 0) {
			continue;
		}
		worker.close();
		maintenance.close();
		engine.close();
		executor.shutdown();
		dataSource.close();
		print("bye");
	}

	private static void print(String line) {
		System.out.println(line);
	}

}

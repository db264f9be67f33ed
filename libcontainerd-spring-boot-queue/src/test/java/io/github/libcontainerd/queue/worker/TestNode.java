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

package io.github.libcontainerd.queue.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.QueueMaintenance;

/**
 * A worker with all that belongs to it.
 */
public final class TestNode implements AutoCloseable {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<String> log = new CopyOnWriteArrayList<>();

	private final QueueMaintenance maintenance;

	private final QueueWorker worker;

	public TestNode(QueueEngine engine, JobRunner runner, WorkerSettings settings) {
		this.worker = new QueueWorker(engine, runner, settings, new QueueListener() {

			@Override
			public void attemptEnded(String jobId, int attempt, String node, JobAttempt.End end, long ranMillis) {
				TestNode.this.log.add(jobId + " " + attempt + " " + end);
			}

			@Override
			public void lateResultRefused(String jobId, int attempt, String node) {
				TestNode.this.log.add(jobId + " " + attempt + " late");
			}

		}, this.executor, () -> Long.MAX_VALUE);
		this.maintenance = new QueueMaintenance(engine, Duration.ofMillis(200), Duration.ofDays(1));
	}

	public static WorkerSettings settings(String node, Duration lease) {
		return new WorkerSettings(node, Map.of(), 1L << 33, 1000, 64, lease, Duration.ofMillis(500),
				Duration.ofMillis(200), 0, 1024 * 1024, Duration.ofMillis(20));
	}

	public TestNode start() {
		this.worker.start();
		return this;
	}

	public QueueWorker worker() {
		return this.worker;
	}

	public List<String> log() {
		return this.log;
	}

	@Override
	public void close() {
		this.worker.close();
		this.maintenance.close();
		this.executor.shutdown();
	}

}

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

package io.github.libcontainerd.queue.autoconfigure;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.worker.ContainerJobRunner;
import io.github.libcontainerd.queue.worker.HostMemory;
import io.github.libcontainerd.queue.worker.JobRequestCustomizer;
import io.github.libcontainerd.queue.worker.QueueWorker;
import io.github.libcontainerd.queue.worker.WorkerSettings;
import io.github.libcontainerd.run.Containers;

/**
 * Starts and stops the worker: it begins when the application has, and lets its jobs end
 * after the web server has stopped and before the containers are.
 */
class QueueWorkerLifecycle implements SmartLifecycle, DisposableBean {

	// Between the web server's graceful shutdown and the end of containerd's clients.
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 2048;

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "container-queue-job");
		thread.setDaemon(true);
		return thread;
	});

	private final QueueWorker worker;

	private volatile boolean running;

	private volatile boolean stopped;

	QueueWorkerLifecycle(QueueEngine engine, WorkerSettings settings, Supplier<Containers> containers,
			List<JobRequestCustomizer> customizers, QueueListener listener) {
		this.worker = new QueueWorker(engine,
				new ContainerJobRunner(containers, customizers, settings.maxOutput(), this.executor), settings,
				listener, this.executor, () -> HostMemory.available().orElse(Long.MAX_VALUE));
	}

	QueueWorker worker() {
		return this.worker;
	}

	@Override
	public void start() {
		if (!this.stopped) {
			this.worker.start();
			this.running = true;
		}
	}

	@Override
	public void stop() {
		this.stopped = true;
		if (this.running) {
			this.running = false;
			this.worker.close();
		}
		this.executor.shutdown();
	}

	// In a thread of its own, so that Spring's limit for a phase holds.
	@Override
	public void stop(Runnable callback) {
		Thread thread = new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "container-queue-stop");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void destroy() {
		stop();
	}

}

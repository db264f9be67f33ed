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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.grpc.task.TaskEvent;
import io.github.libcontainerd.internal.grpc.task.TaskProcess;
import io.github.libcontainerd.internal.grpc.task.TasksApi;
import io.github.libcontainerd.internal.resource.ShimClients;
import io.github.libcontainerd.internal.shim.ShimAddress;

/**
 * Finds out how one process ends. The end has several sources and one verdict: a
 * {@code Wait} issued before the start is the first; an exit event makes it ask
 * containerd whether it is true, since it may be a late one of an earlier run (moby
 * d5e23b680c); after a reconnect containerd is asked too; while it is away the shim is,
 * since containerd 1.7 and 2.x forget a container that ends meanwhile. Only "not found"
 * means gone (moby 54e30a62d3); then an event that carries the right pid is believed, and
 * without one the code is unknown.
 */
public final class ExitWatch {

	private static final Logger logger = LoggerFactory.getLogger(ExitWatch.class);

	private static final long CONFIRM_MILLIS = 200;

	// containerd reports a killed shim up to two seconds after the wait has failed.
	private static final int GONE_ATTEMPTS = 15;

	private final TasksApi tasks;

	private final ScheduledExecutorService scheduler;

	private final String namespace;

	private final String containerId;

	// Empty for init.
	private final String execId;

	private final CompletableFuture<ProcessExit> verdict = new CompletableFuture<>();

	private final AtomicInteger waits = new AtomicInteger();

	private final ShimClients shims;

	private volatile @Nullable ShimAddress shim;

	// Whether the shim is being asked.
	private final AtomicBoolean asked = new AtomicBoolean();

	private volatile int pid;

	private volatile @Nullable ProcessExit reported;

	public ExitWatch(ClientContext context, String containerId, String execId) {
		this.tasks = context.tasks();
		this.scheduler = context.scheduler();
		this.shims = context.shims();
		this.namespace = context.namespace();
		this.containerId = containerId;
		this.execId = execId;
	}

	/**
	 * Return how the process ended.
	 */
	CompletableFuture<ProcessExit> verdict() {
		return this.verdict;
	}

	/**
	 * The pid that distinguishes an event from one of another run.
	 */
	public void pid(int known) {
		this.pid = known;
	}

	/**
	 * Return the pid; 0 while it is not known.
	 */
	public int pid() {
		return this.pid;
	}

	boolean isPid(int other) {
		return this.pid == other;
	}

	/**
	 * Start to wait.
	 */
	public void start() {
		if (this.verdict.isDone()) {
			return;
		}
		this.waits.incrementAndGet();
		this.tasks.waitFor(this.containerId, this.execId).whenComplete((exit, failure) -> {
			this.waits.decrementAndGet();
			if (failure == null && exit.at() != null) {
				this.verdict.complete(exit);
			}
			else if (failure == null || !away(failure)) {
				// An answer without a time is none: the start failed.
				confirm(GONE_ATTEMPTS);
			}
		});
	}

	/**
	 * The process never started: stop to look.
	 */
	void cancel() {
		this.verdict.cancel(false);
	}

	/**
	 * An event says that the process has ended.
	 */
	void reported(TaskEvent.Exited event) {
		int known = this.pid;
		if (this.verdict.isDone() || known != 0 && event.pid() != 0 && event.pid() != known) {
			return;
		}
		this.reported = event.exit();
		later(() -> confirm(0));
	}

	/**
	 * The connection is back.
	 * @return completes when containerd has answered
	 */
	CompletableFuture<Void> reconnected() {
		return confirm(GONE_ATTEMPTS);
	}

	private CompletableFuture<Void> confirm(int attempts) {
		if (this.verdict.isDone()) {
			return CompletableFuture.completedFuture(null);
		}
		return this.tasks.get(this.containerId, this.execId).handle((process, failure) -> {
			if (failure == null) {
				if (process.status() == TaskProcess.Status.STOPPED) {
					this.verdict.complete(process.exit());
				}
				else if (this.waits.get() == 0) {
					later(this::start);
				}
			}
			else if (Errors.isNotFound(failure)) {
				gone(attempts);
			}
			else if (!away(failure)) {
				logger.debug("Could not ask for {}/{}", this.containerId, this.execId, failure);
				later(() -> confirm(attempts));
			}
			return null;
		});
	}

	/**
	 * The shim is there: keep its address for the time when containerd is not.
	 */
	public void shimStarted() {
		this.shim = this.shims.address(this.namespace, this.containerId, this.pid).orElse(null);
	}

	/**
	 * Likewise, of an additional process: the shim is the one of the container.
	 * @param init the run of the container; {@code null} when it is not known
	 */
	void shimStarted(@Nullable ProcessRun init) {
		ShimAddress known = (init != null) ? init.watch().shim : null;
		if (known != null) {
			this.shim = known;
		}
		else {
			shimStarted();
		}
	}

	/**
	 * containerd is away: ask the shim, which outlives it. Its answer counts; a failure
	 * means nothing, since other sources follow when containerd is back.
	 */
	void daemonLost() {
		ShimAddress address = this.shim;
		if (address == null || this.verdict.isDone()) {
			return;
		}
		if (!this.asked.compareAndSet(false, true)) {
			return;
		}
		this.shims.waitFor(address, this.containerId, this.execId).whenComplete((exit, failure) -> {
			if (failure == null && exit.at() != null) {
				this.verdict.complete(exit);
			}
			this.asked.set(false);
		});
	}

	private void gone(int attempts) {
		ProcessExit event = this.reported;
		if (event != null) {
			this.verdict.complete(event);
		}
		else if (attempts > 0 || this.asked.get()) {
			later(() -> confirm(Math.max(0, attempts - 1)));
		}
		else {
			this.verdict.complete(ProcessExit.UNKNOWN);
		}
	}

	/**
	 * Whether containerd did not answer. The reconnect asks again.
	 */
	private static boolean away(Throwable failure) {
		return Errors.isUnavailable(failure) || Errors.isCancelled(failure);
	}

	private void later(Runnable task) {
		if (!this.scheduler.isShutdown()) {
			this.scheduler.schedule(task, CONFIRM_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

}

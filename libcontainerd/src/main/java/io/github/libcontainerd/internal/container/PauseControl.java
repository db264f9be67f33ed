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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.task.TaskProcess;
import io.github.libcontainerd.internal.grpc.task.TasksApi;

/**
 * Pauses and resumes a container, and notices that somebody else has done so. An event
 * that says so may be a late echo of a command of this client, so containerd is asked,
 * and the answer counts unless another command came between.
 */
public final class PauseControl {

	private static final Duration LISTENER_LIMIT = Duration.ofSeconds(10);

	private static final Duration TURN_LIMIT = Duration.ofSeconds(30);

	private final ContainerState state;

	private final TasksApi tasks;

	// Odd while a command is under way.
	private final AtomicInteger commands = new AtomicInteger();

	// Held by a command, but not while it waits for a listener.
	private final Lock turn = new ReentrantLock(true);

	PauseControl(ContainerState state, TasksApi tasks) {
		this.state = state;
		this.tasks = tasks;
	}

	/**
	 * Pause a run, and wait until the backend has been notified, as v1.12.2 did, but not
	 * for ever.
	 */
	public void pause(ProcessRun run, Operation operation) {
		command(this.tasks::pause, () -> this.state.paused(run), operation);
	}

	/**
	 * Resume a run, and wait in the same way.
	 */
	public void resume(ProcessRun run, Operation operation) {
		command(this.tasks::resume, () -> this.state.resumed(run), operation);
	}

	private void command(Function<String, CompletableFuture<Void>> call, Runnable change, Operation operation) {
		CompletableFuture<Void> delivered = new CompletableFuture<>();
		takeTurn(operation);
		try {
			call(call, () -> {
				change.run();
				this.state.afterDelivery(() -> delivered.complete(null));
			}, operation);
		}
		finally {
			this.turn.unlock();
		}
		// A listener that calls back would wait for itself.
		if (!this.state.isDelivering()) {
			delivered.completeOnTimeout(null, LISTENER_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
		}
	}

	/**
	 * The queue hears of commands in the order in which containerd executed them.
	 */
	private void call(Function<String, CompletableFuture<Void>> call, Runnable change, Operation operation) {
		this.commands.incrementAndGet();
		try {
			Rpc.await(call.apply(this.state.id()), operation);
			this.state.enqueue(change);
		}
		finally {
			this.state.enqueue(this.commands::incrementAndGet);
		}
	}

	private void takeTurn(Operation operation) {
		try {
			if (this.turn.tryLock(TURN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				return;
			}
			throw new OperationTimeoutException(operation, "other pauses and resumes are in the way", null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new OperationTimeoutException(operation, "interrupted before its turn came", ex);
		}
	}

	/**
	 * Resume the current run, which is to end, without waiting.
	 */
	public void thaw() {
		ProcessRun run = this.state.run();
		this.tasks.resume(this.state.id()).thenRun(() -> this.state.enqueue(() -> {
			if (run != null) {
				this.state.resumed(run);
			}
		}));
	}

	/**
	 * Ask containerd whether the container is paused.
	 */
	void check() {
		int before = this.commands.get();
		ProcessRun run = this.state.run();
		if (run == null || before % 2 != 0) {
			return;
		}
		this.tasks.get(this.state.id(), "").thenAccept((process) -> this.state.enqueue(() -> {
			if (this.commands.get() == before && run == this.state.run()) {
				apply(run, process.status());
			}
		}));
	}

	private void apply(ProcessRun run, TaskProcess.Status status) {
		if (status == TaskProcess.Status.PAUSED) {
			this.state.paused(run);
		}
		else if (status == TaskProcess.Status.RUNNING) {
			this.state.resumed(run);
		}
	}

}

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

package io.github.libcontainerd.internal.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.grpc.Rpc;

/**
 * Pauses or resumes a container and waits until the backend has been told, as v1.12.2
 * did, but not for ever.
 */
final class PauseCommand {

	private static final Duration LISTENER_LIMIT = Duration.ofSeconds(10);

	private static final Duration TURN_LIMIT = Duration.ofSeconds(30);

	private final ClientContext context;

	PauseCommand(ClientContext context) {
		this.context = context;
	}

	void run(ManagedContainer container, Function<String, CompletableFuture<Void>> call, Runnable change,
			Operation operation) {
		CompletableFuture<Void> told = new CompletableFuture<>();
		Lock turn = container.pauseWatch().turn();
		await(turn, operation);
		try {
			command(container, call, () -> {
				change.run();
				container.afterDelivery(() -> told.complete(null));
			}, operation);
		}
		finally {
			turn.unlock();
		}
		// A listener that calls back would wait for itself.
		if (!this.context.outbox().runs(container.id())) {
			told.completeOnTimeout(null, LISTENER_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
		}
	}

	/**
	 * The lane hears of commands in the order in which containerd did them.
	 */
	private static void command(ManagedContainer container, Function<String, CompletableFuture<Void>> call,
			Runnable change, Operation operation) {
		container.pauseWatch().command();
		try {
			Rpc.await(call.apply(container.id()), operation);
			container.lane(change);
		}
		finally {
			container.lane(container.pauseWatch()::command);
		}
	}

	private static void await(Lock turn, Operation operation) {
		try {
			if (turn.tryLock(TURN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				return;
			}
			throw new OperationTimeoutException(operation, "other pauses and resumes are in the way", null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new OperationTimeoutException(operation, "interrupted before its turn came", ex);
		}
	}

}

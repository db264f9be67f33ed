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

package io.github.libcontainerd.internal.observe;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.OperationObserver;
import io.github.libcontainerd.client.OperationObserver.Observed;
import io.github.libcontainerd.internal.grpc.Errors;

/**
 * Tells an observer of the operations in a namespace, and keeps its failures from them.
 */
public final class Observations {

	private static final Logger logger = LoggerFactory.getLogger(Observations.class);

	private final String namespace;

	private final OperationObserver observer;

	public Observations(String namespace, OperationObserver observer) {
		this.namespace = namespace;
		this.observer = observer;
	}

	void run(String name, @Nullable String containerId, @Nullable String processId, Runnable task) {
		get(name, containerId, processId, () -> {
			task.run();
			return true;
		});
	}

	<T> T get(String name, @Nullable String containerId, @Nullable String processId, Supplier<T> task) {
		Observed observation = begin(new Operation(name, this.namespace, containerId, processId));
		Throwable failure = null;
		try {
			return task.get();
		}
		catch (RuntimeException | Error ex) {
			failure = ex;
			throw ex;
		}
		finally {
			end(observation, failure);
		}
	}

	/**
	 * Observe what goes on after the call.
	 */
	<T> CompletableFuture<T> later(String name, Supplier<CompletableFuture<T>> task) {
		Observed observation = begin(new Operation(name, this.namespace, null, null));
		CompletableFuture<T> future;
		try {
			future = task.get();
		}
		catch (RuntimeException | Error ex) {
			end(observation, ex);
			throw ex;
		}
		detached(observation);
		return after(future, (result, failure) -> end(observation, failure));
	}

	/**
	 * Have somebody told before those who wait for a future see its end. Whoever
	 * completes the returned one first, as by cancelling it, gives the other one up.
	 */
	static <T> CompletableFuture<T> after(CompletableFuture<T> future,
			BiConsumer<@Nullable T, @Nullable Throwable> told) {
		CompletableFuture<T> result = new CompletableFuture<>();
		future.whenComplete((value, failure) -> {
			Throwable cause = (failure != null) ? Errors.unwrap(failure) : null;
			try {
				told.accept(value, cause);
			}
			finally {
				if (cause != null) {
					result.completeExceptionally(cause);
				}
				else {
					result.complete(value);
				}
			}
		});
		result.whenComplete((value, failure) -> {
			if (!future.isDone()) {
				future.cancel(true);
			}
		});
		return result;
	}

	private @Nullable Observed begin(Operation operation) {
		try {
			return this.observer.begin(operation);
		}
		catch (RuntimeException ex) {
			logger.warn("An observer failed on the begin of {}", operation, ex);
			return null;
		}
	}

	private static void detached(@Nullable Observed observation) {
		try {
			if (observation != null) {
				observation.detached();
			}
		}
		catch (RuntimeException ex) {
			logger.warn("An observer failed on an operation that goes on in the background", ex);
		}
	}

	private static void end(@Nullable Observed observation, @Nullable Throwable failure) {
		if (observation == null) {
			return;
		}
		try {
			observation.end(failure);
		}
		catch (RuntimeException ex) {
			logger.warn("An observer failed on the end of an operation", ex);
		}
	}

}

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
 * Reports the operations in a namespace to an observer, if there is one, and keeps its
 * failures from them. Safe for use by several threads.
 */
public final class Observations {

	private static final Logger logger = LoggerFactory.getLogger(Observations.class);

	private final String namespace;

	private final @Nullable OperationObserver observer;

	/**
	 * Create it.
	 * @param namespace the containerd namespace
	 * @param observer the observer; {@code null} for none
	 */
	public Observations(String namespace, @Nullable OperationObserver observer) {
		this.namespace = namespace;
		this.observer = observer;
	}

	/**
	 * Observe a call.
	 * @param <T> the type of its result
	 * @param operation what the call does
	 * @param containerId the container; {@code null} for none
	 * @param processId the additional process; {@code null} for none
	 * @param call makes the call
	 * @return its result
	 */
	public <T> T call(ClientOperation operation, @Nullable String containerId, @Nullable String processId,
			Supplier<T> call) {
		Observed observation = begin(operation, containerId, processId);
		Throwable failure = null;
		try {
			return call.get();
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
	 * @param <T> the type of its result
	 * @param operation what the call does
	 * @param containerId the container; {@code null} for none
	 * @param call makes the call
	 * @return completes after the observer has seen the end; completing it first, as by
	 * cancelling it, gives the operation up
	 */
	public <T> CompletableFuture<T> callAsync(ClientOperation operation, @Nullable String containerId,
			Supplier<CompletableFuture<T>> call) {
		if (this.observer == null) {
			return call.get();
		}
		Observed observation = begin(operation, containerId, null);
		CompletableFuture<T> future;
		try {
			future = call.get();
		}
		catch (RuntimeException | Error ex) {
			end(observation, ex);
			throw ex;
		}
		detached(observation);
		return after(future, (result, failure) -> end(observation, failure));
	}

	/**
	 * Have something done before those who wait for a future see its end. Whoever
	 * completes the returned one first, as by cancelling it, gives the other one up.
	 */
	static <T> CompletableFuture<T> after(CompletableFuture<T> future,
			BiConsumer<@Nullable T, @Nullable Throwable> action) {
		CompletableFuture<T> result = new CompletableFuture<>();
		forward(future, result, action);
		return result;
	}

	/**
	 * Let one future end as another does. Whoever completes it first, as by cancelling
	 * it, gives the other one up.
	 * @param <T> the type of the result
	 * @param from the future that is followed
	 * @param to the future that others have
	 */
	public static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
		forward(from, to, (value, failure) -> {
		});
	}

	private static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to,
			BiConsumer<@Nullable T, @Nullable Throwable> action) {
		from.whenComplete((value, failure) -> {
			Throwable cause = (failure != null) ? Errors.unwrap(failure) : null;
			try {
				action.accept(value, cause);
			}
			finally {
				if (cause != null) {
					to.completeExceptionally(cause);
				}
				else {
					to.complete(value);
				}
			}
		});
		to.whenComplete((value, failure) -> {
			if (!from.isDone()) {
				from.cancel(true);
			}
		});
	}

	private @Nullable Observed begin(ClientOperation name, @Nullable String containerId, @Nullable String processId) {
		Operation operation = name.observed(this.namespace, containerId, processId);
		if (this.observer == null || operation == null) {
			return null;
		}
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

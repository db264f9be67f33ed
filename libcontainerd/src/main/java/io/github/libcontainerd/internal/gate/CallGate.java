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

package io.github.libcontainerd.internal.gate;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.observe.Observations;

/**
 * The way of each call of a user: wait for the client or refuse, then observe, then call.
 * <ul>
 * <li>Each call passes one gate once. What a client calls on its own way to do it passes
 * none and is not observed, but for the images: the pull of a run is an operation of its
 * own.</li>
 * <li>What is refused, or has waited in vain, was never made and is not observed; the
 * time of waiting is not part of an observation.</li>
 * <li>A call that is waited for waits in its own thread. One that is not waited for never
 * blocks; if it is cancelled before there is a client it is never made, and after that
 * the cancelling reaches what it has started.</li>
 * <li>Who waits for the end of a call sees it after the observers have.</li>
 * <li>A failure of an observer changes nothing.</li>
 * </ul>
 * What can be answered without a client does not wait for one; see {@link #ifOpen()}.
 * Safe for use by several threads.
 */
final class CallGate {

	private final String namespace;

	private final ClientSource source;

	CallGate(String namespace, ClientSource source) {
		this.namespace = namespace;
		this.source = source;
	}

	String namespace() {
		return this.namespace;
	}

	ClientSource source() {
		return this.source;
	}

	/**
	 * Return the client without waiting for it.
	 * @return the client; {@code null} if there is none
	 */
	@Nullable OpenClient ifOpen() {
		return this.source.ifOpen();
	}

	<T> T call(ClientOperation operation, Function<OpenClient, T> call) {
		return call(operation, null, null, call);
	}

	<T> T call(ClientOperation operation, @Nullable String containerId, Function<OpenClient, T> call) {
		return call(operation, containerId, null, call);
	}

	<T> T call(ClientOperation operation, @Nullable String containerId, @Nullable String processId,
			Function<OpenClient, T> call) {
		OpenClient open = this.source.await(operation.on(this.namespace, containerId, processId));
		return open.observations().call(operation, containerId, processId, () -> call.apply(open));
	}

	void run(ClientOperation operation, @Nullable String containerId, Consumer<OpenClient> call) {
		run(operation, containerId, null, call);
	}

	void run(ClientOperation operation, @Nullable String containerId, @Nullable String processId,
			Consumer<OpenClient> call) {
		call(operation, containerId, processId, (open) -> {
			call.accept(open);
			return true;
		});
	}

	<T> CompletableFuture<T> callAsync(ClientOperation operation, @Nullable String containerId,
			Function<OpenClient, CompletableFuture<T>> call) {
		OpenClient present = this.source.ifOpen();
		if (present != null) {
			return start(present, operation, containerId, call);
		}
		CompletableFuture<T> result = new CompletableFuture<>();
		this.source.later(operation.on(this.namespace, containerId, null)).whenComplete((open, failure) -> {
			if (failure != null) {
				result.completeExceptionally(Errors.unwrap(failure));
			}
			else if (!result.isDone()) {
				try {
					Observations.forward(start(open, operation, containerId, call), result);
				}
				catch (RuntimeException | Error ex) {
					result.completeExceptionally(ex);
				}
			}
		});
		return result;
	}

	private static <T> CompletableFuture<T> start(OpenClient open, ClientOperation operation,
			@Nullable String containerId, Function<OpenClient, CompletableFuture<T>> call) {
		return open.observations().callAsync(operation, containerId, () -> call.apply(open));
	}

}

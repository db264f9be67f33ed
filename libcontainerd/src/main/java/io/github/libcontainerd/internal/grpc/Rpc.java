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

package io.github.libcontainerd.internal.grpc;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Operation;

/**
 * Calls as {@link CompletableFuture}s.
 */
public final class Rpc {

	private Rpc() {
	}

	public static <Q, R> CompletableFuture<R> call(Channel channel, MethodDescriptor<Q, R> method, Q request,
			@Nullable Duration deadline) {
		return list(channel, method, request, deadline).thenApply(Rpc::only);
	}

	public static <R> R only(List<R> answers) {
		if (answers.isEmpty()) {
			throw Status.INTERNAL.withDescription("no answer").asRuntimeException();
		}
		return answers.get(0);
	}

	/**
	 * Make a call with a streamed answer and collect it. Cancelling the future cancels
	 * the call.
	 */
	public static <Q, R> CompletableFuture<List<R>> list(Channel channel, MethodDescriptor<Q, R> method, Q request,
			@Nullable Duration deadline) {
		CompletableFuture<List<R>> future = new CompletableFuture<>();
		List<R> answers = new ArrayList<>();
		Runnable cancel = stream(channel, method, request, deadline, answers::add, (status) -> {
			if (status.isOk()) {
				future.complete(answers);
			}
			else {
				future.completeExceptionally(status.asRuntimeException());
			}
		});
		future.whenComplete((all, failure) -> {
			if (failure instanceof CancellationException) {
				cancel.run();
			}
		});
		return future;
	}

	/**
	 * Make a call with a streamed answer.
	 * @param messages receives the messages, one after another
	 * @param end receives the final status, once
	 * @return cancels the call
	 */
	public static <Q, R> Runnable stream(Channel channel, MethodDescriptor<Q, R> method, Q request,
			@Nullable Duration deadline, Consumer<R> messages, Consumer<Status> end) {
		CallOptions options = CallOptions.DEFAULT;
		if (deadline != null) {
			options = options.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
		}
		ClientCall<Q, R> call = channel.newCall(method, options);
		AtomicBoolean ended = new AtomicBoolean();
		try {
			call.start(new ClientCall.Listener<>() {

				@Override
				public void onMessage(R value) {
					messages.accept(value);
					call.request(1);
				}

				@Override
				public void onClose(Status status, Metadata trailers) {
					if (ended.compareAndSet(false, true)) {
						end.accept(settled(status));
					}
				}

			}, new Metadata());
			call.request(2);
			call.sendMessage(request);
			call.halfClose();
		}
		catch (RuntimeException ex) {
			call.cancel(null, ex);
			if (ended.compareAndSet(false, true)) {
				end.accept(Status.fromThrowable(ex));
			}
		}
		return () -> call.cancel("cancelled", null);
	}

	/**
	 * A connection that closes under a call is gRPC's "unknown" when netty notices it
	 * first. What the daemon answers never has a cause.
	 */
	private static Status settled(Status status) {
		boolean closed = status.getCode() == Status.Code.UNKNOWN && status.getCause() instanceof IOException;
		return closed ? Status.UNAVAILABLE.withDescription(status.getDescription()).withCause(status.getCause())
				: status;
	}

	/**
	 * Wait for a call. The call itself is bounded by its deadline.
	 * @param <T> the type of the answer
	 * @param call the call
	 * @param operation what it is part of, for the message of the exception
	 * @return the answer
	 * @throws io.github.libcontainerd.ContainerdException when the call failed
	 */
	public static <T> T await(CompletableFuture<T> call, Operation operation) {
		try {
			return call.join();
		}
		catch (CompletionException | CancellationException ex) {
			throw Errors.translate(ex, operation);
		}
	}

	/**
	 * Return the status that a failure carries.
	 * @param failure the failure, possibly wrapped
	 * @return the status; {@code UNKNOWN} when there is none
	 */
	static Status status(Throwable failure) {
		Throwable cause = Errors.unwrap(failure);
		return (cause instanceof StatusRuntimeException ex) ? ex.getStatus() : Status.UNKNOWN.withCause(cause);
	}

}

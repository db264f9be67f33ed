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

package io.github.libcontainerd.test.internal.fake.server;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * Answers of the fake's services.
 */
public final class Rpc {

	private Rpc() {
	}

	/**
	 * Answer a unary call.
	 */
	public static <A> void answer(StreamObserver<A> observer, Supplier<A> call) {
		if (observer instanceof ServerCallStreamObserver<A> server) {
			// With a handler, answering a cancelled call is not an error.
			server.setOnCancelHandler(() -> {
			});
		}
		A answer;
		try {
			answer = call.get();
		}
		catch (StatusRuntimeException ex) {
			observer.onError(ex);
			return;
		}
		catch (RuntimeException ex) {
			observer
				.onError(Status.INTERNAL.withDescription("fake containerd: " + ex).withCause(ex).asRuntimeException());
			return;
		}
		observer.onNext(answer);
		observer.onCompleted();
	}

	public static StatusRuntimeException unknown(String text) {
		return Status.UNKNOWN.withDescription(text + ": unknown").asRuntimeException();
	}

	/** A failure to which no class was given. */
	public static StatusRuntimeException unclassified(String text) {
		return Status.UNKNOWN.withDescription(text).asRuntimeException();
	}

	public static StatusRuntimeException notFound(String text) {
		return Status.NOT_FOUND.withDescription(text).asRuntimeException();
	}

	public static StatusRuntimeException exists(String text) {
		return Status.ALREADY_EXISTS.withDescription(text + ": already exists").asRuntimeException();
	}

	/** Services that pass a bad filter on without a class. */
	public static Predicate<Function<List<String>, @Nullable String>> unknownFilter(List<String> filters) {
		try {
			return FakeFilter.parse(filters);
		}
		catch (IllegalArgumentException ex) {
			throw Status.UNKNOWN.withDescription(ex.getMessage()).asRuntimeException();
		}
	}

	public static Predicate<Function<List<String>, @Nullable String>> filter(List<String> filters) {
		try {
			return FakeFilter.parse(filters);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(String.valueOf(ex.getMessage()));
		}
	}

	/** Services that name the class twice. */
	public static Predicate<Function<List<String>, @Nullable String>> invalidFilter(List<String> filters) {
		try {
			return FakeFilter.parse(filters);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(ex.getMessage() + ": invalid argument");
		}
	}

	/** Services that pass any failure on without its class. */
	public static <T> T unknownStatus(Supplier<T> call) {
		try {
			return call.get();
		}
		catch (StatusRuntimeException ex) {
			throw Status.UNKNOWN.withDescription(ex.getStatus().getDescription()).asRuntimeException();
		}
	}

	public static StatusRuntimeException invalid(String text) {
		return Status.INVALID_ARGUMENT.withDescription(text).asRuntimeException();
	}

}

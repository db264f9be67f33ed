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

package io.github.libcontainerd.test;

import java.util.function.Supplier;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * Answers of the fake's services.
 */
final class Rpc {

	private Rpc() {
	}

	/**
	 * Answer a unary call.
	 */
	static <A> void answer(StreamObserver<A> observer, Supplier<A> call) {
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

	static StatusRuntimeException unknown(String text) {
		return Status.UNKNOWN.withDescription(text + ": unknown").asRuntimeException();
	}

	static StatusRuntimeException notFound(String text) {
		return Status.NOT_FOUND.withDescription(text).asRuntimeException();
	}

	static StatusRuntimeException exists(String text) {
		return Status.ALREADY_EXISTS.withDescription(text + ": already exists").asRuntimeException();
	}

	static StatusRuntimeException invalid(String text) {
		return Status.INVALID_ARGUMENT.withDescription(text).asRuntimeException();
	}

}

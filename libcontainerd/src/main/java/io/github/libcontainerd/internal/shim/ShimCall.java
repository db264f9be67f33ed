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

package io.github.libcontainerd.internal.shim;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.shim.v3.StateRequest;
import io.github.libcontainerd.internal.grpc.api.shim.v3.StateResponse;
import io.github.libcontainerd.internal.grpc.api.shim.v3.WaitRequest;
import io.github.libcontainerd.internal.grpc.api.shim.v3.WaitResponse;
import io.github.libcontainerd.internal.grpc.api.types.Status;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.grpc.task.TaskProcess;

/**
 * One question to a shim. There are two, and neither changes anything. Versions 2 and 3
 * of the service have the same bytes.
 *
 * @param <T> the type of the answer
 */
final class ShimCall<T> {

	// Go's zero time, the year 1: what is sent for "never".
	private static final long GO_ZERO_SECONDS = -62135596800L;

	private final String method;

	private final ByteString request;

	private final Parser<T> parser;

	private final CompletableFuture<T> future = new CompletableFuture<>();

	private int version;

	private boolean redirected;

	private ShimCall(String method, ByteString request, Parser<T> parser) {
		this.method = method;
		this.request = request;
		this.parser = parser;
	}

	static ShimCall<ProcessExit> waitFor(String id, String execId) {
		ByteString request = WaitRequest.newBuilder().setId(id).setExecId(execId).build().toByteString();
		return new ShimCall<>("Wait", request, (bytes) -> exit(WaitResponse.parseFrom(bytes)));
	}

	static ShimCall<TaskProcess> state(String id, String execId) {
		ByteString request = StateRequest.newBuilder().setId(id).setExecId(execId).build().toByteString();
		return new ShimCall<>("State", request, (bytes) -> process(StateResponse.parseFrom(bytes)));
	}

	String method() {
		return this.method;
	}

	ByteString request() {
		return this.request;
	}

	CompletableFuture<T> future() {
		return this.future;
	}

	/**
	 * The version of the service that it was last sent to.
	 */
	int version() {
		return this.version;
	}

	void sentTo(int service) {
		this.version = service;
	}

	/**
	 * Send it elsewhere, which is possible once.
	 * @return whether it was the first time
	 */
	boolean redirect() {
		boolean first = !this.redirected;
		this.redirected = true;
		return first;
	}

	/**
	 * Take the answer.
	 * @throws InvalidProtocolBufferException if it is none
	 */
	void complete(ByteString payload) throws InvalidProtocolBufferException {
		this.future.complete(this.parser.parse(payload));
	}

	void fail(IOException failure) {
		this.future.completeExceptionally(failure);
	}

	private static ProcessExit exit(WaitResponse answer) {
		return exit(answer.getExitStatus(), answer.hasExitedAt() ? answer.getExitedAt() : null);
	}

	private static TaskProcess process(StateResponse answer) {
		return new TaskProcess(status(answer.getStatus()), answer.getPid(),
				exit(answer.getExitStatus(), answer.hasExitedAt() ? answer.getExitedAt() : null), answer.getStdin(),
				answer.getStdout(), answer.getStderr(), answer.getTerminal());
	}

	private static ProcessExit exit(int code, @Nullable Timestamp at) {
		boolean never = at == null || at.getSeconds() == GO_ZERO_SECONDS
				|| (at.getSeconds() == 0 && at.getNanos() == 0);
		return new ProcessExit(code, true,
				(at == null || never) ? null : Instant.ofEpochSecond(at.getSeconds(), at.getNanos()));
	}

	private static TaskProcess.Status status(Status status) {
		return switch (status) {
			case CREATED -> TaskProcess.Status.CREATED;
			case RUNNING -> TaskProcess.Status.RUNNING;
			case STOPPED -> TaskProcess.Status.STOPPED;
			case PAUSED -> TaskProcess.Status.PAUSED;
			case PAUSING -> TaskProcess.Status.PAUSING;
			default -> TaskProcess.Status.UNKNOWN;
		};
	}

	/**
	 * Reads an answer.
	 *
	 * @param <T> the type of the answer
	 */
	interface Parser<T> {

		T parse(ByteString payload) throws InvalidProtocolBufferException;

	}

}

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

package io.github.libcontainerd.internal.grpc.content;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.content.ContentGrpc;
import io.github.libcontainerd.internal.grpc.api.content.WriteAction;
import io.github.libcontainerd.internal.grpc.api.content.WriteContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.WriteContentResponse;

/**
 * Writes to an ingest. Methods block, no longer than containerd needs to take what was
 * given to it; nothing piles up. For one thread at a time. Closing it leaves the ingest
 * as it is, to be gone on with or aborted.
 */
public final class ContentWriter implements AutoCloseable {

	/** As much as one call of {@link #write} takes. */
	public static final int MAX_CHUNK = 1024 * 1024;

	// How long containerd may take for a chunk; a disk that is slower has failed.
	private static final Duration STALLED = Duration.ofSeconds(60);

	// containerd reads again what an ingest has, to go on with the digest.
	private static final long DIGEST_BYTES_PER_SECOND = 16L * 1024 * 1024;

	private static final int READY_BYTES = 256 * 1024;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final ClientCall<WriteContentRequest, WriteContentResponse> call;

	private final String ref;

	private @Nullable WriteContentResponse answer;

	private @Nullable Status end;

	private long offset;

	private ContentWriter(ClientCall<WriteContentRequest, WriteContentResponse> call, String ref) {
		this.call = call;
		this.ref = ref;
	}

	static ContentWriter open(Channel channel, String ref, long size, String digest) throws InterruptedException {
		// The callbacks only take notes, which the thread of the channel may do.
		CallOptions options = CallOptions.DEFAULT.withExecutor(Runnable::run).withOnReadyThreshold(READY_BYTES);
		ContentWriter writer = new ContentWriter(channel.newCall(ContentGrpc.getWriteMethod(), options), ref);
		try {
			writer.start(size, digest);
			return writer;
		}
		catch (InterruptedException | RuntimeException ex) {
			writer.close();
			throw ex;
		}
	}

	private void start(long size, String digest) throws InterruptedException {
		this.call.start(new Answers(), new Metadata());
		this.call.request(Integer.MAX_VALUE);
		this.call.sendMessage(WriteContentRequest.newBuilder()
			.setAction(WriteAction.STAT)
			.setRef(this.ref)
			.setTotal(size)
			.setExpected(digest)
			.build());
		Duration limit = STALLED.plusSeconds(size / DIGEST_BYTES_PER_SECOND);
		this.offset = awaitAnswer(WriteAction.STAT, limit).getOffset();
	}

	/**
	 * Return where the next byte goes.
	 * @return how many bytes the ingest has
	 */
	public long offset() {
		return this.offset;
	}

	/**
	 * Write some bytes.
	 * @param bytes holds the bytes; not used any more afterwards
	 * @param from the index of the first one
	 * @param length how many, not more than {@link #MAX_CHUNK}
	 * @throws io.grpc.StatusRuntimeException when containerd refuses
	 * @throws InterruptedException when interrupted
	 */
	public void write(byte[] bytes, int from, int length) throws InterruptedException {
		if (length == 0) {
			return;
		}
		awaitReady();
		// Not copied: the answer to the first message has shown that the call has a
		// transport, and then a message is serialised before sendMessage returns.
		this.call.sendMessage(WriteContentRequest.newBuilder()
			.setAction(WriteAction.WRITE)
			.setRef(this.ref)
			.setOffset(this.offset)
			.setData(UnsafeByteOperations.unsafeWrap(bytes, from, length))
			.build());
		this.offset += length;
	}

	/**
	 * Begin again, without the bytes that the ingest has.
	 * @throws InterruptedException when interrupted
	 */
	public void restart() throws InterruptedException {
		if (this.offset == 0) {
			return;
		}
		awaitReady();
		// Writing at 0, even nothing, cuts the ingest.
		this.call.sendMessage(
				WriteContentRequest.newBuilder().setAction(WriteAction.WRITE).setRef(this.ref).setOffset(0).build());
		this.offset = 0;
	}

	/**
	 * Make the ingest a blob. containerd compares size and digest.
	 * @param digest the digest; {@code null} for whatever it is
	 * @param labels the labels of the blob
	 * @return the digest
	 * @throws io.grpc.StatusRuntimeException {@code FAILED_PRECONDITION} when size or
	 * digest are wrong
	 * @throws InterruptedException when interrupted
	 */
	public String commit(@Nullable String digest, Map<String, String> labels) throws InterruptedException {
		WriteContentRequest.Builder request = WriteContentRequest.newBuilder()
			.setAction(WriteAction.COMMIT)
			.setRef(this.ref)
			// An offset of 0 would cut the ingest here too.
			.setOffset(this.offset)
			.setTotal(this.offset)
			.putAllLabels(labels);
		if (digest != null) {
			request.setExpected(digest);
		}
		awaitReady();
		this.call.sendMessage(request.build());
		this.call.halfClose();
		Duration limit = STALLED.plusSeconds(this.offset / DIGEST_BYTES_PER_SECOND);
		return awaitAnswer(WriteAction.COMMIT, limit).getDigest();
	}

	private void awaitReady() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long nanos = STALLED.toNanos();
			while (!this.call.isReady() && this.end == null) {
				nanos = awaitChange(nanos);
			}
			if (this.end != null) {
				throw failure(this.end);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private WriteContentResponse awaitAnswer(WriteAction action, Duration limit) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long nanos = limit.toNanos();
			for (;;) {
				WriteContentResponse current = this.answer;
				if (current != null && current.getAction() == action) {
					return current;
				}
				if (this.end != null) {
					throw failure(this.end);
				}
				nanos = awaitChange(nanos);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private long awaitChange(long nanos) throws InterruptedException {
		if (nanos <= 0) {
			throw Status.DEADLINE_EXCEEDED.withDescription("containerd does not take content of " + this.ref)
				.asRuntimeException();
		}
		// In short steps, since a call may become ready without saying so when another
		// message of it is sent at the same time.
		long step = Math.min(nanos, TimeUnit.SECONDS.toNanos(1));
		return nanos - (step - Math.max(0, this.changed.awaitNanos(step)));
	}

	private static RuntimeException failure(Status end) {
		return (end.isOk() ? Status.INTERNAL.withDescription("containerd has closed the ingest") : end)
			.asRuntimeException();
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.end != null) {
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		this.call.cancel("closed", null);
	}

	/**
	 * What containerd says.
	 */
	private final class Answers extends ClientCall.Listener<WriteContentResponse> {

		@Override
		public void onReady() {
			note(null, null);
		}

		@Override
		public void onMessage(WriteContentResponse message) {
			note(message, null);
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			note(null, status);
		}

		private void note(@Nullable WriteContentResponse message, @Nullable Status status) {
			ContentWriter.this.lock.lock();
			try {
				if (message != null) {
					ContentWriter.this.answer = message;
				}
				if (status != null) {
					ContentWriter.this.end = status;
				}
				ContentWriter.this.changed.signalAll();
			}
			finally {
				ContentWriter.this.lock.unlock();
			}
		}

	}

}

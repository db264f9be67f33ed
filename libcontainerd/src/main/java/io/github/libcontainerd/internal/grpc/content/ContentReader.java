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

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.content.ContentGrpc;
import io.github.libcontainerd.internal.grpc.api.content.ReadContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.ReadContentResponse;

/**
 * Reads a blob. A few chunks are fetched ahead and no more. For one thread at a time.
 * What goes wrong is an {@link IOException} whose cause is a
 * {@link StatusRuntimeException}.
 */
public final class ContentReader extends InputStream {

	private static final Duration STALLED = Duration.ofSeconds(60);

	// Of 32 KiB each, by containerd's choice.
	private static final int AHEAD = 16;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final ArrayDeque<ByteString> chunks = new ArrayDeque<>();

	private final ClientCall<ReadContentRequest, ReadContentResponse> call;

	private final String digest;

	private ByteBuffer current = ByteBuffer.allocate(0);

	private @Nullable Status end;

	private ContentReader(ClientCall<ReadContentRequest, ReadContentResponse> call, String digest) {
		this.call = call;
		this.digest = digest;
	}

	static ContentReader open(Channel channel, String digest) {
		ContentReader reader = new ContentReader(
				channel.newCall(ContentGrpc.getReadMethod(), CallOptions.DEFAULT.withExecutor(Runnable::run)), digest);
		reader.call.start(reader.new Chunks(), new Metadata());
		reader.call.request(AHEAD);
		reader.call.sendMessage(ReadContentRequest.newBuilder().setDigest(digest).build());
		reader.call.halfClose();
		return reader;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int from, int length) throws IOException {
		Objects.checkFromIndexSize(from, length, bytes.length);
		if (length == 0) {
			return 0;
		}
		while (!this.current.hasRemaining()) {
			ByteString next = next();
			if (next == null) {
				return -1;
			}
			this.current = next.asReadOnlyByteBuffer();
		}
		int count = Math.min(length, this.current.remaining());
		this.current.get(bytes, from, count);
		return count;
	}

	private @Nullable ByteString next() throws IOException {
		this.lock.lock();
		try {
			long nanos = STALLED.toNanos();
			while (this.chunks.isEmpty()) {
				if (this.end != null) {
					if (this.end.isOk()) {
						return null;
					}
					throw failure(this.end);
				}
				if (nanos <= 0) {
					throw failure(Status.DEADLINE_EXCEEDED.withDescription("containerd does not give the content"));
				}
				nanos = this.changed.awaitNanos(nanos);
			}
			ByteString chunk = this.chunks.removeFirst();
			this.call.request(1);
			return chunk;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw (IOException) new InterruptedIOException("interrupted").initCause(ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private IOException failure(Status status) {
		StatusRuntimeException cause = status.asRuntimeException();
		return new IOException("can't read " + this.digest + ": " + cause.getMessage(), cause);
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			this.chunks.clear();
			this.current.position(this.current.limit());
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
	 * What containerd sends.
	 */
	private final class Chunks extends ClientCall.Listener<ReadContentResponse> {

		@Override
		public void onMessage(ReadContentResponse message) {
			ContentReader.this.lock.lock();
			try {
				ContentReader.this.chunks.addLast(message.getData());
				ContentReader.this.changed.signalAll();
			}
			finally {
				ContentReader.this.lock.unlock();
			}
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			ContentReader.this.lock.lock();
			try {
				ContentReader.this.end = status;
				ContentReader.this.changed.signalAll();
			}
			finally {
				ContentReader.this.lock.unlock();
			}
		}

	}

}

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

package io.github.libcontainerd.internal.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream that somebody reads who was attached. What waits is bounded: when the reader
 * stays behind by a MiB the process waits for it, but only for a second; then the reader
 * is cut off, lest a forgotten one stops the container.
 */
final class AttachedReader extends InputStream {

	private static final int MAX_BYTES = 1024 * 1024;

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final Duration patience;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Deque<ByteBuffer> chunks = new ArrayDeque<>();

	private int waiting;

	private boolean ended;

	private boolean closed;

	private boolean cutOff;

	AttachedReader() {
		this(PATIENCE);
	}

	AttachedReader(Duration patience) {
		this.patience = patience;
	}

	void offer(ByteBuffer bytes) {
		this.lock.lock();
		try {
			long nanos = this.patience.toNanos();
			while (this.waiting >= MAX_BYTES && !this.closed && !this.cutOff && nanos > 0) {
				nanos = this.changed.awaitNanos(nanos);
			}
			if (this.closed || this.cutOff) {
				return;
			}
			if (this.waiting >= MAX_BYTES) {
				this.cutOff = true;
			}
			else {
				this.waiting += bytes.remaining();
				this.chunks.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
			}
			this.changed.signalAll();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

	void end() {
		this.lock.lock();
		try {
			this.ended = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		this.lock.lock();
		try {
			while (this.chunks.isEmpty() && !this.ended && !this.closed && !this.cutOff) {
				this.changed.await();
			}
			if (this.closed) {
				return -1;
			}
			ByteBuffer chunk = this.chunks.peek();
			if (chunk == null) {
				if (this.cutOff) {
					throw new IOException("the reader was cut off, since it stayed behind by more than " + MAX_BYTES
							+ " bytes; read faster, or read the log");
				}
				return -1;
			}
			int count = Math.min(length, chunk.remaining());
			chunk.get(bytes, offset, count);
			if (!chunk.hasRemaining()) {
				this.chunks.remove();
			}
			this.waiting -= count;
			this.changed.signalAll();
			return count;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public int available() {
		this.lock.lock();
		try {
			return this.waiting;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.chunks.clear();
			this.waiting = 0;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}

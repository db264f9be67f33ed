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

package io.github.libcontainerd.test.internal.fake.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pipe of the kernel's size. It ends when its last writer closes, and a write without a
 * reader fails.
 */
public final class FakePipe {

	private static final int CAPACITY = 64 * 1024;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final byte[] buffer = new byte[CAPACITY];

	private int start;

	private int size;

	private int writers;

	private boolean readerClosed;

	/**
	 * Open a write end.
	 */
	public OutputStream writer() {
		this.lock.lock();
		try {
			this.writers++;
			return new Writer();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Another write end of the same pipe, as a child process has it; other streams are
	 * shared as they are.
	 */
	static OutputStream duplicate(OutputStream stream) {
		return (stream instanceof Writer writer) ? writer.pipe().writer() : new Shared(stream);
	}

	public InputStream reader() {
		return new Reader();
	}

	/**
	 * Close all write ends, as when all their processes die.
	 */
	public void closeWriters() {
		this.lock.lock();
		try {
			this.writers = 0;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void await() throws InterruptedIOException {
		try {
			this.changed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException();
		}
	}

	/**
	 * The write end.
	 */
	private final class Writer extends OutputStream {

		private boolean closed;

		private FakePipe pipe() {
			return FakePipe.this;
		}

		@Override
		public void write(int value) throws IOException {
			write(new byte[] { (byte) value }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			FakePipe pipe = FakePipe.this;
			pipe.lock.lock();
			try {
				int written = 0;
				while (written < length) {
					if (pipe.readerClosed || pipe.writers == 0) {
						throw new IOException("Broken pipe");
					}
					if (pipe.size == CAPACITY) {
						await();
						continue;
					}
					int end = (pipe.start + pipe.size) % CAPACITY;
					int count = Math.min(Math.min(length - written, CAPACITY - pipe.size), CAPACITY - end);
					System.arraycopy(bytes, offset + written, pipe.buffer, end, count);
					pipe.size += count;
					written += count;
					pipe.changed.signalAll();
				}
			}
			finally {
				pipe.lock.unlock();
			}
		}

		@Override
		public void close() {
			FakePipe pipe = FakePipe.this;
			pipe.lock.lock();
			try {
				if (!this.closed) {
					this.closed = true;
					pipe.writers = Math.max(0, pipe.writers - 1);
					pipe.changed.signalAll();
				}
			}
			finally {
				pipe.lock.unlock();
			}
		}

	}

	/**
	 * The read end.
	 */
	private final class Reader extends InputStream {

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			FakePipe pipe = FakePipe.this;
			pipe.lock.lock();
			try {
				while (pipe.size == 0) {
					if (pipe.writers == 0 || pipe.readerClosed) {
						return -1;
					}
					await();
				}
				int count = Math.min(Math.min(length, pipe.size), CAPACITY - pipe.start);
				System.arraycopy(pipe.buffer, pipe.start, bytes, offset, count);
				pipe.start = (pipe.start + count) % CAPACITY;
				pipe.size -= count;
				pipe.changed.signalAll();
				return count;
			}
			finally {
				pipe.lock.unlock();
			}
		}

		@Override
		public void close() {
			FakePipe pipe = FakePipe.this;
			pipe.lock.lock();
			try {
				pipe.readerClosed = true;
				pipe.changed.signalAll();
			}
			finally {
				pipe.lock.unlock();
			}
		}

	}

	/**
	 * A stream that somebody else closes.
	 */
	private static final class Shared extends OutputStream {

		private final OutputStream stream;

		Shared(OutputStream stream) {
			this.stream = stream;
		}

		@Override
		public void write(int value) throws IOException {
			this.stream.write(value);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.stream.write(bytes, offset, length);
		}

	}

}

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

package io.github.libcontainerd.internal.stdio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/**
 * The writing end of a stdin FIFO. What is written before the process starts waits in the
 * FIFO.
 */
final class FifoOutput extends OutputStream {

	private final FileChannel keeper;

	private final FileChannel channel;

	private final LongAdder traffic;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private final CompletableFuture<Void> released = new CompletableFuture<>();

	FifoOutput(Path fifo, LongAdder traffic) throws IOException {
		this.traffic = traffic;
		this.keeper = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
		try {
			this.channel = FileChannel.open(fifo, StandardOpenOption.WRITE);
		}
		catch (IOException ex) {
			this.keeper.close();
			throw ex;
		}
	}

	/**
	 * The shim has its end: from now on a write fails when the process is gone.
	 */
	void readerOpened() throws IOException {
		this.keeper.close();
	}

	/**
	 * Completes when the user has closed the stream.
	 */
	CompletableFuture<Void> closed() {
		return this.closed;
	}

	@Override
	public void write(int value) throws IOException {
		write(new byte[] { (byte) value }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
		try {
			while (buffer.hasRemaining()) {
				this.traffic.add(this.channel.write(buffer));
			}
		}
		catch (ClosedChannelException ex) {
			throw new IOException("stdin is closed", ex);
		}
	}

	/**
	 * Close the end of this process only. The keeper stays until the shim has its own
	 * end, lest what was written is lost. The process sees the end once the shim has
	 * closed its own too.
	 */
	@Override
	public void close() throws IOException {
		this.channel.close();
		this.closed.complete(null);
	}

	void release() throws IOException {
		try {
			this.channel.close();
			this.keeper.close();
		}
		finally {
			this.released.complete(null);
		}
	}

	/**
	 * Completes when both ends are closed.
	 */
	CompletableFuture<Void> released() {
		return this.released;
	}

}

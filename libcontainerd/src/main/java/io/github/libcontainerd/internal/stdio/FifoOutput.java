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
 * <p>
 * With a terminal the FIFO stays open until the process has ended, since the shim hangs
 * the terminal up at its end, and whatever runs there is killed. The end of the input is
 * typed instead, as a user does it.
 */
final class FifoOutput extends OutputStream {

	/** Ctrl-D: gives the reader what is there of a line; nothing of a line is the end. */
	private static final byte END_OF_INPUT = 4;

	private final boolean terminal;

	private final FileChannel keeper;

	private final FileChannel channel;

	private final LongAdder traffic;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private final CompletableFuture<Void> released = new CompletableFuture<>();

	private volatile boolean lineBegun;

	private volatile boolean ended;

	/**
	 * Open it.
	 * @param terminal whether it leads to a terminal
	 * @param lineBegun whether the beginning of a line may have been written already
	 */
	FifoOutput(Path fifo, LongAdder traffic, boolean terminal, boolean lineBegun) throws IOException {
		this.traffic = traffic;
		this.terminal = terminal;
		this.lineBegun = lineBegun;
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
	 * Completes when the shim has to close its end: the user has closed the stream, and
	 * it does not lead to a terminal.
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
		if (this.ended) {
			throw new IOException("stdin is closed");
		}
		if (length > 0) {
			byte last = bytes[offset + length - 1];
			this.lineBegun = last != '\n' && last != '\r' && last != END_OF_INPUT;
		}
		write(ByteBuffer.wrap(bytes, offset, length));
	}

	private void write(ByteBuffer buffer) throws IOException {
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
		if (this.terminal) {
			typeEnd();
			return;
		}
		this.channel.close();
		this.closed.complete(null);
	}

	private void typeEnd() {
		if (this.ended) {
			return;
		}
		this.ended = true;
		// An interrupt would close the channel.
		boolean interrupted = Thread.interrupted();
		try {
			byte[] end = { END_OF_INPUT, END_OF_INPUT };
			write(ByteBuffer.wrap(end, 0, this.lineBegun ? 2 : 1));
		}
		catch (IOException ex) {
			// The process has ended. Unless a write was interrupted, which leaves no
			// other
			// way to tell it the end.
			this.closed.complete(null);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
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

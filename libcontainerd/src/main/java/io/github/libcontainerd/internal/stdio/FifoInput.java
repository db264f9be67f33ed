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
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/**
 * The reading end of an output FIFO.
 * <p>
 * Opening never blocks: a keeper, opened for reading and writing, stands in for the
 * writer that is not there yet. It is closed once the shim has opened its end, so that
 * the end of the stream shows. A blocked read ends when the channel is closed, which is
 * why this is a {@link FileChannel}: closing a {@code FileInputStream} leaves it blocked.
 */
final class FifoInput extends InputStream {

	private final FileChannel keeper;

	private final FileChannel channel;

	private final LongAdder traffic;

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	FifoInput(Path fifo, LongAdder traffic) throws IOException {
		this.traffic = traffic;
		this.keeper = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
		try {
			this.channel = FileChannel.open(fifo, StandardOpenOption.READ);
		}
		catch (IOException ex) {
			this.keeper.close();
			throw ex;
		}
	}

	/**
	 * The shim has its end: from now on the end of the stream is the end.
	 */
	void writerOpened() throws IOException {
		this.keeper.close();
	}

	/**
	 * Completes when the end was read, or nobody wants to read on.
	 */
	CompletableFuture<Void> done() {
		return this.done;
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
		if (this.done.isDone()) {
			return -1;
		}
		int count;
		try {
			count = this.channel.read(ByteBuffer.wrap(bytes, offset, length));
		}
		catch (ClosedChannelException ex) {
			// Released by this side: the start failed, or the client was closed.
			count = -1;
		}
		if (count < 0) {
			close();
		}
		else {
			this.traffic.add(count);
		}
		return count;
	}

	@Override
	public int available() {
		return 0;
	}

	@Override
	public void close() throws IOException {
		try {
			this.channel.close();
			this.keeper.close();
		}
		finally {
			this.done.complete(null);
		}
	}

}

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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.log.LogEntry;

/**
 * Reads the lines of a file that may grow. A line that is not complete yet waits.
 */
final class FileLines {

	private static final int BLOCK = 64 * 1024;

	private final FileChannel channel;

	private long position;

	private byte[] buffer = new byte[BLOCK];

	private int start;

	private int end;

	private @Nullable LogEntry entry;

	FileLines(FileChannel channel) {
		this.channel = channel;
	}

	/**
	 * Skip all but the last lines that can be read; called before the first line is read.
	 * @return how many are left, at most
	 */
	int seekTail(int lines) throws IOException {
		if (lines == Integer.MAX_VALUE) {
			return 0;
		}
		long before = this.channel.size();
		if (lines == 0) {
			this.position = before;
			return 0;
		}
		int found = 0;
		// Where the line ends that begins somewhere before; what follows the last end is
		// not
		// complete yet.
		long lineEnd = -1;
		byte[] block = new byte[BLOCK];
		while (before > 0) {
			int size = (int) Math.min(BLOCK, before);
			before -= size;
			readFully(block, size, before);
			for (int i = size - 1; i >= 0; i--) {
				if (block[i] != '\n') {
					continue;
				}
				long begin = before + i + 1;
				if (readable(begin, lineEnd) && ++found == lines) {
					this.position = begin;
					return lines;
				}
				lineEnd = begin - 1;
			}
		}
		return readable(0, lineEnd) ? found + 1 : found;
	}

	private boolean readable(long begin, long lineEnd) throws IOException {
		int length = (int) Math.max(0, lineEnd - begin);
		byte[] line = new byte[length];
		readFully(line, length, begin);
		return length > 0 && JsonLines.decode(line, 0, length) != null;
	}

	private void readFully(byte[] block, int size, long from) throws IOException {
		ByteBuffer target = ByteBuffer.wrap(block, 0, size);
		while (target.hasRemaining()) {
			if (this.channel.read(target, from + target.position()) < 0) {
				throw new IOException("the file was cut off while it was read");
			}
		}
	}

	/**
	 * Go on to the next line.
	 * @return whether there is one
	 */
	boolean next() throws IOException {
		int scanned = this.start;
		while (true) {
			for (int i = scanned; i < this.end; i++) {
				if (this.buffer[i] == '\n') {
					this.entry = JsonLines.decode(this.buffer, this.start, i - this.start);
					this.start = i + 1;
					return true;
				}
			}
			int length = this.end - this.start;
			System.arraycopy(this.buffer, this.start, this.buffer, 0, length);
			if (length == this.buffer.length) {
				this.buffer = Arrays.copyOf(this.buffer, length * 2);
			}
			this.start = 0;
			this.end = length;
			scanned = length;
			int count = this.channel.read(ByteBuffer.wrap(this.buffer, length, this.buffer.length - length),
					this.position);
			if (count <= 0) {
				return false;
			}
			this.position += count;
			this.end += count;
		}
	}

	/**
	 * Return the current line.
	 * @return the entry; {@code null} for what is none
	 */
	@Nullable LogEntry entry() {
		return this.entry;
	}

}

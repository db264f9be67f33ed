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

package io.github.libcontainerd.queue.worker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.OutputConsumer;
import io.github.libcontainerd.queue.JobOutput;

/**
 * Keeps the last output of a job until somebody follows it, and cuts it into pieces that
 * are stored. Bounded both ways: what is too old is dropped, and what is too much is not
 * stored.
 */
final class LiveOutput implements OutputConsumer {

	private static final int PIECE = 32 * 1024;

	private static final int KEPT = 256 * 1024;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Chunk> chunks = new ArrayDeque<>();

	private final int attempt;

	private final long maxStored;

	private int kept;

	private long stored;

	private long index;

	LiveOutput(int attempt, long maxStored) {
		this.attempt = attempt;
		this.maxStored = maxStored;
	}

	@Override
	public void output(OutputStreamName stream, ByteBuffer bytes) {
		byte[] copy = new byte[bytes.remaining()];
		bytes.get(copy);
		this.lock.lock();
		try {
			Chunk last = this.chunks.peekLast();
			if (last == null || last.stream != stream || last.bytes.size() + copy.length > PIECE) {
				last = new Chunk(stream);
				this.chunks.add(last);
			}
			last.bytes.write(copy, 0, copy.length);
			this.kept += copy.length;
			while (this.kept > KEPT && this.chunks.size() > 1) {
				this.kept -= this.chunks.remove().bytes.size();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take what came since the last time.
	 * @return the pieces to store
	 */
	List<JobOutput> take() {
		this.lock.lock();
		try {
			List<JobOutput> pieces = new ArrayList<>();
			for (Chunk chunk : this.chunks) {
				if (this.stored + chunk.bytes.size() <= this.maxStored) {
					pieces.add(new JobOutput(this.attempt, this.index++, chunk.stream, chunk.bytes.toByteArray()));
					this.stored += chunk.bytes.size();
				}
			}
			this.chunks.clear();
			this.kept = 0;
			return pieces;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether something was stored, so that the rest should be as well.
	 * @return whether it was
	 */
	boolean begun() {
		this.lock.lock();
		try {
			return this.index > 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What one stream wrote, one after the other.
	 */
	private static final class Chunk {

		private final OutputStreamName stream;

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private Chunk(OutputStreamName stream) {
			this.stream = stream;
		}

	}

}

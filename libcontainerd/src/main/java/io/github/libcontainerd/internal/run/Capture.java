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

package io.github.libcontainerd.internal.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.run.Output;
import io.github.libcontainerd.run.OutputLimits;

/**
 * Keeps the output of one stream: in memory, then in a file, then not at all.
 */
final class Capture {

	private static final Logger logger = LoggerFactory.getLogger(Capture.class);

	private final OutputLimits limits;

	private final Place place;

	private final ReentrantLock lock = new ReentrantLock();

	private ByteArrayOutputStream memory = new ByteArrayOutputStream();

	private @Nullable Path file;

	private @Nullable OutputStream out;

	private long size;

	private boolean truncated;

	private boolean finished;

	Capture(OutputLimits limits, Place place) {
		this.limits = limits;
		this.place = place;
	}

	void add(ByteBuffer bytes) {
		this.lock.lock();
		try {
			if (this.truncated || this.finished) {
				return;
			}
			long left = this.limits.totalBytes() - this.size;
			byte[] taken = new byte[(int) Math.min(left, bytes.remaining())];
			this.truncated = taken.length < bytes.remaining();
			bytes.get(taken);
			write(taken);
		}
		catch (IOException ex) {
			this.truncated = true;
			logger.warn("Output is lost, since it is too much for memory and can't be written to a file", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void write(byte[] bytes) throws IOException {
		if (this.out == null && this.size + bytes.length <= this.limits.memoryBytes()) {
			this.memory.writeBytes(bytes);
		}
		else {
			OutputStream open = this.out;
			if (open == null) {
				Path made = this.place.make().resolve("output");
				open = Files.newOutputStream(made);
				this.out = open;
				this.file = made;
				this.memory.writeTo(open);
				this.memory = new ByteArrayOutputStream();
			}
			open.write(bytes);
		}
		this.size += bytes.length;
	}

	/**
	 * Return what was kept. What comes later is dropped.
	 */
	Output finish() {
		this.lock.lock();
		try {
			this.finished = true;
			if (this.out != null) {
				this.out.close();
			}
		}
		catch (IOException ex) {
			this.truncated = true;
			logger.warn("Output may be lost", ex);
		}
		finally {
			this.lock.unlock();
		}
		return (this.file != null) ? Output.inFile(this.file, this.size, this.truncated)
				: Output.inMemory(this.memory.toByteArray(), this.truncated);
	}

	/**
	 * Makes a directory for a file.
	 */
	@FunctionalInterface
	interface Place {

		Path make() throws IOException;

	}

}

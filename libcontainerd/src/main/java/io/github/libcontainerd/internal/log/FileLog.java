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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogSink;

/**
 * Lines to a file in Docker's {@code json-file} format.
 * <p>
 * The pump only puts lines into a queue, which workers empty, so that a disk that hangs
 * does not hang the container: when the queue is full the pump waits for a second once,
 * and then drops lines until half of the queue is free again. The file gets a line that
 * says how many are missing.
 */
final class FileLog extends LineSink implements LogSource {

	private static final Logger logger = LoggerFactory.getLogger(FileLog.class);

	private static final int QUEUE_BYTES = 1024 * 1024;

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final LogSink.ToFile settings;

	private final Executor workers;

	private final Duration patience;

	private final Progress progress = new Progress();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition space = this.lock.newCondition();

	private List<byte[]> queue = new ArrayList<>();

	private int queued;

	private boolean dropping;

	private boolean draining;

	private boolean closed;

	private long lost;

	private CompletableFuture<Void> empty = CompletableFuture.completedFuture(null);

	// The rest belongs to who drains.
	private final RotatingFile file;

	private boolean failing;

	FileLog(LogSink.ToFile settings, Executor workers) {
		this(settings, workers, PATIENCE);
	}

	FileLog(LogSink.ToFile settings, Executor workers, Duration patience) {
		this.settings = settings;
		this.workers = workers;
		this.patience = patience;
		this.file = new RotatingFile(settings, this.progress.rotation());
	}

	@Override
	void line(LogEntry entry) {
		byte[] line = JsonLines.encode(entry);
		this.lock.lock();
		try {
			if (this.closed || !waitForRoom()) {
				this.lost++;
				return;
			}
			reportLost();
			enqueue(line);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void enqueue(byte[] line) {
		this.queue.add(line);
		this.queued += line.length;
		drainSoon();
	}

	private void reportLost() {
		if (this.lost > 0) {
			String text = "[" + this.lost + " lines are missing here: the disk failed or was too slow]";
			enqueue(JsonLines.encode(new LogEntry(Instant.now(), OutputStreamName.STDERR, text, true)));
			this.lost = 0;
		}
	}

	private boolean waitForRoom() {
		if (this.dropping && this.queued <= QUEUE_BYTES / 2) {
			this.dropping = false;
		}
		long nanos = this.dropping ? 0 : this.patience.toNanos();
		try {
			while (this.queued >= QUEUE_BYTES && nanos > 0) {
				nanos = this.space.awaitNanos(nanos);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (this.queued >= QUEUE_BYTES && !this.dropping) {
			this.dropping = true;
			logger.warn("The disk of {} is too slow: lines are dropped", this.settings.file());
		}
		return !this.dropping;
	}

	private void drainSoon() {
		if (!this.draining) {
			this.draining = true;
			this.empty = new CompletableFuture<>();
			this.workers.execute(this::drain);
		}
	}

	private void drain() {
		List<byte[]> batch = next();
		while (!batch.isEmpty()) {
			write(batch);
			this.progress.advance();
			batch = next();
		}
	}

	/**
	 * Take what is queued; when that is nothing, nobody drains any more.
	 */
	private List<byte[]> next() {
		this.lock.lock();
		try {
			List<byte[]> batch = this.queue;
			this.queue = new ArrayList<>();
			this.queued = 0;
			this.space.signalAll();
			if (!batch.isEmpty()) {
				return batch;
			}
			if (this.closed) {
				closeFile();
			}
			this.draining = false;
			this.empty.complete(null);
			return batch;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void write(List<byte[]> batch) {
		int done = 0;
		try {
			for (byte[] line : batch) {
				this.file.append(ByteBuffer.wrap(line));
				done++;
			}
			this.failing = false;
		}
		catch (IOException ex) {
			addLost(batch.size() - done);
			closeFile();
			if (!this.failing) {
				this.failing = true;
				logger.warn("Could not write to {}: lines are dropped", this.settings.file(), ex);
			}
		}
	}

	private void addLost(long lines) {
		this.lock.lock();
		try {
			this.lost += lines;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void closeFile() {
		try {
			this.file.close();
		}
		catch (IOException ex) {
			logger.warn("Could not close {}", this.settings.file(), ex);
		}
	}

	@Override
	public CompletableFuture<Void> flushed() {
		this.lock.lock();
		try {
			return this.empty.copy();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.closed = true;
				reportLost();
			}
			if (this.draining) {
				this.empty.thenRun(this.progress::end);
				return;
			}
			closeFile();
		}
		finally {
			this.lock.unlock();
		}
		this.progress.end();
	}

	@Override
	public Stream<LogEntry> read(LogQuery query) {
		return LogFiles.read(this.settings, query, this.progress);
	}

}

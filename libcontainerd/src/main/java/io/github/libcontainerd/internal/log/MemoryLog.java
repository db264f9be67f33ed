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

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.libcontainerd.log.LogEntry;

/**
 * The last lines, in memory.
 */
final class MemoryLog extends LineSink implements LogSource {

	// What an entry takes besides its text, roughly.
	private static final int OVERHEAD = 64;

	private static final Duration CLOSE_CHECK = Duration.ofMillis(200);

	private final long maxBytes;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<LogEntry> entries = new ArrayDeque<>();

	private final Progress progress = new Progress();

	private long bytes;

	// The number of the first entry that is still there.
	private long first;

	MemoryLog(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	@Override
	void line(LogEntry entry) {
		this.lock.lock();
		try {
			this.entries.addLast(entry);
			this.bytes += size(entry);
			while (this.bytes > this.maxBytes && this.entries.size() > 1) {
				this.bytes -= size(this.entries.removeFirst());
				this.first++;
			}
		}
		finally {
			this.lock.unlock();
		}
		this.progress.advance();
	}

	private static long size(LogEntry entry) {
		return entry.text().length() + OVERHEAD;
	}

	@Override
	public void close() {
		this.progress.end();
	}

	@Override
	public Stream<LogEntry> read(LogQuery query) {
		Reader reader = new Reader(query);
		return StreamSupport.stream(reader, false).onClose(() -> reader.closed.set(true));
	}

	/**
	 * Reads from one position on.
	 */
	private final class Reader extends Spliterators.AbstractSpliterator<LogEntry> {

		private final LogQuery query;

		private final AtomicBoolean closed = new AtomicBoolean();

		private Iterator<LogEntry> batch;

		private long next;

		private Reader(LogQuery query) {
			super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
			this.query = query;
			List<LogEntry> wanted = take().stream().filter(query::wants).toList();
			int skipped = (query.tail() >= 0) ? Math.max(0, wanted.size() - query.tail()) : 0;
			this.batch = wanted.subList(skipped, wanted.size()).iterator();
		}

		private List<LogEntry> take() {
			MemoryLog.this.lock.lock();
			try {
				List<LogEntry> all = new ArrayList<>(MemoryLog.this.entries);
				long skipped = Math.max(0, this.next - MemoryLog.this.first);
				this.next = MemoryLog.this.first + all.size();
				return all.subList((int) Math.min(skipped, all.size()), all.size());
			}
			finally {
				MemoryLog.this.lock.unlock();
			}
		}

		@Override
		public boolean tryAdvance(Consumer<? super LogEntry> action) {
			try {
				while (!this.batch.hasNext()) {
					boolean over = MemoryLog.this.progress.ended();
					long seen = MemoryLog.this.progress.version();
					this.batch = this.query.follow() ? take().stream().filter(this.query::wants).iterator()
							: this.batch;
					if (!this.batch.hasNext()) {
						if (over || !this.query.follow() || this.closed.get()) {
							return false;
						}
						MemoryLog.this.progress.await(seen, CLOSE_CHECK);
					}
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
			action.accept(this.batch.next());
			return true;
		}

	}

}

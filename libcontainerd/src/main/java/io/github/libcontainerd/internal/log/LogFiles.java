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
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogSink;

/**
 * Reads a log file and the older ones beside it, while it is being written and rotated. A
 * file is known by its inode, not by its name.
 */
public final class LogFiles extends Spliterators.AbstractSpliterator<LogEntry> {

	// A stream that was closed by another thread is noticed in that time.
	private static final Duration CHECK = Duration.ofMillis(200);

	private final LogSink.ToFile settings;

	private final LogQuery query;

	private final Progress progress;

	private final ReentrantLock lock = new ReentrantLock();

	// Changed under the lock only, since another thread may close what is in it.
	private final Deque<Part> parts = new ArrayDeque<>();

	private volatile boolean closed;

	private @Nullable Object lastKey;

	private LogFiles(LogSink.ToFile settings, LogQuery query, Progress progress) {
		super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
		this.settings = settings;
		this.query = query;
		this.progress = progress;
	}

	/**
	 * Read the files of a log that nobody writes any more.
	 * @param settings where they are
	 * @param query which part is wanted
	 * @return the entries; to be closed
	 */
	public static Stream<LogEntry> read(LogSink.ToFile settings, LogQuery query) {
		return read(settings, query, Progress.over());
	}

	static Stream<LogEntry> read(LogSink.ToFile settings, LogQuery query, Progress progress) {
		LogFiles reader = new LogFiles(settings, query, progress);
		try {
			reader.open();
		}
		catch (IOException ex) {
			reader.close();
			throw new UncheckedIOException("The log " + settings.file() + " can't be read", ex);
		}
		return StreamSupport.stream(reader, false).onClose(reader::close);
	}

	private void open() throws IOException {
		int missing = (this.query.tail() >= 0) ? this.query.tail() : Integer.MAX_VALUE;
		List<Part> all = newerThan(null);
		for (Part part : all) {
			add(part);
		}
		for (Part part : all) {
			// The current one stays even when nothing of it is wanted: what comes is.
			if (missing > 0 || part == all.get(0)) {
				missing -= part.lines.seekTail(missing);
			}
			else {
				remove(part);
			}
		}
	}

	/**
	 * Open files, while they are not rotated.
	 * @param last the inode where to stop; if it is gone, all are opened
	 * @return the files, the newest first
	 */
	private List<Part> newerThan(@Nullable Object last) throws IOException {
		List<Part> found = new ArrayList<>();
		this.progress.rotation().lock();
		try {
			for (int age = 0; age < this.settings.files(); age++) {
				Path path = RotatingFile.aged(this.settings.file(), age);
				Object key = key(path);
				if (key != null && key.equals(last)) {
					break;
				}
				Part part = (key != null) ? part(path, key) : null;
				if (part != null) {
					found.add(part);
				}
			}
			return found;
		}
		catch (IOException ex) {
			for (Part part : found) {
				part.channel.close();
			}
			throw ex;
		}
		finally {
			this.progress.rotation().unlock();
		}
	}

	/**
	 * Add a file before the others, unless all are closed.
	 */
	private void add(Part part) throws IOException {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.parts.addFirst(part);
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		part.channel.close();
	}

	private void remove(Part part) throws IOException {
		this.lock.lock();
		try {
			this.parts.remove(part);
		}
		finally {
			this.lock.unlock();
		}
		part.channel.close();
	}

	private @Nullable Part removeFirst() {
		this.lock.lock();
		try {
			return this.parts.pollFirst();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static @Nullable Part part(Path path, Object key) throws IOException {
		try {
			FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
			return new Part(channel, key, new FileLines(channel));
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	private static @Nullable Object key(Path path) throws IOException {
		try {
			return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	@Override
	public boolean tryAdvance(Consumer<? super LogEntry> action) {
		try {
			LogEntry entry = next();
			if (entry == null) {
				return false;
			}
			action.accept(entry);
			return true;
		}
		catch (ClosedChannelException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The log " + this.settings.file() + " can't be read", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private @Nullable LogEntry next() throws IOException, InterruptedException {
		while (!this.closed) {
			// Both before the reading: what comes after them is read the next time.
			boolean over = this.progress.ended();
			long seen = this.progress.version();
			boolean rotated = rotated();
			LogEntry entry = entry();
			if (entry != null) {
				return entry;
			}
			if (this.parts.size() > 1 || rotated) {
				advance();
			}
			else if (over || !this.query.follow()) {
				return null;
			}
			else {
				this.progress.await(seen, CHECK);
			}
		}
		return null;
	}

	private @Nullable LogEntry entry() throws IOException {
		Part part = this.parts.peekFirst();
		while (part != null && part.lines.next()) {
			LogEntry entry = part.lines.entry();
			if (entry != null && this.query.wants(entry)) {
				return entry;
			}
		}
		return null;
	}

	/**
	 * Whether the file that is read is not the current one any more, and so complete.
	 */
	private boolean rotated() throws IOException {
		if (!this.query.follow() || this.parts.size() > 1) {
			return false;
		}
		Object current = key(this.settings.file());
		Part part = this.parts.peekFirst();
		return current != null && !current.equals((part != null) ? part.key : this.lastKey);
	}

	private void advance() throws IOException {
		Part done = removeFirst();
		if (done != null) {
			this.lastKey = done.key;
			done.channel.close();
		}
		if (!this.parts.isEmpty()) {
			return;
		}
		for (Part part : newerThan(this.lastKey)) {
			add(part);
		}
	}

	private void close() {
		this.lock.lock();
		try {
			this.closed = true;
			for (Part part : this.parts) {
				part.channel.close();
			}
		}
		catch (IOException ignored) {
			// It was read only.
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * One file.
	 *
	 * @param channel open for reading
	 * @param key its inode
	 * @param lines reads it
	 */
	private record Part(FileChannel channel, Object key, FileLines lines) {
	}

}

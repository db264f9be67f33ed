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

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.OutputConsumer;

/**
 * Keeps the last lines of an output, and shows each line to somebody, until it is told to
 * stop. Safe for use by several threads.
 */
public final class RecentLines implements OutputConsumer {

	private static final int MOST_CHARACTERS = 1000;

	private final int lines;

	private final Consumer<String> watcher;

	private final Deque<String> recent = new ArrayDeque<>();

	private final LineCutter stdout = new LineCutter((text, complete) -> add(text));

	private final LineCutter stderr = new LineCutter((text, complete) -> add(text));

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean stopped;

	/**
	 * Create it.
	 * @param lines how many lines are kept
	 * @param watcher is shown each line without its end, one at a time
	 */
	public RecentLines(int lines, Consumer<String> watcher) {
		this.lines = lines;
		this.watcher = watcher;
	}

	@Override
	public void output(OutputStreamName stream, ByteBuffer bytes) {
		if (this.stopped) {
			return;
		}
		this.lock.lock();
		try {
			((stream == OutputStreamName.STDOUT) ? this.stdout : this.stderr).add(bytes);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void ended(OutputStreamName stream) {
		this.lock.lock();
		try {
			((stream == OutputStreamName.STDOUT) ? this.stdout : this.stderr).end();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void add(String text) {
		if (this.stopped) {
			return;
		}
		String line = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
		if (this.recent.size() == this.lines) {
			this.recent.removeFirst();
		}
		this.recent.addLast((line.length() > MOST_CHARACTERS) ? line.substring(0, MOST_CHARACTERS) + "..." : line);
		this.watcher.accept(line);
	}

	/**
	 * Return the last lines.
	 * @return the lines, the oldest first
	 */
	public List<String> lines() {
		this.lock.lock();
		try {
			return List.copyOf(this.recent);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Keep and show nothing any more.
	 */
	public void stop() {
		this.stopped = true;
		this.lock.lock();
		try {
			this.recent.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

}

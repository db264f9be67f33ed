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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.libcontainerd.image.PullListener;
import io.github.libcontainerd.image.PullProgress;
import io.github.libcontainerd.image.PullProgress.Status;

/**
 * Says every few seconds how far a pull is, for whoever waits for the application to
 * start. A pull that is over before is not worth a line.
 */
final class PullReport implements PullListener {

	private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

	private final Consumer<String> lines;

	private final LongSupplier clock;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, PullProgress> parts = new HashMap<>();

	private long last;

	/**
	 * Create a report of a pull that begins now.
	 * @param lines is given each line
	 * @param clock tells nanoseconds
	 */
	PullReport(Consumer<String> lines, LongSupplier clock) {
		this.lines = lines;
		this.clock = clock;
		this.last = clock.getAsLong();
	}

	@Override
	public void progressed(PullProgress progress) {
		this.lock.lock();
		try {
			this.parts.put(progress.digest(), progress);
			long now = this.clock.getAsLong();
			if (now - this.last >= INTERVAL) {
				this.last = now;
				this.lines.accept(line());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private String line() {
		long there = this.parts.values().stream().mapToLong(PullProgress::offset).sum();
		long total = this.parts.values().stream().mapToLong(PullProgress::total).sum();
		long unpacked = this.parts.values().stream().filter((part) -> part.status() == Status.UNPACKED).count();
		return String.format(Locale.ROOT, "%.1f of %.1f MB, %d layers unpacked", there / 1e6, total / 1e6, unpacked);
	}

}

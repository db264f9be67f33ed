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

package io.github.libcontainerd.internal.image.pull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.PullListener;
import io.github.libcontainerd.image.PullProgress;
import io.github.libcontainerd.image.PullProgress.Status;

/**
 * Tells the listeners of a pull how far it is. Who comes later is first told where it
 * stands.
 */
final class PullReport {

	private static final Logger logger = LoggerFactory.getLogger(PullReport.class);

	private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

	private final String image;

	private final ReentrantLock lock = new ReentrantLock();

	private final List<PullListener> listeners = new CopyOnWriteArrayList<>();

	private final Map<String, Part> parts = new LinkedHashMap<>();

	private final ScheduledExecutorService scheduler;

	private final Executor workers;

	PullReport(String image, ScheduledExecutorService scheduler, Executor workers) {
		this.image = image;
		this.scheduler = scheduler;
		this.workers = workers;
	}

	void add(PullListener listener) {
		List<Part> known;
		this.lock.lock();
		try {
			this.listeners.add(listener);
			known = List.copyOf(this.parts.values());
		}
		finally {
			this.lock.unlock();
		}
		known.forEach((part) -> part.repeat(listener));
	}

	void remove(PullListener listener) {
		this.listeners.remove(listener);
	}

	Part part(Descriptor descriptor) {
		this.lock.lock();
		try {
			return this.parts.computeIfAbsent(descriptor.digest(), (digest) -> new Part(descriptor));
		}
		finally {
			this.lock.unlock();
		}
	}

	private void tell(PullListener listener, PullProgress progress) {
		try {
			listener.progressed(progress);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of the pull of '{}' failed", this.image, ex);
		}
	}

	/**
	 * One part of the image. A listener is called under its lock, so that it is told of
	 * the part by one thread at a time and in order.
	 */
	final class Part {

		private final ReentrantLock turn = new ReentrantLock();

		private final Descriptor descriptor;

		private Status status = Status.WAITING;

		private long offset;

		private long told;

		private long toldOffset = -1;

		private boolean late;

		private Part(Descriptor descriptor) {
			this.descriptor = descriptor;
		}

		void status(Status changed) {
			this.turn.lock();
			try {
				if (changed == Status.DOWNLOADED || changed == Status.EXISTS) {
					this.offset = this.descriptor.size();
				}
				this.status = changed;
				tellAll();
			}
			finally {
				this.turn.unlock();
			}
		}

		void downloading(long position) {
			this.turn.lock();
			try {
				boolean changed = this.status != Status.DOWNLOADING;
				this.status = Status.DOWNLOADING;
				this.offset = position;
				long wait = INTERVAL - (System.nanoTime() - this.told);
				if (changed || wait <= 0) {
					tellAll();
				}
				else if (!this.late) {
					this.late = true;
					later(wait);
				}
			}
			finally {
				this.turn.unlock();
			}
		}

		/**
		 * Should nothing more come for a while, what has come is told all the same.
		 */
		private void later(long nanos) {
			try {
				PullReport.this.scheduler.schedule(() -> PullReport.this.workers.execute(this::tellLate), nanos,
						TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.trace("Closed meanwhile", ex);
			}
		}

		private void tellLate() {
			this.turn.lock();
			try {
				this.late = false;
				if (this.status == Status.DOWNLOADING && this.offset != this.toldOffset) {
					tellAll();
				}
			}
			finally {
				this.turn.unlock();
			}
		}

		private void tellAll() {
			this.told = System.nanoTime();
			this.toldOffset = this.offset;
			PullProgress progress = progress();
			PullReport.this.listeners.forEach((listener) -> tell(listener, progress));
		}

		private void repeat(PullListener listener) {
			this.turn.lock();
			try {
				tell(listener, progress());
			}
			finally {
				this.turn.unlock();
			}
		}

		private PullProgress progress() {
			return new PullProgress(PullReport.this.image, this.descriptor.digest(), this.descriptor.mediaType(),
					this.status, this.offset, this.descriptor.size());
		}

	}

}

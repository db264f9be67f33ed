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

package io.github.libcontainerd.queue.submit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.queue.JobNotFoundException;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.JobStatus;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.run.Output;

/**
 * Follows the output of a job. While it does, the worker is asked to store what comes.
 */
final class OutputFollower implements Iterator<JobOutput>, AutoCloseable {

	private static final Duration WATCH = Duration.ofSeconds(15);

	private static final long POLL_MILLIS = 200;

	private final Deque<JobOutput> pieces = new ArrayDeque<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final QueueEngine engine;

	private final String id;

	private int attempt;

	private long index;

	private boolean ended;

	private long watchAgain = System.nanoTime();

	private OutputFollower(QueueEngine engine, String id) {
		this.engine = engine;
		this.id = id;
	}

	static Stream<JobOutput> follow(QueueEngine engine, String id) {
		if (engine.find(id).isEmpty()) {
			throw new JobNotFoundException(id);
		}
		OutputFollower follower = new OutputFollower(engine, id);
		return StreamSupport
			.stream(Spliterators.spliteratorUnknownSize(follower, Spliterator.ORDERED | Spliterator.NONNULL), false)
			.onClose(follower::close);
	}

	@Override
	public boolean hasNext() {
		while (this.pieces.isEmpty() && !this.ended && this.closed.getCount() > 0) {
			// The end is looked at first: what comes before it is then in the pieces.
			JobStatus status = this.engine.find(this.id).orElse(null);
			boolean last = status == null || status.state().isFinal();
			if (!last) {
				watch();
			}
			boolean more = read();
			if (last && !more) {
				if (status != null) {
					readResult(status);
				}
				this.ended = true;
			}
			else if (!more) {
				pause();
			}
		}
		return !this.pieces.isEmpty();
	}

	@Override
	public JobOutput next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		return this.pieces.remove();
	}

	private void watch() {
		if (System.nanoTime() - this.watchAgain >= 0) {
			this.engine.watch(this.id, WATCH);
			this.watchAgain = System.nanoTime() + WATCH.toNanos() / 3;
		}
	}

	private boolean read() {
		List<JobOutput> read = this.engine.output(this.id, this.attempt, this.index);
		if (read.isEmpty()) {
			return false;
		}
		this.pieces.addAll(read);
		JobOutput last = read.get(read.size() - 1);
		this.attempt = last.attempt();
		this.index = last.index() + 1;
		return true;
	}

	/**
	 * What nobody followed while it ran is in the result.
	 */
	private void readResult(JobStatus status) {
		JobResult result = this.engine.result(this.id).orElse(null);
		if (result != null && this.attempt != status.attempt()) {
			add(result, OutputStreamName.STDOUT, result.stdout(), 0);
			add(result, OutputStreamName.STDERR, result.stderr(), 1);
		}
	}

	private void add(JobResult result, OutputStreamName stream, Output output, long number) {
		if (output.size() > 0) {
			this.pieces.add(new JobOutput(result.attempt(), number, stream, output.bytes()));
		}
	}

	private void pause() {
		try {
			this.ended |= this.closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.ended = true;
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
	}

}

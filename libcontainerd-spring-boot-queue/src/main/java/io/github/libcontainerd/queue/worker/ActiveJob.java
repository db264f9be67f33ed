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

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.queue.engine.ClaimedJob;
import io.github.libcontainerd.queue.engine.JobLease;

/**
 * A job that this worker holds, until all of it is gone. What is to become of it is
 * decided once; the first one wins.
 */
final class ActiveJob {

	private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.RUNNING);

	private final ReentrantLock flushing = new ReentrantLock();

	private final ClaimedJob claimed;

	private final LiveOutput output;

	private final long startedAt = System.nanoTime();

	private volatile long extendedAt;

	private volatile boolean watched;

	private volatile boolean leaseGone;

	private volatile JobRunner.@Nullable JobRun run;

	ActiveJob(ClaimedJob claimed, long claimedAt, long maxOutput) {
		this.claimed = claimed;
		this.extendedAt = claimedAt;
		this.output = new LiveOutput(claimed.lease().attempt(), 2 * maxOutput);
		// Whatever has brought down a worker before leaves its traces.
		this.watched = claimed.failures() > 0;
	}

	ClaimedJob claimed() {
		return this.claimed;
	}

	JobLease lease() {
		return this.claimed.lease();
	}

	LiveOutput output() {
		return this.output;
	}

	ReentrantLock flushing() {
		return this.flushing;
	}

	Fate fate() {
		return Objects.requireNonNull(this.fate.get());
	}

	long ranMillis() {
		return (System.nanoTime() - this.startedAt) / 1_000_000;
	}

	long extendedAt() {
		return this.extendedAt;
	}

	boolean watched() {
		return this.watched;
	}

	boolean leaseGone() {
		return this.leaseGone;
	}

	void leaseIsGone() {
		this.leaseGone = true;
	}

	void extended(long at, boolean nowWatched) {
		this.extendedAt = at;
		this.watched = nowWatched || this.claimed.failures() > 0;
	}

	/**
	 * Let it run, unless its end was decided meanwhile.
	 */
	void running(JobRunner.JobRun newRun) {
		this.run = newRun;
		Fate decided = fate();
		if (decided != Fate.RUNNING && decided != Fate.REPORTED) {
			newRun.kill();
		}
	}

	/**
	 * Decide what becomes of it.
	 * @return whether it was not decided before
	 */
	boolean decide(Fate decision) {
		if (!this.fate.compareAndSet(Fate.RUNNING, decision)) {
			return false;
		}
		JobRunner.JobRun present = this.run;
		if (present != null && decision != Fate.REPORTED) {
			present.kill();
		}
		return true;
	}

	/**
	 * What becomes of it.
	 */
	enum Fate {

		/** It runs. */
		RUNNING,

		/** It has ended by itself. */
		REPORTED,

		/** Its lease is lost, it is killed. */
		LOST,

		/** It was cancelled, it is killed. */
		CANCELLED,

		/** The worker stops, it is killed and given back. */
		GIVEN_BACK

	}

}

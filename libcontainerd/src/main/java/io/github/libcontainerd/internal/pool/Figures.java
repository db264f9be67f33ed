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

package io.github.libcontainerd.internal.pool;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import io.github.libcontainerd.run.PoolStatus;

/**
 * What a pool has done so far. Safe for use by several threads.
 */
final class Figures {

	private final LongAdder hits = new LongAdder();

	private final LongAdder misses = new LongAdder();

	private final LongAdder hitNanos = new LongAdder();

	private final LongAdder missNanos = new LongAdder();

	private final LongAdder ageNanos = new LongAdder();

	private final LongAdder expired = new LongAdder();

	private final LongAdder lost = new LongAdder();

	private final LongAdder failures = new LongAdder();

	void hit(long nanos, long age) {
		this.hits.increment();
		this.hitNanos.add(nanos);
		this.ageNanos.add(age);
	}

	void missed(long nanos) {
		this.misses.increment();
		this.missNanos.add(nanos);
	}

	void expired() {
		this.expired.increment();
	}

	void lost() {
		this.lost.increment();
	}

	void failed() {
		this.failures.increment();
	}

	PoolStatus status(String name, int size, int idle) {
		return new PoolStatus(name, size, idle, this.hits.sum(), this.misses.sum(),
				Duration.ofNanos(this.hitNanos.sum()), Duration.ofNanos(this.missNanos.sum()),
				Duration.ofNanos(this.ageNanos.sum()), this.expired.sum(), this.lost.sum(), this.failures.sum());
	}

}

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

package io.github.libcontainerd.restart;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides, for one container, whether it starts again and how long to wait before that.
 * After v1.12.2's {@code restartmanager}: 100 ms, doubled with every restart, from the
 * beginning again once a run has lasted ten seconds; up to a maximum that v1.12.2 did not
 * have.
 * <p>
 * It has no thread: the caller waits, and calls {@link #waited()} at the end of the wait.
 * Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class RestartManager {

	/** The wait before the first restart. */
	public static final Duration FIRST_DELAY = Duration.ofMillis(100);

	/** The longest wait unless chosen otherwise. */
	public static final Duration DEFAULT_MAXIMUM_DELAY = Duration.ofMinutes(1);

	/** A run of this length makes the waits start from the beginning. */
	public static final Duration RESET_AFTER = Duration.ofSeconds(10);

	private final ReentrantLock lock = new ReentrantLock();

	private final Duration maximumDelay;

	private RestartPolicy policy;

	private int restartCount;

	private Duration delay = Duration.ZERO;

	private boolean active;

	private boolean canceled;

	/**
	 * Create a manager.
	 * @param policy the policy
	 */
	public RestartManager(RestartPolicy policy) {
		this(policy, 0, DEFAULT_MAXIMUM_DELAY);
	}

	/**
	 * Create a manager.
	 * @param policy the policy
	 * @param restartCount the restarts so far, which count for {@code on-failure:N}
	 * @param maximumDelay the longest wait; zero for no limit, as in v1.12.2
	 */
	public RestartManager(RestartPolicy policy, int restartCount, Duration maximumDelay) {
		if (restartCount < 0 || maximumDelay.isNegative()) {
			throw new IllegalArgumentException("The restart count and the maximum delay must not be negative");
		}
		this.policy = policy;
		this.restartCount = restartCount;
		this.maximumDelay = maximumDelay;
	}

	/**
	 * Decide after a run has ended.
	 * @param exitCode its exit code
	 * @param manuallyStopped whether it was stopped on purpose
	 * @param runTime how long it ran
	 * @return how long to wait before the next run; empty for no restart
	 * @throws IllegalStateException if the last wait is not over
	 */
	public Optional<Duration> shouldRestart(int exitCode, boolean manuallyStopped, Duration runTime) {
		this.lock.lock();
		try {
			if (this.policy.kind() == RestartPolicy.Kind.NO || this.canceled) {
				return Optional.empty();
			}
			if (this.active) {
				throw new IllegalStateException("The restart manager is already waiting for a restart");
			}
			// Goes on even if the answer is no, as in v1.12.2.
			this.delay = nextDelay((runTime.compareTo(RESET_AFTER) >= 0) ? Duration.ZERO : this.delay);
			if (!restarts(exitCode, manuallyStopped)) {
				return Optional.empty();
			}
			this.restartCount++;
			this.active = true;
			return Optional.of(this.delay);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return what {@link #shouldRestart} would decide, without deciding anything.
	 * @param exitCode the exit code of a run
	 * @return whether there would be a next run; {@code false} after {@link #cancel()}
	 */
	public boolean wouldRestart(int exitCode) {
		this.lock.lock();
		try {
			return !this.canceled && restarts(exitCode, false);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean restarts(int exitCode, boolean manuallyStopped) {
		return switch (this.policy.kind()) {
			case NO -> false;
			case ALWAYS -> true;
			case UNLESS_STOPPED -> !manuallyStopped;
			case ON_FAILURE -> exitCode != 0
					&& (this.policy.maximumRetryCount() == 0 || this.restartCount < this.policy.maximumRetryCount());
		};
	}

	private Duration nextDelay(Duration last) {
		Duration next = last.isZero() ? FIRST_DELAY : last.multipliedBy(2);
		return (!this.maximumDelay.isZero() && next.compareTo(this.maximumDelay) > 0) ? this.maximumDelay : next;
	}

	/**
	 * The wait is over.
	 * @return whether to start the next run; {@code false} after {@link #cancel()}
	 */
	public boolean waited() {
		this.lock.lock();
		try {
			this.active = false;
			return !this.canceled;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Forbid all restarts, also one that is being waited for. Can't be undone.
	 */
	public void cancel() {
		this.lock.lock();
		try {
			this.canceled = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Change the policy, from the next end of a run on.
	 * @param policy the policy
	 */
	public void setPolicy(RestartPolicy policy) {
		this.lock.lock();
		try {
			this.policy = policy;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the policy.
	 * @return the policy
	 */
	public RestartPolicy policy() {
		this.lock.lock();
		try {
			return this.policy;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the restarts so far.
	 * @return the count; a long run does not lower it
	 */
	public int restartCount() {
		this.lock.lock();
		try {
			return this.restartCount;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the longest wait.
	 * @return the limit; zero for none
	 */
	public Duration maximumDelay() {
		return this.maximumDelay;
	}

}

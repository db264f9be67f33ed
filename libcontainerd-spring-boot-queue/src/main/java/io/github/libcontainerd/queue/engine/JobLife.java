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

package io.github.libcontainerd.queue.engine;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.queue.JobState;

/**
 * The life of a job, without its content: which change follows from what. Pure; the time
 * is given by the engine, whose clock is the only one that counts. The number of the
 * attempt is the fencing token: it only grows, and whatever a worker wants to change, it
 * has to name the attempt, which must be the current one.
 *
 * @param state the state
 * @param attempt the number of the last attempt; 0 before the first
 * @param failures how many attempts have failed
 * @param maxFailures after how many the job is parked
 * @param leaseUntil when the lease of the attempt ends; {@code null} without one
 * @param availableAt when it may be taken; meaningful while it is queued
 * @param cancelRequested whether its worker is to kill it
 * @since 0.1.0
 */
public record JobLife(JobState state, int attempt, int failures, int maxFailures, @Nullable Instant leaseUntil,
		Instant availableAt, boolean cancelRequested) {

	/**
	 * Return the life of a job that was just submitted.
	 * @param retries how often it is tried again
	 * @param now the time
	 * @return the life
	 */
	public static JobLife submitted(int retries, Instant now) {
		return new JobLife(JobState.QUEUED, 0, 0, retries + 1, null, now, false);
	}

	/**
	 * Return whether it may be taken.
	 * @param now the time
	 * @return whether it may
	 */
	public boolean available(Instant now) {
		return this.state == JobState.QUEUED && !this.availableAt.isAfter(now);
	}

	/**
	 * Return whether its worker has not extended the lease in time.
	 * @param now the time
	 * @return whether the lease is over
	 */
	public boolean leaseOver(Instant now) {
		return this.state == JobState.RUNNING && this.leaseUntil != null && this.leaseUntil.isBefore(now);
	}

	/**
	 * A worker takes it.
	 * @param now the time
	 * @param lease for how long
	 * @return its life from then on, with the next attempt
	 * @throws IllegalStateException if it may not be taken
	 */
	public JobLife claim(Instant now, Duration lease) {
		if (!available(now)) {
			throw new IllegalStateException("A job that is " + this.state + " can't be taken");
		}
		return new JobLife(JobState.RUNNING, this.attempt + 1, this.failures, this.maxFailures, now.plus(lease),
				this.availableAt, false);
	}

	/**
	 * A worker extends its lease. One that is over and was not noticed yet counts: nobody
	 * else has taken the job.
	 * @param number its attempt
	 * @param now the time
	 * @param lease for how long from now on
	 * @return what becomes of it
	 */
	public Transition extend(int number, Instant now, Duration lease) {
		if (!heldBy(number)) {
			return Transition.late(this);
		}
		return Transition.applied(new JobLife(this.state, this.attempt, this.failures, this.maxFailures,
				now.plus(lease), this.availableAt, this.cancelRequested));
	}

	/**
	 * A worker hands in a result.
	 * @param number its attempt
	 * @return what becomes of it; repeated by the same attempt it was applied already
	 */
	public Transition complete(int number) {
		if (this.state == JobState.DONE && this.attempt == number) {
			return Transition.already(this);
		}
		return heldBy(number) ? Transition.applied(end(JobState.DONE)) : Transition.late(this);
	}

	/**
	 * A worker has killed it, since it was cancelled.
	 * @param number its attempt
	 * @return what becomes of it
	 */
	public Transition cancelled(int number) {
		if (this.state == JobState.CANCELLED && this.attempt == number) {
			return Transition.already(this);
		}
		return (heldBy(number) && this.cancelRequested) ? Transition.applied(end(JobState.CANCELLED))
				: Transition.late(this);
	}

	/**
	 * A worker could not run it.
	 * @param number its attempt
	 * @param permanent whether no other attempt would do better
	 * @param now the time
	 * @param delay when to try it again from now on
	 * @return what becomes of it: queued again, parked, or cancelled
	 */
	public Transition fail(int number, boolean permanent, Instant now, Duration delay) {
		return heldBy(number) ? Transition.applied(failed(permanent, now.plus(delay))) : Transition.late(this);
	}

	/**
	 * A worker gives it back without having failed.
	 * @param number its attempt
	 * @param now the time
	 * @return what becomes of it: queued again or cancelled, with the failures that it
	 * had
	 */
	public Transition giveBack(int number, Instant now) {
		if (!heldBy(number)) {
			return Transition.late(this);
		}
		return Transition.applied(this.cancelRequested ? end(JobState.CANCELLED) : queued(this.failures, now));
	}

	/**
	 * The engine notices that the lease is over.
	 * @param now the time
	 * @return what becomes of it: queued again, parked, or cancelled
	 */
	public Transition expire(Instant now) {
		return leaseOver(now) ? Transition.applied(failed(false, now)) : Transition.late(this);
	}

	/**
	 * Somebody cancels it.
	 * @return what becomes of it: cancelled, or to be cancelled by its worker; already
	 * applied if it is final
	 */
	public Transition cancel() {
		return switch (this.state) {
			case QUEUED -> Transition.applied(end(JobState.CANCELLED));
			case RUNNING -> Transition.applied(new JobLife(this.state, this.attempt, this.failures, this.maxFailures,
					this.leaseUntil, this.availableAt, true));
			case DONE, PARKED, CANCELLED -> Transition.already(this);
		};
	}

	private boolean heldBy(int number) {
		return this.state == JobState.RUNNING && this.attempt == number;
	}

	private JobLife failed(boolean permanent, Instant again) {
		if (this.cancelRequested) {
			return end(JobState.CANCELLED);
		}
		int count = this.failures + 1;
		if (permanent || count >= this.maxFailures) {
			return new JobLife(JobState.PARKED, this.attempt, count, this.maxFailures, null, this.availableAt, false);
		}
		return queued(count, again);
	}

	private JobLife queued(int count, Instant again) {
		return new JobLife(JobState.QUEUED, this.attempt, count, this.maxFailures, null, again, false);
	}

	private JobLife end(JobState newState) {
		return new JobLife(newState, this.attempt, this.failures, this.maxFailures, null, this.availableAt,
				this.cancelRequested);
	}

	/**
	 * What becomes of a job.
	 *
	 * @param verdict whether something has changed
	 * @param life its life from then on
	 */
	public record Transition(Verdict verdict, JobLife life) {

		static Transition applied(JobLife life) {
			return new Transition(Verdict.APPLIED, life);
		}

		static Transition already(JobLife life) {
			return new Transition(Verdict.ALREADY, life);
		}

		static Transition late(JobLife life) {
			return new Transition(Verdict.LATE, life);
		}

	}

}

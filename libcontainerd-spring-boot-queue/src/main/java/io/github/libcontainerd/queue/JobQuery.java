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

package io.github.libcontainerd.queue;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list. Immutable.
 *
 * @param states those in one of these states; empty for all
 * @param submitter those of a submitter; {@code null} for all
 * @param limit how many at most, the newest first
 * @since 0.1.0
 */
public record JobQuery(Set<JobState> states, @Nullable String submitter, int limit) {

	private static final int MAXIMUM = 10_000;

	/**
	 * Create it.
	 * @param states those in one of these states; empty for all
	 * @param submitter those of a submitter; {@code null} for all
	 * @param limit how many at most, from 1 to 10,000
	 */
	public JobQuery {
		states = Set.copyOf(states);
		if (limit < 1 || limit > MAXIMUM) {
			throw new IllegalArgumentException("The number of jobs to list must be 1 to " + MAXIMUM + ", not " + limit);
		}
	}

	/**
	 * Return a query for the newest jobs.
	 * @param limit how many at most
	 * @return the query
	 */
	public static JobQuery newest(int limit) {
		return new JobQuery(Set.of(), null, limit);
	}

	/**
	 * Return a query for the newest jobs in some states.
	 * @param limit how many at most
	 * @param states the states
	 * @return the query
	 */
	public static JobQuery newest(int limit, JobState... states) {
		return new JobQuery(Set.of(states), null, limit);
	}

}

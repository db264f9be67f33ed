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

/**
 * Where a job is in its life.
 *
 * @since 0.1.0
 */
public enum JobState {

	/** Waits for a worker, for the first time or again. */
	QUEUED,

	/** A worker holds its lease. */
	RUNNING,

	/** Has a result. An exit code other than 0 and a timeout are results. */
	DONE,

	/** Will not be tried again: it could not be run, too often or for good. */
	PARKED,

	/** Was cancelled before it had a result. */
	CANCELLED;

	/**
	 * Return whether nothing will change any more.
	 * @return whether it is final
	 */
	public boolean isFinal() {
		return this == DONE || this == PARKED || this == CANCELLED;
	}

}

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
 * A queue in which as many jobs wait as may.
 *
 * @since 0.1.0
 */
public final class QueueFullException extends ContainerQueueException {

	private static final long serialVersionUID = 1L;

	private final int limit;

	/**
	 * Create it.
	 * @param id the job that was refused
	 * @param limit how many jobs may wait
	 */
	public QueueFullException(String id, int limit) {
		super("The job '" + id + "' was refused, as " + limit + " jobs wait already; submit it later, add workers, or"
				+ " raise libcontainerd.queue.max-queued", null);
		this.limit = limit;
	}

	/**
	 * Return how many jobs may wait.
	 * @return the limit
	 */
	public int limit() {
		return this.limit;
	}

}

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

import java.util.List;
import java.util.Optional;

/**
 * Jobs that run on whichever machine has room for them. A job is run at least once, and
 * has one result: of several attempts, that of one is accepted, and the others are
 * refused. A program whose runs have an effect outside of its container must therefore be
 * able to run twice. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface ContainerQueue {

	/**
	 * Submit a job. When it has an id that was submitted before with the same content,
	 * nothing happens, and the handle is of that job; this makes a submission safe to
	 * repeat. In a transaction of Spring's on the same {@code DataSource}, the job is
	 * there when that commits.
	 * @param job the job
	 * @return its handle
	 * @throws JobRejectedException if it can't be sent to another machine
	 * @throws JobConflictException if its id was submitted before with another content
	 * @throws QueueFullException if as many jobs wait as may
	 */
	JobHandle submit(ContainerJob job);

	/**
	 * Find a job, also of an earlier process or of another machine.
	 * @param id the job
	 * @return its handle; empty when there is none, or it was purged
	 */
	Optional<JobHandle> find(String id);

	/**
	 * List jobs, the newest first.
	 * @param query which ones
	 * @return the jobs as they are now
	 */
	List<JobStatus> list(JobQuery query);

	/**
	 * Cancel a job. One that waits is cancelled at once; one that runs is killed by its
	 * worker, within a heartbeat. If it has its result before that, it keeps it.
	 * @param id the job
	 * @return whether there is such a job and it was not final yet
	 */
	boolean cancel(String id);

}

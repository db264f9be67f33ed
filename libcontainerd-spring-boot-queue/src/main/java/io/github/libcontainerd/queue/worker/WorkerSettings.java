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

import java.time.Duration;
import java.util.Map;

/**
 * How a worker works. Immutable.
 *
 * @param node its name, which no other worker of the queue has
 * @param labels its labels, which jobs may require
 * @param memory how much memory its jobs may have together, in bytes
 * @param cpus how many processors its jobs may have together
 * @param maxJobs how many jobs it runs at most
 * @param lease for how long it holds a job without extending the lease
 * @param pollInterval how often it looks for jobs when no notification comes
 * @param drainTimeout how long jobs may go on when it is to stop
 * @param maxPerSubmitter how many jobs of one submitter may run at once, on all workers;
 * 0 for any number
 * @param maxOutput how much output of a job is kept per stream, in bytes
 * @param retryDelay when a job that could not be run is tried again; doubled each time
 * @since 0.1.0
 */
public record WorkerSettings(String node, Map<String, String> labels, long memory, double cpus, int maxJobs,
		Duration lease, Duration pollInterval, Duration drainTimeout, int maxPerSubmitter, int maxOutput,
		Duration retryDelay) {

	/** The shortest lease: one second. */
	public static final Duration MINIMUM_LEASE = Duration.ofSeconds(1);

	/**
	 * Create it.
	 * @param node its name
	 * @param labels its labels
	 * @param memory how much memory its jobs may have together, in bytes
	 * @param cpus how many processors its jobs may have together
	 * @param maxJobs how many jobs it runs at most
	 * @param lease for how long it holds a job without extending the lease
	 * @param pollInterval how often it looks for jobs
	 * @param drainTimeout how long jobs may go on when it is to stop
	 * @param maxPerSubmitter how many jobs of one submitter may run at once
	 * @param maxOutput how much output of a job is kept per stream, in bytes
	 * @param retryDelay when a job that could not be run is tried again
	 */
	public WorkerSettings {
		labels = Map.copyOf(labels);
		if (node.isBlank() || memory < 1 || !(cpus > 0) || maxJobs < 1 || maxOutput < 0 || maxPerSubmitter < 0) {
			throw new IllegalArgumentException(
					"A worker needs a name, memory, processors and room for a job; it has" + " the name '" + node
							+ "', " + memory + " bytes, " + cpus + " processors, room for " + maxJobs + " jobs");
		}
		if (lease.compareTo(MINIMUM_LEASE) < 0) {
			throw new IllegalArgumentException("A lease must be a second or more, not " + lease);
		}
	}

}

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
import java.util.Map;

/**
 * What a worker offers. Immutable.
 *
 * @param node its name
 * @param labels its labels
 * @param memory how much memory is free, in bytes, for all jobs together
 * @param cpus how many processors are free, for all jobs together
 * @param jobs how many jobs it takes at most
 * @param lease for how long it takes them
 * @param maxPerSubmitter how many jobs of one submitter may run at once, on all workers;
 * 0 for any number
 * @since 0.1.0
 */
public record ClaimRequest(String node, Map<String, String> labels, long memory, double cpus, int jobs, Duration lease,
		int maxPerSubmitter) {

	/**
	 * Create it.
	 * @param node its name
	 * @param labels its labels
	 * @param memory how much memory is free, in bytes
	 * @param cpus how many processors are free
	 * @param jobs how many jobs it takes at most
	 * @param lease for how long it takes them
	 * @param maxPerSubmitter how many jobs of one submitter may run at once; 0 for any
	 */
	public ClaimRequest {
		labels = Map.copyOf(labels);
	}

}

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

import java.time.Duration;

import io.github.libcontainerd.run.Output;

/**
 * The result of a job: that of the one attempt which the queue has accepted. Immutable.
 *
 * @param jobId the job
 * @param attempt the attempt that it is the result of
 * @param node the worker that ran it
 * @param exitCode the exit code, 128 + signal number when killed by a signal
 * @param oomKilled whether the kernel killed a process of it for its use of memory
 * @param timedOut whether it was killed because its time was up
 * @param duration how long the container was there
 * @param stdout what it wrote to its standard output; cut beyond the bound of the worker,
 * which {@link Output#truncated()} says
 * @param stderr what it wrote to its standard error
 * @since 0.1.0
 */
public record JobResult(String jobId, int attempt, String node, int exitCode, boolean oomKilled, boolean timedOut,
		Duration duration, Output stdout, Output stderr) {

	/**
	 * Return whether it ended by itself with the exit code 0.
	 * @return {@code true} for success
	 */
	public boolean successful() {
		return this.exitCode == 0 && !this.timedOut;
	}

}

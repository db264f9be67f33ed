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

package io.github.libcontainerd.internal.container;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.stdio.ProcessStreams;

/**
 * One run of a container's first process, or one additional process.
 *
 * @param processId {@link StateInfo#INIT} or the id of the process
 * @param machine its states; only the queue may touch them
 * @param streams its streams
 * @param watch finds out how it ends
 * @param startedAt taken before the start, so that a run never ends before it started
 * @param released completes when containerd holds nothing of it any more
 * @param exit completes after the backend has been notified of the end
 */
public record ProcessRun(String processId, ProcessMachine machine, ProcessStreams streams, ExitWatch watch,
		Instant startedAt, CompletableFuture<Void> released, CompletableFuture<ExitStatus> exit) {

	/** What the ids of health checks start with. */
	public static final String HEALTH_CHECK = "health-check-";

	public ProcessRun(String processId, int run, ProcessStreams streams, ExitWatch watch) {
		this(processId, new ProcessMachine(processId, run), streams, watch, Instant.now(), new CompletableFuture<>(),
				new CompletableFuture<>());
	}

	/**
	 * Return the same run, of which nobody knows yet, as one that starts now.
	 */
	ProcessRun startingNow() {
		return new ProcessRun(this.processId, this.machine, this.streams, this.watch, Instant.now(), this.released,
				this.exit);
	}

	/**
	 * Whether it is a health check, which nobody is notified of.
	 */
	public boolean isHealthCheck() {
		return isHealthCheck(this.processId);
	}

	public static boolean isHealthCheck(String processId) {
		return processId.startsWith(HEALTH_CHECK);
	}

	/**
	 * What containerd calls a process: nothing for init.
	 */
	public static String execId(String processId) {
		return StateInfo.INIT.equals(processId) ? "" : processId;
	}

}

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

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.Stats;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.grpc.task.TasksApi;

/**
 * Finds out that the kernel has killed a process of a container for want of memory. The
 * event does not name the run, the shim misses what happens before it starts to watch,
 * and sends it past the event of the start: where the event does not suffice the control
 * group knows, which is new for each run, until the task is deleted.
 */
final class OomWatch {

	private static final int SIGKILL_CODE = 128 + 9;

	private final ContainerState state;

	private final ContainerSpec spec;

	private final TasksApi tasks;

	// The rest belongs to the queue.
	private boolean startSeen;

	private boolean early;

	OomWatch(ContainerState state, ContainerSpec spec, TasksApi tasks) {
		this.state = state;
		this.spec = spec;
		this.tasks = tasks;
	}

	/**
	 * The next run is to come: an event that comes now is of the last one.
	 */
	void expectStart() {
		this.startSeen = false;
		this.early = false;
	}

	/**
	 * An event that comes from now on is of the current run.
	 */
	void startSeen() {
		this.startSeen = true;
	}

	/**
	 * The event of a start came.
	 */
	void started(ProcessRun current, int pid) {
		this.startSeen |= current.watch().isPid(pid);
		if (this.startSeen && this.early) {
			this.early = false;
			look(current);
		}
	}

	/**
	 * The event came; late from an earlier run, unless the start of this one was seen or
	 * is about to be.
	 */
	void reported(ProcessRun current) {
		if (this.startSeen) {
			this.state.emit(current.machine().outOfMemory());
		}
		else {
			this.early = true;
		}
	}

	/**
	 * A run has started, and the shim watches it.
	 */
	void watched(ProcessRun run) {
		if (this.spec.hasMemoryLimit()) {
			look(run);
		}
	}

	private void look(ProcessRun run) {
		killed().thenAccept((killed) -> {
			if (killed) {
				this.state.enqueue(() -> {
					if (run.machine().phase() != ProcessMachine.Phase.EXITED) {
						this.state.emit(run.machine().outOfMemory());
					}
				});
			}
		});
	}

	/**
	 * A run has ended; called by the queue.
	 * @return completes when all is known, never exceptionally
	 */
	CompletableFuture<Void> ended(ProcessRun run) {
		int code = run.machine().exit().map(ProcessExit::code).orElse(0);
		if (run.machine().oom() || (code != SIGKILL_CODE && !this.spec.hasMemoryLimit())) {
			return CompletableFuture.completedFuture(null);
		}
		return killed().thenAccept((killed) -> {
			if (killed) {
				this.state.enqueue(() -> this.state.emit(run.machine().outOfMemory()));
			}
		});
	}

	private CompletableFuture<Boolean> killed() {
		String id = this.state.id();
		return this.tasks.metrics(List.of(id)).handle((stats, failure) -> {
			Stats found = (failure == null) ? stats.get(id) : null;
			Stats.Oom oom = (found != null) ? found.oom() : null;
			return oom != null && oom.oomKills() > 0;
		});
	}

}

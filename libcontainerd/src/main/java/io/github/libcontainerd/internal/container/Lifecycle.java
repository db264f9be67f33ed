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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.grpc.task.TaskEvent;
import io.github.libcontainerd.internal.grpc.task.TasksApi;
import io.github.libcontainerd.internal.health.HealthWatch;

/**
 * Follows the runs and the additional processes of a container from their start to their
 * end, and reports both.
 */
public final class Lifecycle implements RunStart.Listener {

	private final ContainerState state;

	private final OomWatch oomWatch;

	private final RunEnd end;

	private final TasksApi tasks;

	private final HealthWatch health;

	Lifecycle(ContainerState state, OomWatch oomWatch, RunEnd end, TasksApi tasks, HealthWatch health) {
		this.state = state;
		this.oomWatch = oomWatch;
		this.end = end;
		this.tasks = tasks;
		this.health = health;
	}

	@Override
	public void starting(ProcessRun run) {
		this.state.run(run);
		watch(run);
	}

	@Override
	public void started(ProcessRun run, int pid) {
		this.state.enqueueAndWait(() -> running(run, run.machine().started(pid)));
		this.oomWatch.watched(run);
	}

	/**
	 * A run was found running.
	 */
	public void restored(ProcessRun run, int pid, boolean paused) {
		this.state.enqueueAndWait(() -> {
			this.oomWatch.startSeen();
			running(run, run.machine().restored(pid));
			if (paused) {
				this.state.paused(run);
			}
		});
	}

	/**
	 * A process was found running; of a container without live restore, or an additional
	 * one, which is only reported when it ends.
	 */
	public void adopted(ProcessRun found, int pid) {
		this.state.enqueue(() -> {
			found.machine().adopted(pid);
			if (StateInfo.INIT.equals(found.processId())) {
				running(found, List.of());
			}
			else {
				endIfOver(found);
			}
		});
	}

	/**
	 * A run was found to have ended while nobody looked.
	 */
	public void foundEnded(ProcessRun found, ProcessExit exit) {
		this.state.run(found);
		this.state.enqueue(() -> {
			found.machine().foundEnded(exit);
			endIfOver(found);
		});
	}

	/**
	 * An additional process has started.
	 */
	void processStarted(ProcessRun process, int pid) {
		watch(process);
		this.state.enqueueAndWait(() -> {
			List<StateInfo> changes = process.machine().started(pid);
			this.state.emit(process.isHealthCheck() ? List.of() : changes);
			endIfOver(process);
		});
	}

	/**
	 * From now on the end of a process is dealt with when it is known.
	 */
	public void watch(ProcessRun process) {
		process.watch().verdict().thenAccept((exit) -> this.state.enqueue(() -> {
			if (process.machine().exited(exit)) {
				endIfOver(process);
			}
		}));
	}

	private void running(ProcessRun run, List<StateInfo> changes) {
		this.state.status(ContainerStatus.RUNNING);
		this.health.begin();
		this.state.emit(changes);
		if (this.state.stopRequested() && run.machine().phase() != ProcessMachine.Phase.EXITED) {
			// The signal of the stop may have come too early for this run.
			this.tasks.kill(this.state.id(), "", this.state.stopSignal(), false);
		}
		endIfOver(run);
	}

	private void endIfOver(ProcessRun ended) {
		if (ended.machine().phase() != ProcessMachine.Phase.EXITED) {
			return;
		}
		if (StateInfo.INIT.equals(ended.processId())) {
			this.state.status(ContainerStatus.EXITED);
			this.health.end();
			this.end.init(ended, this);
		}
		else {
			this.end.process(ended);
		}
	}

	/**
	 * An event says that a process has ended.
	 */
	void exitReported(TaskEvent.Exited event) {
		ProcessRun ended = event.init() ? this.state.run() : this.state.process(event.processId());
		if (ended != null) {
			ended.watch().reported(event);
		}
	}

	/**
	 * containerd is away.
	 */
	void daemonLost() {
		all().forEach((run) -> run.watch().daemonLost());
	}

	/**
	 * containerd is back.
	 * @return completes when it has answered
	 */
	CompletableFuture<Void> reconnected() {
		return CompletableFuture
			.allOf(all().stream().map((run) -> run.watch().reconnected()).toArray(CompletableFuture[]::new));
	}

	/**
	 * Let go of everything that runs on.
	 * @param reason for those who wait for an end
	 */
	void detach(RuntimeException reason) {
		for (ProcessRun run : all()) {
			run.watch().cancel();
			run.streams().discard();
			run.exit().completeExceptionally(reason);
		}
		this.state.endless(reason);
	}

	/**
	 * Return the current run and the additional processes.
	 */
	private List<ProcessRun> all() {
		List<ProcessRun> all = new ArrayList<>();
		ProcessRun current = this.state.run();
		if (current != null) {
			all.add(current);
		}
		all.addAll(this.state.processes());
		return all;
	}

}

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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.EndLabel;
import io.github.libcontainerd.internal.resource.PendingRemovals;

/**
 * What follows the end of a run: its output is drained, what containerd holds of it is
 * released, and then either the end is reported or the next run is started. Nothing here
 * blocks a thread; the steps are chained futures, each bounded.
 */
final class RunEnd {

	private static final Duration RELEASE_LIMIT = Duration.ofSeconds(20);

	// How long the end of an additional process waits for its deletion, which a child
	// that holds its output may delay by ten seconds.
	private static final Duration PROCESS_RELEASE_LIMIT = Duration.ofMillis(500);

	private final ContainerState state;

	private final OomWatch oomWatch;

	private final Restarter restarter;

	private final ClientContext context;

	private final Release release;

	// Belongs to the queue.
	private boolean taskLeft;

	RunEnd(ContainerState state, OomWatch oomWatch, Restarter restarter, ClientContext context) {
		this.state = state;
		this.oomWatch = oomWatch;
		this.restarter = restarter;
		this.context = context;
		this.release = new Release(context, state.id());
	}

	/**
	 * An additional process has ended; called by the queue.
	 */
	void process(ProcessRun run) {
		String id = this.state.id();
		Duration limit = this.context.settings().get().drainLimit();
		output(run, limit).thenRun(() -> {
			CompletableFuture<Boolean> deleted = this.release.ignoringFailure("delete a process of",
					() -> this.context.tasks().deleteProcess(id, run.processId()));
			deleted.thenAccept((done) -> {
				run.streams().finish();
				if (!done) {
					new Undo(this.context).processLater(id, run.processId());
				}
			});
			deleted.copy()
				.completeOnTimeout(false, PROCESS_RELEASE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
				.thenRun(() -> this.state.enqueue(() -> {
					this.state.remove(run);
					this.context.outputs().ended(id, run.processId());
					run.released().complete(null);
					report(run, StateChange.EXIT_PROCESS);
				}));
		});
	}

	/**
	 * A run of the container has ended; called by the queue.
	 * @param next follows the next run, if there is one
	 */
	void init(ProcessRun run, RunStart.Listener next) {
		Duration limit = this.context.settings().get().drainLimit();
		Duration runTime = Duration.between(run.startedAt(), Instant.now());
		CompletableFuture<?> processes = CompletableFuture.allOf(this.state.processes().stream().map((process) -> {
			// Init takes all others with it.
			process.watch().verdict().completeOnTimeout(ProcessExit.UNKNOWN, limit.toMillis(), TimeUnit.MILLISECONDS);
			return process.released();
		}).toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, limit.multipliedBy(2).toMillis() + 1000, TimeUnit.MILLISECONDS);
		CompletableFuture<Boolean> noted = noteExit(run);
		CompletableFuture.allOf(output(run, limit), this.oomWatch.ended(run), noted, processes)
			// Not while containerd is away: the task has what could not be noted.
			.thenCompose((nothing) -> noted.join() ? this.release.deleteTask(RELEASE_LIMIT) : noted)
			.thenAccept((done) -> this.state.enqueue(() -> {
				this.taskLeft = !done;
				run.streams().finish();
				run.released().complete(null);
				decide(run, runTime, next);
			}));
	}

	/**
	 * Completes when all output was read, and is where it belongs, or the time is up.
	 */
	private CompletableFuture<Void> output(ProcessRun run, Duration limit) {
		return CompletableFuture
			.allOf(run.streams().drained(), this.context.outputs().settled(this.state.id(), run.processId()))
			.completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Note how a run has ended as long as containerd knows it too, where a later process
	 * would ask: whoever deletes the task and dies would take the code along.
	 * @return false when containerd is away for so long that this is left
	 */
	private CompletableFuture<Boolean> noteExit(ProcessRun run) {
		ContainerPlan plan = this.state.plan();
		StateInfo end = this.state.end(run, StateChange.EXIT);
		boolean asked = plan.lifetime().keep() || plan.restart() != null || this.context.settings().get().liveRestore();
		if (!asked || plan.lifetime().ephemeral()) {
			return CompletableFuture.completedFuture(true);
		}
		Map<String, String> label = ContainerLabels.lastExit(run.machine().run(), status(end, false));
		return this.release
			.ignoringFailure("note the exit code of", () -> this.context.containers().updateLabels(plan.id(), label))
			.completeOnTimeout(false, RELEASE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void decide(ProcessRun run, Duration runTime, RunStart.Listener next) {
		Optional<Duration> delay = this.restarter.delay(this.state.end(run, StateChange.EXIT).exitCode(), runTime);
		if (delay.isEmpty()) {
			remove(run);
			return;
		}
		this.state.status(ContainerStatus.RESTARTING);
		this.oomWatch.expectStart();
		report(run, StateChange.RESTART);
		this.restarter.restart(run.machine().run() + 1, delay.get(), next, () -> this.state.enqueue(() -> {
			this.taskLeft |= this.restarter.taskLeft();
			remove(run);
		}));
	}

	/**
	 * Remove the record, or write on it how it ended; then report the end: a listener
	 * that is notified of it finds the id free.
	 */
	private void remove(ProcessRun run) {
		String id = this.state.id();
		settle(run).completeOnTimeout(false, RELEASE_LIMIT.toMillis(), TimeUnit.MILLISECONDS).thenAccept((done) -> {
			if (!done) {
				settleLater(run);
			}
			this.state.enqueue(() -> {
				this.context.fifos().sweep(id);
				this.context.outputs().ended(id, StateInfo.INIT);
				if (this.state.plan().lifetime().keep()) {
					this.state.kept(status(this.state.end(run, StateChange.EXIT), false));
				}
				this.state.removed().complete(null);
				report(run, StateChange.EXIT);
			});
		});
	}

	/**
	 * While the task is left, so is the record: a later removal finds it by that.
	 */
	private CompletableFuture<Boolean> settle(ProcessRun run) {
		ContainerPlan plan = this.state.plan();
		if (this.taskLeft) {
			return CompletableFuture.completedFuture(false);
		}
		if (!this.state.end(run, StateChange.EXIT).codeKnown()) {
			// What containerd has lost sight of it does not remove.
			CompletableFuture.runAsync(() -> new ContainerRemoval(this.context).removeLost(plan),
					this.context.workers());
		}
		if (plan.lifetime().keep()) {
			return this.release.ignoringFailure("note the end of", () -> noteEnd(run))
				.thenCombine(ContainerResources.of(plan).releaseNetwork(this.context), (done, nothing) -> done);
		}
		CompletableFuture<Boolean> deleted = this.release.ignoringFailure("delete the record of",
				() -> this.context.containers().delete(plan.id()));
		return deleted.thenCombine(ContainerResources.of(plan).release(this.context), (done, nothing) -> done);
	}

	private void settleLater(ProcessRun run) {
		ContainerPlan plan = this.state.plan();
		if (plan.lifetime().keep()) {
			Operation operation = Operation.onContainer("note the end of", this.context.namespace(), plan.id());
			this.context.pendingRemovals().add(PendingRemovals.container(plan.id()), () -> {
				new ContainerRemoval(this.context).removeTask(plan.id(), operation);
				Rpc.await(noteEnd(run), operation);
			});
		}
		else {
			new Undo(this.context).containerLater(plan);
		}
	}

	private CompletableFuture<?> noteEnd(ProcessRun run) {
		return this.context.containers()
			.updateLabels(this.state.id(), EndLabel.of(status(this.state.end(run, StateChange.EXIT), false)));
	}

	private static ExitStatus status(StateInfo info, boolean restarting) {
		return new ExitStatus(info.exitCode(), info.codeKnown(), info.oomKilled(), info.exitedAt(), restarting,
				info.timedOut());
	}

	private void report(ProcessRun run, StateChange change) {
		StateInfo info = this.state.end(run, change);
		ExitStatus status = status(info, change == StateChange.RESTART);
		if (change == StateChange.EXIT) {
			this.state.ended().complete(status);
		}
		this.state.emit(run.isHealthCheck() ? List.of() : List.of(info));
		this.state.afterDelivery(() -> {
			run.exit().complete(status);
			if (change == StateChange.EXIT) {
				this.state.reported().complete(status);
			}
		});
	}

}

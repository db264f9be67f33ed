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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.EndLabel;
import io.github.libcontainerd.restart.RestartManager;

/**
 * What follows the end of a run: its output is drained, what containerd holds of it is
 * released, and then either the end is reported or the next run is started. Nothing here
 * blocks a thread; the steps are chained futures, each bounded.
 */
final class RunEnd {

	private static final Logger logger = LoggerFactory.getLogger(RunEnd.class);

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(100);

	private static final Duration RELEASE_LIMIT = Duration.ofSeconds(20);

	// How long the end of an additional process waits for its deletion, which a child
	// that holds its output may delay by ten seconds.
	private static final Duration PROCESS_RELEASE_LIMIT = Duration.ofMillis(500);

	private final ManagedContainer container;

	private final ClientContext context;

	private final Release release;

	private final Runnable removed;

	private volatile @Nullable Runnable cancelRestart;

	private volatile boolean forgotten;

	// Belongs to the lane.
	private boolean taskLeft;

	RunEnd(ManagedContainer container, ClientContext context, Runnable removed) {
		this.container = container;
		this.context = context;
		this.release = new Release(context, container.id());
		this.removed = removed;
	}

	/**
	 * An additional process has ended; called by the lane.
	 */
	void process(ProcessRun run) {
		String id = this.container.id();
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
				.thenRun(() -> this.container.lane(() -> {
					this.container.processes().remove(run.processId(), run);
					this.context.outputs().ended(id, run.processId());
					run.released().complete(null);
					report(run, StateChange.EXIT_PROCESS);
				}));
		});
	}

	/**
	 * A run of the container has ended; called by the lane.
	 */
	void init(ProcessRun run) {
		Duration limit = this.context.settings().get().drainLimit();
		Duration runTime = Duration.between(run.startedAt(), Instant.now());
		CompletableFuture<?> processes = CompletableFuture
			.allOf(this.container.processes().values().stream().map((process) -> {
				// Init takes all others with it.
				process.watch()
					.verdict()
					.completeOnTimeout(ProcessExit.UNKNOWN, limit.toMillis(), TimeUnit.MILLISECONDS);
				return process.released();
			}).toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, limit.multipliedBy(2).toMillis() + 1000, TimeUnit.MILLISECONDS);
		CompletableFuture.allOf(output(run, limit), this.container.oomWatch().ended(run), processes)
			.thenCompose((nothing) -> deleteTask(RELEASE_LIMIT))
			.thenAccept((done) -> this.container.lane(() -> {
				this.taskLeft = !done;
				run.streams().finish();
				run.released().complete(null);
				decide(run, runTime);
			}));
	}

	/**
	 * Completes when all output was read, and is where it belongs, or the time is up.
	 */
	private CompletableFuture<Void> output(ProcessRun run, Duration limit) {
		CompletableFuture<Void> settled = this.context.outputs().settled(this.container.id(), run.processId());
		return CompletableFuture.allOf(run.streams().drained(limit),
				settled.completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS));
	}

	private CompletableFuture<Boolean> deleteTask(Duration limit) {
		String id = this.container.id();
		CompletableFuture<Boolean> deleted = this.release.ignoringFailure("delete the task of",
				() -> this.context.tasks().delete(id));
		return deleted.completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void decide(ProcessRun run, Duration runTime) {
		RestartManager manager = this.container.restarts();
		Optional<Duration> delay = Optional.empty();
		if (!this.container.stopRequested()) {
			int code = run.machine().end(StateChange.EXIT).exitCode();
			try {
				delay = manager.shouldRestart(code, false, runTime);
			}
			catch (IllegalStateException ex) {
				logger.warn("Container '{}' is not restarted", this.container.id(), ex);
			}
		}
		if (delay.isEmpty()) {
			remove(run, StateChange.EXIT);
			return;
		}
		this.container.restarting();
		report(run, StateChange.RESTART);
		restartAfter(run, manager, delay.get());
	}

	/**
	 * The wait begins when the backend has been told (moby f6d388f5b1).
	 */
	private void restartAfter(ProcessRun run, RestartManager manager, Duration delay) {
		AtomicBoolean begun = new AtomicBoolean();
		Runnable proceed = () -> {
			if (begun.compareAndSet(false, true)) {
				this.cancelRestart = null;
				this.context.workers().execute(() -> restart(run, manager));
			}
		};
		this.cancelRestart = proceed;
		if (this.container.stopRequested()) {
			proceed.run();
			return;
		}
		this.container.afterDelivery(() -> {
			ScheduledFuture<?> timer = this.context.scheduler()
				.schedule(proceed, delay.toMillis(), TimeUnit.MILLISECONDS);
			if (begun.get()) {
				timer.cancel(false);
			}
		});
	}

	/**
	 * End a wait for the next run at once; it will not start.
	 */
	void cancelRestart() {
		this.container.restarts().cancel();
		Runnable proceed = this.cancelRestart;
		if (proceed != null) {
			proceed.run();
		}
	}

	/**
	 * The container is let go of: no more runs of ours.
	 */
	void forgetRestart() {
		this.forgotten = true;
	}

	private void restart(ProcessRun last, RestartManager manager) {
		if (this.forgotten) {
			return;
		}
		boolean hold = this.context.settings().get().holdRestarts() || !this.context.connected().get().isDone();
		if (hold && !this.container.stopRequested()) {
			this.context.scheduler()
				.schedule(() -> this.context.workers().execute(() -> restart(last, manager)), RETRY_INTERVAL.toMillis(),
						TimeUnit.MILLISECONDS);
			return;
		}
		if (!manager.waited()) {
			this.container.lane(() -> remove(last, StateChange.EXIT));
			return;
		}
		String id = this.container.id();
		Operation operation = Operation.onContainer("restart", this.context.namespace(), id);
		try {
			this.release.ignoringFailure("count the restart of", () -> this.context.containers()
				.updateLabel(id, ContainerLabels.RESTARTS, Integer.toString(manager.restartCount())));
			this.container.sharedNamespaces().check(operation);
			// What could not be deleted while containerd was away is in the way now.
			deleteTask(RELEASE_LIMIT).join();
			new RunStart(this.context).startInit(this.container, last.machine().run() + 1, operation);
		}
		catch (ContainerdException ex) {
			logger.warn("Container '{}' is not restarted", id, ex);
			this.container.lane(() -> remove(last, StateChange.EXIT));
		}
	}

	/**
	 * Remove the record, or write on it how it ended; then report the end: who hears of
	 * it finds the id free.
	 */
	private void remove(ProcessRun run, StateChange state) {
		String id = this.container.id();
		settle(run, state).completeOnTimeout(false, RELEASE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
			.thenAccept((done) -> {
				if (!done) {
					settleLater(run, state);
				}
				this.container.lane(() -> {
					this.context.fifos().sweep(id);
					this.context.outputs().ended(id, StateInfo.INIT);
					this.removed.run();
					report(run, state);
				});
			});
	}

	/**
	 * While the task is left, so is the record: a later removal finds it by that.
	 */
	private CompletableFuture<Boolean> settle(ProcessRun run, StateChange state) {
		String id = this.container.id();
		ContainerPlan plan = this.container.plan();
		if (this.taskLeft) {
			return CompletableFuture.completedFuture(false);
		}
		if (plan.lifetime().keep()) {
			return this.release.ignoringFailure("note the end of", () -> noteEnd(run, state));
		}
		CompletableFuture<Boolean> deleted = this.release.ignoringFailure("delete the record of",
				() -> this.context.containers().delete(id));
		return deleted.thenCombine(Remains.of(plan).release(this.context), (done, nothing) -> done);
	}

	private void settleLater(ProcessRun run, StateChange state) {
		ContainerPlan plan = this.container.plan();
		if (plan.lifetime().keep()) {
			Operation operation = Operation.onContainer("note the end of", this.context.namespace(), plan.id());
			this.context.abandoned().add(Undo.container(plan.id()), () -> {
				this.context.removal().removeTask(plan.id(), operation);
				Rpc.await(noteEnd(run, state), operation);
			});
		}
		else {
			new Undo(this.context).containerLater(plan);
		}
	}

	private CompletableFuture<?> noteEnd(ProcessRun run, StateChange state) {
		return this.context.containers()
			.updateLabels(this.container.id(), EndLabel.of(status(run.machine().end(state), state)));
	}

	private static ExitStatus status(StateInfo info, StateChange state) {
		return new ExitStatus(info.exitCode(), info.codeKnown(), info.oomKilled(), info.exitedAt(),
				state == StateChange.RESTART);
	}

	private void report(ProcessRun run, StateChange state) {
		StateInfo info = run.machine().end(state);
		ExitStatus status = status(info, state);
		if (state == StateChange.EXIT) {
			this.container.ended().complete(status);
		}
		this.container.emit(List.of(info));
		this.container.afterDelivery(() -> {
			run.exit().complete(status);
			if (state == StateChange.EXIT) {
				this.container.reported().complete(status);
			}
		});
	}

}

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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.grpc.task.TaskEvent;
import io.github.libcontainerd.internal.health.HealthMonitor;
import io.github.libcontainerd.internal.health.HealthWatch;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.HealthLabel;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;

/**
 * A container of this client, from its creation to its end.
 */
public final class ManagedContainer {

	private static final int SIGKILL = 9;

	private final ContainerPlan plan;

	private final RestartManager restarts;

	private final ClientContext context;

	private final ContainerState state;

	private final ContainerSpec spec;

	private final PauseControl pauseControl;

	private final OomWatch oomWatch;

	private final Restarter restarter;

	private final Lifecycle lifecycle;

	private final ProcessStarts processStarts;

	private final HealthWatch health = new HealthWatch();

	public ManagedContainer(ContainerPlan plan, Instant createdAt, ClientContext context) {
		this.plan = plan;
		this.restarts = (plan.restart() != null) ? plan.restart() : new RestartManager(RestartPolicy.no());
		this.context = context;
		this.state = new ContainerState(plan, createdAt, context);
		this.spec = new ContainerSpec(plan.spec());
		this.pauseControl = new PauseControl(this.state, context.tasks());
		this.oomWatch = new OomWatch(this.state, this.spec, context.tasks());
		this.restarter = new Restarter(this.state, this.restarts, context);
		this.lifecycle = new Lifecycle(this.state, this.oomWatch,
				new RunEnd(this.state, this.oomWatch, this.restarter, context), context.tasks(), this.health);
		this.processStarts = new ProcessStarts(this.state, this.lifecycle, context);
		HealthLabel checked = plan.health();
		if (checked != null) {
			HealthProbe probe = new HealthProbe(this.state, this.spec, this.processStarts, context);
			this.health.examineWith(new HealthMonitor(checked.check(), probe, context.scheduler(), context.workers()),
					checked.status());
		}
	}

	public String id() {
		return this.plan.id();
	}

	public ContainerPlan plan() {
		return this.plan;
	}

	public RestartManager restarts() {
		return this.restarts;
	}

	public Spec spec() {
		return this.spec.current();
	}

	/**
	 * Change the specification; other changes wait meanwhile.
	 * @param change may block
	 * @param store writes the changed one to containerd; may block
	 */
	public void updateSpec(UnaryOperator<Spec> change, Consumer<Spec> store) {
		this.spec.update(change, store);
	}

	public ContainerInfo info() {
		return this.state.info();
	}

	/**
	 * Return what is known of its health; {@code null} when it has no health check or
	 * does not run.
	 */
	public @Nullable ContainerHealth health() {
		return this.state.health();
	}

	public PauseControl pauseControl() {
		return this.pauseControl;
	}

	public Lifecycle lifecycle() {
		return this.lifecycle;
	}

	/**
	 * Completes when nothing is left of the container and its id is free.
	 */
	public CompletableFuture<Void> removed() {
		return this.state.removed();
	}

	/**
	 * Completes when the container has ended for good and nothing is left of it.
	 */
	public CompletableFuture<ExitStatus> ended() {
		return this.state.ended();
	}

	/**
	 * Completes when the backend has been notified of that too.
	 */
	public CompletableFuture<ExitStatus> reported() {
		return this.state.reported();
	}

	/**
	 * Return the end that the caller can wait for: a listener of this container would
	 * wait for itself, so it waits for the end only and not until it has been notified.
	 */
	public CompletableFuture<ExitStatus> awaitableEnd() {
		return this.state.isDelivering() ? ended() : reported();
	}

	/**
	 * Let there be no further run.
	 * @param signal for a run that is only just beginning
	 */
	public void requestStop(int signal) {
		this.state.requestStop(signal);
		this.restarter.cancel();
	}

	/**
	 * Its time is up: there is no further run, and its end will say why.
	 */
	public void timeOut() {
		// In one task: what is decided about the next run is decided before or after
		// both.
		this.state.enqueueAndWait(() -> {
			this.state.timedOut(StateInfo.INIT, this.restarts);
			requestStop(SIGKILL);
		});
	}

	/**
	 * The time of a process is up; its end will say so.
	 * @return whether it has not ended by itself
	 */
	public boolean timeOut(String processId) {
		AtomicBoolean late = new AtomicBoolean();
		this.state.enqueueAndWait(() -> late.set(this.state.timedOut(processId, this.restarts)));
		return late.get();
	}

	/**
	 * Return the current run; {@code null} before the first one.
	 */
	public @Nullable ProcessRun run() {
		return this.state.run();
	}

	public boolean hasProcess(String processId) {
		return this.state.process(processId) != null;
	}

	/**
	 * Create the container and start its first run.
	 * @param beforeStart is given how its root file system is mounted, before it starts
	 * @return the process id
	 */
	public int create(Consumer<List<Mount>> beforeStart, Operation operation) {
		return new ContainerCreation(this.context).create(this.plan, beforeStart, this.lifecycle, operation);
	}

	/**
	 * Start the first run, which was created before.
	 * @return the process id
	 */
	public int start(RunStart.Created created, Operation operation) {
		return created.start(this.lifecycle, operation);
	}

	/**
	 * Start a container again that has ended and was kept. If that fails it stays as it
	 * was.
	 * @param before its record
	 * @return the process id
	 */
	public int startAgain(ContainerRecord before, Operation operation) {
		return new SecondStart(this.context).start(this.plan, before, this.lifecycle, operation);
	}

	/**
	 * Check, before anything is done, that a container can be started again.
	 */
	public static void checkStartAgain(ContainerPlan plan, Operation operation) {
		SecondStart.check(plan, operation);
	}

	/**
	 * Start an additional process.
	 */
	public ProcessRun startProcess(String processId, Process process, Stdio stdio, Operation operation) {
		return this.processStarts.start(processId, process, stdio, operation);
	}

	/**
	 * Add an additional process that was found running.
	 * @return whether there was none of its id
	 */
	public boolean addProcess(ProcessRun process) {
		return this.state.add(process);
	}

	/**
	 * Wait until an inspection shows all that was done so far.
	 */
	public void refreshInfo() {
		this.state.enqueueAndWait(() -> {
		});
	}

	/**
	 * It was to be started again, and was not: it stays as it was kept, and there is
	 * nothing to report.
	 * @param end how it had ended
	 */
	public void keep(ExitStatus end) {
		this.state.enqueueAndWait(() -> {
			this.state.status(ContainerStatus.EXITED);
			this.state.kept(end);
		});
		this.context.outputs().ended(id(), StateInfo.INIT);
		this.state.removed().complete(null);
		this.state.ended().complete(end);
		this.state.reported().complete(end);
	}

	/**
	 * There is nothing of this container any more, and nothing to report.
	 * @param operation what somebody may be waiting for
	 */
	public void forget(Operation operation) {
		this.context.outputs().ended(id(), StateInfo.INIT);
		this.state.removed().complete(null);
		this.state.endless(new NotFoundException(operation, "it was never started", null));
	}

	public void onEvent(TaskEvent event) {
		if (event instanceof TaskEvent.Exited exited) {
			this.lifecycle.exitReported(exited);
			return;
		}
		if (event instanceof TaskEvent.Paused || event instanceof TaskEvent.Resumed) {
			this.pauseControl.check();
			return;
		}
		this.state.enqueue(() -> {
			ProcessRun current = run();
			if (current == null) {
				return;
			}
			if (event instanceof TaskEvent.Started started) {
				this.oomWatch.started(current, started.pid());
			}
			else if (event instanceof TaskEvent.OutOfMemory) {
				this.oomWatch.reported(current);
			}
		});
	}

	/**
	 * containerd is away.
	 */
	public void daemonLost() {
		this.lifecycle.daemonLost();
	}

	/**
	 * The event stream is up again: compare with containerd.
	 * @return completes when containerd has answered
	 */
	public CompletableFuture<Void> resynchronise() {
		if (run() != null) {
			this.state.enqueue(this.oomWatch::startSeen);
			this.pauseControl.check();
		}
		return this.lifecycle.reconnected();
	}

	/**
	 * The client is closed and the container runs on: let go of it.
	 */
	public void detach() {
		this.restarter.forget();
		this.state.enqueue(this.health::end);
		this.lifecycle.detach(new DaemonUnavailableException(
				ClientOperation.WAIT.on(this.context.namespace(), id(), null), "the client was closed", null));
	}

}

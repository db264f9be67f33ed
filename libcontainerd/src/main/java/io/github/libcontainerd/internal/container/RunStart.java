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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.OutputPump;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.grpc.task.TaskProcess;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.RootSnapshot;
import io.github.libcontainerd.internal.resource.StrayProcesses;
import io.github.libcontainerd.internal.resource.StrayProcesses.Interval;
import io.github.libcontainerd.internal.stdio.ProcessStreams;
import io.github.libcontainerd.spec.Process;

/**
 * The sequences of calls that bring a process to life. Each undoes in reverse what it has
 * done when a later step fails. They run on the thread of the caller and block it.
 */
public final class RunStart {

	private static final Logger logger = LoggerFactory.getLogger(RunStart.class);

	private static final Duration TURN_LIMIT = Duration.ofSeconds(60);

	private final ClientContext context;

	private final Undo undo;

	public RunStart(ClientContext context) {
		this.context = context;
		this.undo = new Undo(context);
	}

	/**
	 * Create the record and start the first run.
	 * @return the process id
	 */
	public int create(ManagedContainer container, Operation operation) {
		ContainerPlan plan = container.plan();
		RootSnapshot snapshot = plan.snapshot();
		ContainerRecord record = new ContainerRecord(plan.id(), plan.recordLabels(this.context.owner()), plan.image(),
				plan.runtime(), plan.spec().toJson(), (snapshot != null) ? snapshot.snapshotter() : null,
				(snapshot != null) ? snapshot.key() : null, null);
		Rollback undo = new Rollback();
		try {
			undo.add(() -> this.undo.belongings(plan));
			List<Mount> rootfs = createRecord(plan, record, undo, operation);
			this.context.removal().makeRoom(plan.id(), operation);
			return startInit(container, 1, rootfs, operation);
		}
		catch (RuntimeException ex) {
			undo.run(ex);
			throw ex;
		}
	}

	/**
	 * Make the record and, meanwhile, the root file system.
	 * @return what the shim has to mount
	 */
	private List<Mount> createRecord(ContainerPlan plan, ContainerRecord record, Rollback undo, Operation operation) {
		RootSnapshot snapshot = plan.snapshot();
		if (snapshot == null) {
			createOrReplace(plan, record, operation);
			undo.add(() -> this.undo.record(plan));
			return List.of();
		}
		CompletableFuture<List<Mount>> prepared = this.context.snapshots().prepare(plan.id(), snapshot);
		try {
			createOrReplace(plan, record, operation);
		}
		catch (RuntimeException ex) {
			// Only what is there can be removed.
			prepared.handle((mounts, failure) -> null).join();
			throw ex;
		}
		undo.add(() -> this.undo.record(plan));
		return this.context.snapshots().await(prepared, snapshot, operation);
	}

	/**
	 * What an earlier process of ours left behind, not running any more, makes room (moby
	 * 5ba30cd1dc).
	 */
	private void createOrReplace(ContainerPlan plan, ContainerRecord record, Operation operation) {
		try {
			create(plan, record, operation);
		}
		catch (AlreadyExistsException ex) {
			ContainerRecord old = Rpc.await(this.context.containers().get(record.id()), operation);
			if (!replaceable(old, operation)) {
				throw new AlreadyExistsException(operation,
						"containerd has a container of this id that is not ours, runs or was kept;"
								+ " delete it or use another id",
						ex);
			}
			logger.info("Replacing what is left of an earlier container '{}'", record.id());
			this.undo.endedTask(record.id());
			Rpc.await(this.context.containers().delete(record.id()), operation);
			Remains.of(old).remove(this.context);
			create(plan, record, operation);
		}
	}

	private void create(ContainerPlan plan, ContainerRecord record, Operation operation) {
		try {
			Rpc.await(this.context.containers().create(record), operation);
		}
		catch (DaemonUnavailableException | OperationTimeoutException ex) {
			// It may have been done all the same.
			this.undo.record(plan);
			throw ex;
		}
	}

	private boolean replaceable(ContainerRecord old, Operation operation) {
		if (!ContainerLabels.owned(old.labels()) || ContainerLabels.kept(old.labels())
				|| ContainerLabels.livesElsewhere(old.labels(), this.context.owner())) {
			return false;
		}
		return Rpc.await(this.context.tasks().get(old.id(), "").handle((task, failure) -> {
			if (failure == null) {
				return task.status() == TaskProcess.Status.STOPPED;
			}
			return Errors.isNotFound(failure);
		}), operation);
	}

	/**
	 * Start a run of a container whose record exists.
	 * @return the process id
	 */
	int startInit(ManagedContainer container, int number, Operation operation) {
		List<Mount> rootfs = this.context.snapshots().mounts(container.plan().snapshot(), operation);
		return startInit(container, number, rootfs, operation);
	}

	private int startInit(ManagedContainer container, int number, List<Mount> rootfs, Operation operation) {
		ContainerPlan plan = container.plan();
		Rollback undo = new Rollback();
		try {
			ProcessRun run = open(plan.id(), StateInfo.INIT, number, plan.stdio(), plan.terminal(), operation);
			undo.add(run.streams()::discardAndRemove);
			attach(plan.id(), run, plan.stdio(), operation);
			// Also after a failure: a timed-out create may have worked.
			undo.add(() -> this.undo.task(plan));
			int pid = Rpc.await(this.context.tasks().create(plan.id(), run.streams().paths(), plan.runtime(), rootfs),
					operation);
			run.streams().peerOpened();
			run.watch().pid(pid);
			run.watch().shimStarted();
			container.starting(run);
			undo.add(run.watch()::cancel);
			// Before the start, so that no process is too short for it.
			run.watch().start();
			int started = Rpc.await(this.context.tasks().start(plan.id(), ""), operation);
			closeStdinWhenAsked(plan.id(), run);
			container.inLane(() -> container.begun(run, run.machine().started(started)));
			container.oomWatch().begun(run);
			return started;
		}
		catch (RuntimeException ex) {
			undo.run(ex);
			throw ex;
		}
	}

	/**
	 * Start an additional process.
	 * @return the process id
	 */
	public int startProcess(ManagedContainer container, ProcessRun run, Process process, Stdio stdio,
			Operation operation) {
		String id = container.id();
		String processId = run.processId();
		Rollback undo = new Rollback();
		double begin = StrayProcesses.uptime();
		AtomicBoolean unknown = new AtomicBoolean();
		try {
			undo.add(run.streams()::discardAndRemove);
			attach(id, run, stdio, operation);
			CompletableFuture<Void> registered = this.context.tasks()
				.exec(id, processId, run.streams().paths(), process.toJson());
			undo.add(() -> this.undo.process(container, processId, registered, Interval.since(begin), unknown.get()));
			undo.add(run.watch()::cancel);
			Rpc.await(registered, operation);
			run.watch().shimStarted();
			run.watch().start();
			int pid = startInTurn(container, processId, operation);
			run.streams().peerOpened();
			run.watch().pid(pid);
			closeStdinWhenAsked(id, run);
			container.processStarted(run, pid);
			return pid;
		}
		catch (RuntimeException ex) {
			unknown.set(ex instanceof DaemonUnavailableException || ex instanceof OperationTimeoutException);
			undo.run(ex);
			throw ex;
		}
	}

	private int startInTurn(ManagedContainer container, String processId, Operation operation) {
		Semaphore starts = container.processStarts();
		try {
			if (!starts.tryAcquire(TURN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new OperationTimeoutException(operation, "too many others are being started", null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new OperationTimeoutException(operation, "interrupted before its turn came", ex);
		}
		try {
			return Rpc.await(this.context.tasks().start(container.id(), processId), operation);
		}
		finally {
			starts.release();
		}
	}

	public ProcessRun open(String id, String processId, int number, Stdio stdio, boolean terminal,
			Operation operation) {
		try {
			ProcessStreams streams = this.context.fifos().open(id, processId, stdio, terminal);
			ExitWatch watch = new ExitWatch(this.context, id, ProcessRun.execId(processId));
			return new ProcessRun(processId, number, streams, watch);
		}
		catch (IOException ex) {
			if (stdio instanceof Stdio.ToFile) {
				throw new InvalidRequestException(operation, "the output file can't be made: " + ex, ex);
			}
			throw new DaemonErrorException(operation, "its FIFOs can't be made: " + ex.getMessage(), ex);
		}
	}

	public void attach(String id, ProcessRun run, Stdio stdio, Operation operation) {
		if (!run.streams().attached()) {
			return;
		}
		if (stdio instanceof Stdio.ToSinks toSinks) {
			this.context.outputs().attach(id, run.processId(), toSinks.sinks(), run.streams());
			return;
		}
		if (stdio instanceof Stdio.ToLog toLog) {
			OutputPump.toLog(toLog.logger(), id, run.processId(), run.streams());
			return;
		}
		try {
			this.context.backend().attachStreams(id, run.processId(), run.streams());
		}
		catch (ContainerdException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new InvalidRequestException(operation, "the backend refused its streams: " + ex, ex);
		}
	}

	/**
	 * The shim holds an end of stdin too and has to be told, which it only understands
	 * once the process has started (containerd#4489).
	 */
	public void closeStdinWhenAsked(String id, ProcessRun run) {
		run.streams().stdinClosed().thenRun(() -> {
			CompletableFuture<Void> closed = this.context.tasks().closeStdin(id, ProcessRun.execId(run.processId()));
			closed.whenComplete((nothing, failure) -> {
				if (failure != null && !Errors.isNotFound(failure)) {
					logger.debug("Could not close the stdin of {} of '{}'", run.processId(), id, failure);
				}
			});
		});
	}

}

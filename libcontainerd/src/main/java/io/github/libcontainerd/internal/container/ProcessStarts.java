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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.resource.PendingRemovals;
import io.github.libcontainerd.internal.resource.Rollback;
import io.github.libcontainerd.internal.resource.StrayProcesses;
import io.github.libcontainerd.internal.resource.StrayProcesses.Interval;
import io.github.libcontainerd.spec.Process;

/**
 * Starts additional processes in a container. What was done is undone in reverse when a
 * later step fails. Blocks the threads of the callers.
 */
final class ProcessStarts {

	// The shim of containerd 1.6 loses exits when more processes start at once than it
	// can keep exits for meanwhile (moby fb7ec1555c); later ones only get slower.
	private static final int AT_ONCE = 8;

	private static final Duration TURN_LIMIT = Duration.ofSeconds(60);

	private final ContainerState state;

	private final Lifecycle lifecycle;

	private final ClientContext context;

	private final RunStreams streams;

	private final Undo undo;

	private final Semaphore turns = new Semaphore(AT_ONCE, true);

	ProcessStarts(ContainerState state, Lifecycle lifecycle, ClientContext context) {
		this.state = state;
		this.lifecycle = lifecycle;
		this.context = context;
		this.streams = new RunStreams(context);
		this.undo = new Undo(context);
	}

	ProcessRun start(String processId, Process process, Stdio stdio, Operation operation) {
		ProcessRun run = this.streams.open(this.state.id(), processId, this.state.info().run(), stdio,
				Boolean.TRUE.equals(process.terminal()), operation);
		if (!this.state.add(run)) {
			run.streams().discardAndRemove();
			throw new AlreadyExistsException(operation, "the container has a process of this id", null);
		}
		try {
			this.context.pendingRemovals().runNow(PendingRemovals.process(this.state.id(), processId));
			start(run, process, stdio, operation);
			return run;
		}
		catch (RuntimeException ex) {
			this.state.enqueueAndWait(() -> this.state.remove(run));
			this.context.outputs().ended(this.state.id(), processId);
			throw ex;
		}
	}

	private void start(ProcessRun run, Process process, Stdio stdio, Operation operation) {
		String id = this.state.id();
		String processId = run.processId();
		Rollback rollback = new Rollback();
		double begin = StrayProcesses.uptime();
		AtomicBoolean unknown = new AtomicBoolean();
		try {
			rollback.add(run.streams()::discardAndRemove);
			this.streams.attach(id, run, stdio, operation);
			CompletableFuture<Void> registered = this.context.tasks()
				.exec(id, processId, run.streams().paths(), process.toJson());
			rollback
				.add(() -> this.undo.process(this.state, processId, registered, Interval.since(begin), unknown.get()));
			rollback.add(run.watch()::cancel);
			Rpc.await(registered, operation);
			run.watch().shimStarted(this.state.run());
			run.watch().start();
			int pid = startInTurn(processId, operation);
			run.streams().peerOpened();
			run.watch().pid(pid);
			this.streams.closeStdinWhenAsked(id, run);
			this.lifecycle.processStarted(run, pid);
		}
		catch (RuntimeException ex) {
			unknown.set(ex instanceof DaemonUnavailableException || ex instanceof OperationTimeoutException);
			rollback.run(ex);
			throw ex;
		}
	}

	private int startInTurn(String processId, Operation operation) {
		try {
			if (!this.turns.tryAcquire(TURN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new OperationTimeoutException(operation, "too many others are being started", null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new OperationTimeoutException(operation, "interrupted before its turn came", ex);
		}
		try {
			return Rpc.await(this.context.tasks().start(this.state.id(), processId), operation);
		}
		finally {
			this.turns.release();
		}
	}

}

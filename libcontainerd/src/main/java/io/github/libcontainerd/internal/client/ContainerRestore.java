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

package io.github.libcontainerd.internal.client;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.OutputPump;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.ContainerRemoval;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.container.ProcessRun;
import io.github.libcontainerd.internal.container.RunStreams;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.grpc.task.StdioPaths;
import io.github.libcontainerd.internal.grpc.task.TaskProcess;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.ContainerPlan;

/**
 * Takes over what an earlier process has left. The state is asked for, never guessed from
 * events (moby 2650b1b6ab), and no lock is held while a container is dealt with (moby
 * 806700e410).
 */
final class ContainerRestore {

	private static final Logger logger = LoggerFactory.getLogger(ContainerRestore.class);

	private static final int SIGKILL = 9;

	private final ClientContext context;

	private final ContainerStop stop;

	private final ContainerTimeout timeout;

	private final RunStreams streams;

	ContainerRestore(ClientContext context, ContainerStop stop) {
		this.context = context;
		this.stop = stop;
		this.timeout = new ContainerTimeout(context, stop);
		this.streams = new RunStreams(context);
	}

	void restore(String id, KnownContainers known, Operation operation) {
		if (known.contains(id)) {
			return;
		}
		ContainerRecord record = record(id, operation);
		if (record != null && !ContainerLabels.restorable(record.labels())) {
			return;
		}
		TaskProcess task = task(id, operation);
		boolean unfinished = (task != null) ? task.status() == TaskProcess.Status.CREATED
				: this.context.fifos().unfinished(id);
		int lastRun = (record != null) ? ContainerLabels.lastRun(record.labels()) : 0;
		if (record != null && unfinished && lastRun > 0) {
			// The next run was not started: what is to be done follows from the last one.
			record = record.withLabel(ContainerLabels.RESTARTS, Integer.toString(lastRun - 1));
		}
		ManagedContainer container = container(id, record);
		if (!known.add(container)) {
			return;
		}
		Map<String, String> labels = (record != null) ? record.labels() : Map.of();
		try {
			if (unfinished) {
				removeUnfinished(container, labels, operation);
			}
			else {
				takeOver(container, labels, task, operation);
			}
		}
		catch (RuntimeException ex) {
			known.remove(container);
			throw ex;
		}
	}

	private @Nullable ContainerRecord record(String id, Operation operation) {
		try {
			return Rpc.await(this.context.containers().get(id), operation);
		}
		catch (NotFoundException ex) {
			// Still somebody believes that it runs and has to be notified.
			return null;
		}
	}

	private @Nullable TaskProcess task(String id, Operation operation) {
		try {
			return Rpc.await(this.context.tasks().get(id, ""), operation);
		}
		catch (NotFoundException ex) {
			return null;
		}
	}

	private ManagedContainer container(String id, @Nullable ContainerRecord record) {
		boolean live = this.context.settings().get().liveRestore();
		ContainerPlan plan = (record != null) ? ContainerPlan.of(record, live) : ContainerPlan.unknown(id);
		Instant createdAt = (record != null && record.createdAt() != null) ? record.createdAt() : Instant.now();
		adoptNetwork(plan);
		ManagedContainer container = new ManagedContainer(plan, createdAt, this.context);
		if (record != null && ContainerLabels.timedOut(record.labels())) {
			container.timeOut();
		}
		return container;
	}

	private void adoptNetwork(ContainerPlan plan) {
		Attachment network = plan.network();
		if (network == null) {
			return;
		}
		if (!this.context.networks().adopt(network)) {
			logger.warn("The network namespace of container '{}' is gone; it can't be started again", plan.id());
		}
		Path directory = plan.lifetime().directory();
		String hostname = plan.spec().hostname();
		if (directory != null && hostname != null) {
			this.context.networks().neighbours().add(network, hostname, directory.resolve("hosts"));
		}
	}

	private void takeOver(ManagedContainer container, Map<String, String> labels, @Nullable TaskProcess task,
			Operation operation) {
		int number = ContainerLabels.restarts(labels) + 1;
		if (task == null) {
			foundWithoutTask(container, labels, number, operation);
			return;
		}
		StdioPaths paths = new StdioPaths(task.stdin(), task.stdout(), task.stderr(), task.terminal());
		ProcessRun run = this.streams.reopen(container.id(), StateInfo.INIT, number, paths, operation);
		if (task.status() == TaskProcess.Status.STOPPED) {
			attach(container, run, operation);
			container.lifecycle().foundEnded(run, task.exit());
		}
		else {
			alive(container, run, task, operation);
		}
	}

	private void foundWithoutTask(ManagedContainer container, Map<String, String> labels, int number,
			Operation operation) {
		ExitStatus end = ContainerLabels.lastExit(labels, number);
		ProcessExit exit = (end != null) ? new ProcessExit(end.code(), end.codeKnown(), end.exitedAt())
				: ProcessExit.UNKNOWN;
		container.lifecycle()
			.foundEnded(this.streams.reopen(container.id(), StateInfo.INIT, number, StdioPaths.NONE, operation), exit);
	}

	/**
	 * Somebody began to start a run of it and died before it ran, so that there is
	 * nothing to report of that one.
	 */
	private void removeUnfinished(ManagedContainer container, Map<String, String> labels, Operation operation) {
		String id = container.id();
		int lastRun = ContainerLabels.lastRun(labels);
		ExitStatus before = ContainerLabels.lastExit(labels, 0);
		ContainerRemoval removal = new ContainerRemoval(this.context);
		if (lastRun > 0) {
			// Whether there is another run follows from the last one.
			removal.removeTask(id, operation);
			foundWithoutTask(container, labels, lastRun, operation);
			return;
		}
		if (before != null && container.plan().lifetime().keep()) {
			// It was to be started again: it stays as it was.
			removal.keep(container.plan(), before, operation);
			container.keep(before);
			return;
		}
		removal.remove(id, operation);
		this.context.fifos().sweep(id);
		container.forget(operation);
	}

	private void alive(ManagedContainer container, ProcessRun run, TaskProcess task, Operation operation) {
		boolean live = this.context.settings().get().liveRestore();
		boolean paused = task.status() == TaskProcess.Status.PAUSED || task.status() == TaskProcess.Status.PAUSING;
		if (live) {
			takeOwnership(container.id(), operation);
			attach(container, run, operation);
		}
		else if (run.streams().attached()) {
			// A process that blocks on a full pipe can't end.
			OutputPump.start(container.id(), run.streams(), (stream, line) -> {
			});
		}
		run.watch().pid(task.pid());
		run.watch().shimStarted();
		container.lifecycle().starting(run);
		run.watch().start();
		this.streams.closeStdinWhenAsked(container.id(), run);
		if (live) {
			container.lifecycle().restored(run, task.pid(), paused);
			processes(container, run.machine().run());
			this.timeout.restored(container);
			return;
		}
		container.lifecycle().adopted(run, task.pid());
		if (paused) {
			// A frozen process does not see a signal (moby c458d3bb98).
			Rpc.await(this.context.tasks().resume(container.id()), operation);
		}
		boolean late = ContainerTimeout.over(container.plan().lifetime());
		if (late) {
			container.timeOut();
		}
		this.stop.stop(container, late ? Duration.ZERO : this.context.settings().get().stopGrace(), operation);
	}

	/**
	 * From now on it belongs to this process, also in the eyes of others.
	 */
	private void takeOwnership(String id, Operation operation) {
		try {
			Rpc.await(this.context.containers().updateLabel(id, ContainerLabels.OWNED, this.context.owner().label()),
					operation);
		}
		catch (NotFoundException ex) {
			// There is a task without a record.
		}
	}

	/**
	 * Additional processes that outlived the earlier Java process: their ends are still
	 * to be reported.
	 */
	private void processes(ManagedContainer container, int number) {
		String id = container.id();
		Operation operation = ClientOperation.RESTORE.on(this.context.namespace(), id, null);
		try {
			for (String processId : Rpc.await(this.context.tasks().processIds(id), operation)) {
				process(container, processId, number, operation.onProcess(processId));
			}
			// From now on an inspection shows them.
			container.refreshInfo();
		}
		catch (ContainerdException ex) {
			logger.warn("The additional processes of container '{}' are not restored", id, ex);
		}
	}

	private void process(ManagedContainer container, String processId, int number, Operation operation) {
		String id = container.id();
		TaskProcess process;
		try {
			process = Rpc.await(this.context.tasks().get(id, processId), operation);
		}
		catch (NotFoundException ex) {
			// It has ended and been deleted meanwhile.
			return;
		}
		StdioPaths paths = new StdioPaths(process.stdin(), process.stdout(), process.stderr(), process.terminal());
		ProcessRun run = this.streams.reopen(id, processId, number, paths, operation);
		if (container.addProcess(run)) {
			attach(container, run, operation);
			run.watch().pid(process.pid());
			run.watch().shimStarted();
			container.lifecycle().watch(run);
			run.watch().start();
			this.streams.closeStdinWhenAsked(id, run);
			container.lifecycle().adopted(run, process.pid());
			if (run.isHealthCheck()) {
				// Whoever waited for it is gone.
				this.context.tasks().kill(id, processId, SIGKILL, false);
			}
		}
	}

	private void attach(ManagedContainer container, ProcessRun run, Operation operation) {
		boolean init = StateInfo.INIT.equals(run.processId());
		Stdio stdio = init ? container.plan().stdio() : Stdio.attached();
		this.streams.attach(container.id(), run, stdio, operation);
	}

}

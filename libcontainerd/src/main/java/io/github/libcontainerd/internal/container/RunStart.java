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
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.task.TaskProcess;
import io.github.libcontainerd.internal.host.AppArmor;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.resource.Rollback;
import io.github.libcontainerd.spec.Process;

/**
 * Creates and starts a run of a container whose record exists. What was done is undone in
 * reverse when a later step fails. Blocks the thread of the caller.
 */
public final class RunStart {

	private static final Logger logger = LoggerFactory.getLogger(RunStart.class);

	private final ClientContext context;

	private final Undo undo;

	private final RunStreams streams;

	private final Consumer<ContainerPlan> later;

	/**
	 * Create it.
	 * @param later undoes a start when containerd answers, if it can't be done at once
	 */
	RunStart(ClientContext context, Consumer<ContainerPlan> later) {
		this.context = context;
		this.later = later;
		this.undo = new Undo(context);
		this.streams = new RunStreams(context);
	}

	/**
	 * Start a run upon the root file system of the last one.
	 * @return the process id
	 */
	int start(ContainerPlan plan, int number, Listener listener, Operation operation) {
		return start(plan, number, this.context.snapshots().mounts(plan.snapshot(), operation), listener, operation);
	}

	/**
	 * Start a run.
	 * @param rootfs what the shim has to mount
	 * @return the process id
	 */
	int start(ContainerPlan plan, int number, List<Mount> rootfs, Listener listener, Operation operation) {
		Rollback rollback = new Rollback();
		try {
			return create(plan, number, rootfs, true, rollback, operation).start(listener, operation);
		}
		catch (RuntimeException ex) {
			rollback.run(ex);
			throw ex;
		}
	}

	/**
	 * Create the task of a run, which waits to be started.
	 * @param rootfs what the shim has to mount
	 * @param attached whether its streams are attached before it exists; otherwise they
	 * are when it is started
	 * @param rollback gets what is to be undone when a later step fails, this one
	 * included
	 */
	Created create(ContainerPlan plan, int number, List<Mount> rootfs, boolean attached, Rollback rollback,
			Operation operation) {
		requireProfile(plan, operation);
		ProcessRun run = this.streams.open(plan.id(), StateInfo.INIT, number, plan.stdio(), plan.terminal(), operation);
		rollback.add(run.streams()::discardAndRemove);
		if (attached) {
			this.streams.attach(plan.id(), run, plan.stdio(), operation);
		}
		// Also after a failure: a timed-out create may have worked.
		rollback.add(() -> this.undo.task(plan, this.later));
		int pid = Rpc.await(this.context.tasks().create(plan.id(), run.streams().paths(), plan.runtime(), rootfs),
				operation);
		run.streams().peerOpened();
		run.watch().pid(pid);
		run.watch().shimStarted();
		return new Created(this.context, plan, run, attached, rollback);
	}

	/**
	 * The kernel has forgotten its profiles if it was booted since the first run.
	 */
	private void requireProfile(ContainerPlan plan, Operation operation) {
		Process process = plan.spec().process();
		if (process != null && this.context.settings().get().simulatedNetworks() == null) {
			AppArmor.ofThisHost().require(process.apparmorProfile(), operation);
		}
	}

	/**
	 * Follows the runs of a container.
	 */
	interface Listener {

		/**
		 * A run is about to start: from now on it may end.
		 */
		void starting(ProcessRun run);

		/**
		 * containerd has started the run.
		 */
		void started(ProcessRun run, int pid);

	}

	/**
	 * A run whose task was created: its process waits to be started, and nobody has been
	 * notified of it. It is either started, once, or discarded. Not safe for use by
	 * several threads at once.
	 */
	public static final class Created {

		private final ClientContext context;

		private final ContainerPlan plan;

		private final ProcessRun run;

		private final boolean attached;

		private final Rollback rollback;

		private final RunStreams streams;

		// 0 before it runs.
		private int pid;

		Created(ClientContext context, ContainerPlan plan, ProcessRun run, boolean attached, Rollback rollback) {
			this.context = context;
			this.plan = plan;
			this.run = run;
			this.attached = attached;
			this.rollback = rollback;
			this.streams = new RunStreams(context);
		}

		/**
		 * Create a container that is started later, when its streams are attached.
		 * @param beforeStart is given how its root file system is mounted
		 * @return its first run; when that can't be made nothing is left of it
		 */
		public static Created create(ContainerPlan plan, Consumer<List<Mount>> beforeStart, ClientContext context,
				Operation operation) {
			return new ContainerCreation(context).create(plan, beforeStart, false, operation);
		}

		/**
		 * Let the process run before anybody wants it. It is not waited for until
		 * {@link #start}.
		 */
		public void runAhead(Operation operation) {
			try {
				this.pid = Rpc.await(this.context.tasks().start(this.plan.id(), ""), operation);
			}
			catch (RuntimeException ex) {
				this.rollback.run(ex);
				throw ex;
			}
		}

		/**
		 * Whether containerd has it as it was left.
		 */
		public boolean waits(Operation operation) {
			try {
				TaskProcess.Status status = Rpc.await(this.context.tasks().get(this.plan.id(), ""), operation).status();
				return status == ((this.pid != 0) ? TaskProcess.Status.RUNNING : TaskProcess.Status.CREATED);
			}
			catch (NotFoundException ex) {
				return false;
			}
		}

		/**
		 * Start it, if it does not run yet, and follow it. When that fails nothing is
		 * left of it.
		 * @return the process id
		 */
		int start(RunStart.Listener listener, Operation operation) {
			ProcessRun begun = this.attached ? this.run : this.run.startingNow();
			try {
				if (!this.attached) {
					this.streams.attach(this.plan.id(), begun, this.plan.stdio(), operation);
				}
				listener.starting(begun);
				this.rollback.add(begun.watch()::cancel);
				// Before the start, so that no process is too short for it.
				begun.watch().start();
				// From here on it may run, whatever the answer.
				this.context.fifos().made(this.plan.id());
				int started = (this.pid != 0) ? this.pid
						: Rpc.await(this.context.tasks().start(this.plan.id(), ""), operation);
				this.streams.closeStdinWhenAsked(this.plan.id(), begun);
				listener.started(begun, started);
				return started;
			}
			catch (RuntimeException ex) {
				this.rollback.run(ex);
				throw ex;
			}
		}

		/**
		 * Remove it with all that there is of it; while containerd is away that is left
		 * for later.
		 */
		public void discard() {
			Throwable problems = new Throwable();
			this.rollback.run(problems);
			for (Throwable problem : List.of(problems.getSuppressed())) {
				logger.warn("Container '{}' may not be removed completely", this.plan.id(), problem);
			}
		}

	}

}

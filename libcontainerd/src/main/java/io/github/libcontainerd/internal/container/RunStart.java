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

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.host.AppArmor;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.resource.Rollback;
import io.github.libcontainerd.spec.Process;

/**
 * Starts a run of a container whose record exists. What was done is undone in reverse
 * when a later step fails. Blocks the thread of the caller.
 */
final class RunStart {

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
		requireProfile(plan, operation);
		Rollback rollback = new Rollback();
		try {
			ProcessRun run = this.streams.open(plan.id(), StateInfo.INIT, number, plan.stdio(), plan.terminal(),
					operation);
			rollback.add(run.streams()::discardAndRemove);
			this.streams.attach(plan.id(), run, plan.stdio(), operation);
			// Also after a failure: a timed-out create may have worked.
			rollback.add(() -> this.undo.task(plan, this.later));
			int pid = Rpc.await(this.context.tasks().create(plan.id(), run.streams().paths(), plan.runtime(), rootfs),
					operation);
			run.streams().peerOpened();
			run.watch().pid(pid);
			run.watch().shimStarted();
			listener.starting(run);
			rollback.add(run.watch()::cancel);
			// Before the start, so that no process is too short for it.
			run.watch().start();
			int started = Rpc.await(this.context.tasks().start(plan.id(), ""), operation);
			this.streams.closeStdinWhenAsked(plan.id(), run);
			listener.started(run, started);
			return started;
		}
		catch (RuntimeException ex) {
			rollback.run(ex);
			throw ex;
		}
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

}

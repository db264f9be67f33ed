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

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.container.ProcessRun;
import io.github.libcontainerd.internal.container.RunStart;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.ContainerRequest;
import io.github.libcontainerd.internal.record.Identifiers;
import io.github.libcontainerd.internal.record.RemoteSettings;
import io.github.libcontainerd.internal.resource.PendingRemovals;
import io.github.libcontainerd.internal.run.RunEngine;

/**
 * Creates and starts a container.
 *
 * @param context what the containers of the client share
 * @param known gets the container
 * @param timeout kills it when its time is up
 * @param closed whether the client takes no more containers
 */
record CreateCommand(ClientContext context, KnownContainers known, ContainerTimeout timeout, BooleanSupplier closed) {

	Operation operation(String id) {
		return ClientOperation.CREATE.on(this.context.namespace(), id, null);
	}

	/**
	 * Create and start a container, which may have ended when this returns.
	 * @param beforeStart is given how its root file system is mounted, before it starts
	 */
	Started run(ContainerRequest request, Consumer<List<Mount>> beforeStart) {
		Operation operation = operation(request.id());
		return start(new ManagedContainer(plan(request, operation), Instant.now(), this.context), operation,
				(container) -> container.create(beforeStart, operation));
	}

	/**
	 * Create a container that waits for its use, and that nobody knows of until then.
	 * @param pool the name of its pool
	 * @param started whether its process is to run already
	 * @param beforeStart is given how its root file system is mounted, before it starts
	 */
	RunEngine.Waiting waiting(ContainerRequest request, String pool, boolean started,
			Consumer<List<Mount>> beforeStart) {
		Operation operation = operation(request.id());
		ContainerPlan plan = plan(request, operation).waiting(pool);
		this.context.pendingRemovals().runNow(PendingRemovals.container(request.id()));
		RunStart.Created created = RunStart.Created.create(plan, beforeStart, this.context, operation);
		if (started) {
			created.runAhead(operation);
		}
		return new WaitingContainer(this, plan, created, Instant.now());
	}

	/**
	 * Check a request, and complete it.
	 */
	private ContainerPlan plan(ContainerRequest request, Operation operation) {
		Identifiers.check("container id", request.id(), operation);
		requireOpen(operation);
		RemoteSettings settings = this.context.settings().get();
		ContainerPlan plan = ContainerPlan.of(request, settings.runtime(), operation);
		settings.usable(plan.runtime(), operation);
		return plan;
	}

	void requireOpen(Operation operation) {
		if (this.closed.getAsBoolean()) {
			throw new DaemonUnavailableException(operation, "the client is closed", null);
		}
	}

	/**
	 * Have the client follow a container from its start on.
	 * @param start starts it, and returns its process id
	 */
	Started start(ManagedContainer container, Operation operation, ToIntFunction<ManagedContainer> start) {
		String id = container.id();
		this.known.addNew(container, operation);
		try {
			this.context.pendingRemovals().runNow(PendingRemovals.container(id));
			int pid = start.applyAsInt(container);
			// Somebody else may have removed one that was kept.
			this.known.kept().remove(id);
			this.timeout.started(container);
			ProcessRun run = KnownContainers.currentRun(container, operation);
			return new Started(new Container(id, pid, run.exit().copy()), container.reported().copy());
		}
		catch (RuntimeException ex) {
			container.forget(operation);
			throw ex;
		}
	}

	/**
	 * A container that was started.
	 *
	 * @param container what its creator gets
	 * @param end completes when it has ended for good and the backend has been notified
	 */
	record Started(Container container, CompletableFuture<ExitStatus> end) {
	}

}

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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.grpc.task.TaskProcess;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.RootSnapshot;
import io.github.libcontainerd.internal.resource.Rollback;

/**
 * Creates the record and the root file system of a container, and starts its first run.
 * What was done is undone in reverse when a later step fails. Blocks the thread of the
 * caller.
 */
final class ContainerCreation {

	private static final Logger logger = LoggerFactory.getLogger(ContainerCreation.class);

	private final ClientContext context;

	private final Undo undo;

	ContainerCreation(ClientContext context) {
		this.context = context;
		this.undo = new Undo(context);
	}

	/**
	 * Create a container and start its first run.
	 * @param beforeStart is given how its root file system is mounted, before it starts
	 * @return the process id
	 */
	int create(ContainerPlan plan, Consumer<List<Mount>> beforeStart, RunStart.Listener listener, Operation operation) {
		try {
			this.context.fifos().making(plan.id(), operation);
			return create(plan, beforeStart, true, operation).start(listener, operation);
		}
		catch (RuntimeException ex) {
			this.undo.making(plan, operation, ex);
			throw ex;
		}
	}

	/**
	 * Create a container whose first run waits to be started.
	 * @param beforeStart is given how its root file system is mounted, before it starts
	 * @param attached whether its streams are attached at once
	 */
	RunStart.Created create(ContainerPlan plan, Consumer<List<Mount>> beforeStart, boolean attached,
			Operation operation) {
		RootSnapshot snapshot = plan.snapshot();
		ContainerRecord record = new ContainerRecord(plan.id(), plan.recordLabels(this.context.owner()), plan.image(),
				plan.runtime(), plan.spec().toJson(), (snapshot != null) ? snapshot.snapshotter() : null,
				(snapshot != null) ? snapshot.key() : null, null);
		Rollback rollback = new Rollback();
		try {
			rollback.add(() -> this.undo.resources(plan));
			List<Mount> rootfs = createRecord(plan, record, rollback, operation);
			beforeStart.accept(rootfs);
			new ContainerRemoval(this.context).removeLostTask(plan.id(), operation);
			return new RunStart(this.context, this.undo::containerLater).create(plan, 1, rootfs, attached, rollback,
					operation);
		}
		catch (RuntimeException ex) {
			rollback.run(ex);
			throw ex;
		}
	}

	/**
	 * Make the record and, meanwhile, the root file system.
	 * @return what the shim has to mount
	 */
	private List<Mount> createRecord(ContainerPlan plan, ContainerRecord record, Rollback rollback,
			Operation operation) {
		RootSnapshot snapshot = plan.snapshot();
		if (snapshot == null) {
			createOrReplace(plan, record, operation);
			rollback.add(() -> this.undo.record(plan));
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
		rollback.add(() -> this.undo.record(plan));
		return this.context.snapshots().await(prepared, snapshot, operation);
	}

	/**
	 * What an earlier process of this owner has left behind, and does not run any more,
	 * is replaced (moby 5ba30cd1dc).
	 */
	private void createOrReplace(ContainerPlan plan, ContainerRecord record, Operation operation) {
		try {
			create(plan, record, operation);
		}
		catch (AlreadyExistsException ex) {
			ContainerRecord old = Rpc.await(this.context.containers().get(record.id()), operation);
			String obstacle = obstacle(old, operation);
			if (obstacle != null) {
				throw new AlreadyExistsException(operation, obstacle, ex);
			}
			logger.info("Replacing what is left of an earlier container '{}'", record.id());
			this.undo.endedTask(record.id());
			Rpc.await(this.context.containers().delete(record.id()), operation);
			ContainerResources.of(old).remove(this.context);
			create(plan, record, operation);
		}
	}

	private void create(ContainerPlan plan, ContainerRecord record, Operation operation) {
		try {
			Rpc.await(this.context.containers().create(record), operation);
		}
		catch (DaemonUnavailableException | OperationTimeoutException ex) {
			// It may have been done all the same, unless it was never sent.
			Throwable cause = ex.getCause();
			if (cause == null || !Errors.isNotSent(cause)) {
				this.undo.record(plan);
			}
			throw ex;
		}
	}

	/**
	 * Return why a container may not be replaced, and what to do; {@code null} if it may.
	 */
	private @Nullable String obstacle(ContainerRecord old, Operation operation) {
		if (!ContainerLabels.owned(old.labels())) {
			return "containerd has a container of this id that was not made by this library; use another id";
		}
		if (ContainerLabels.livesElsewhere(old.labels(), this.context.owner())) {
			return "another running application has a container of this id; use another id";
		}
		if (ContainerLabels.kept(old.labels())) {
			return "a container of this id was kept (remove(false)); remove it with containers().find(\"" + old.id()
					+ "\").get().remove(), or use another id";
		}
		return ended(old.id(), operation) ? null : "a container of this id, which an earlier process has left, still"
				+ " runs; remove it with delete(\"" + old.id() + "\"), or use another id";
	}

	private boolean ended(String id, Operation operation) {
		return Rpc.await(this.context.tasks().get(id, "").handle((task, failure) -> {
			if (failure == null) {
				return task.status() == TaskProcess.Status.STOPPED;
			}
			return Errors.isNotFound(failure);
		}), operation);
	}

}

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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.EndLabel;
import io.github.libcontainerd.internal.resource.LostProcesses;
import io.github.libcontainerd.internal.resource.StrayProcesses;
import io.github.libcontainerd.internal.resource.StrayProcesses.Interval;
import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.Spec;

/**
 * Removes containers that this client does not manage: half-created ones, and what
 * somebody or something else has left.
 */
public final class ContainerRemoval {

	private static final Logger logger = LoggerFactory.getLogger(ContainerRemoval.class);

	private static final int SIGKILL = 9;

	// Drain, deletion of the task and of the record.
	private static final Duration LIMIT = Duration.ofSeconds(30);

	// How long a runtime may go on that has lost its shim.
	private static final Duration RUNTIME_LIMIT = Duration.ofSeconds(2);

	private final ClientContext context;

	public ContainerRemoval(ClientContext context) {
		this.context = context;
	}

	/**
	 * Remove a container of this client that was not made, or not removed, completely.
	 * One that has taken its id meanwhile is left alone.
	 * @param creation what distinguishes its record from that of the other
	 * @param resources what belongs to it, as long as no record says so
	 */
	public void remove(String id, @Nullable String creation, ContainerResources resources) {
		Operation operation = Operation.onContainer("remove", this.context.namespace(), id);
		ContainerRecord record = record(id, operation);
		if (record == null || Objects.equals(ContainerLabels.creation(record.labels()), creation)) {
			remove(id, record, resources, operation);
		}
		else {
			removeResources(resources, operation);
		}
	}

	/**
	 * Remove a container with all that there is of it. The record goes last, so that what
	 * fails can be tried again.
	 */
	public void remove(String id, Operation operation) {
		remove(id, record(id, operation), ContainerResources.NONE, operation);
	}

	private void remove(String id, @Nullable ContainerRecord record, ContainerResources known, Operation operation) {
		removeTask(id, operation);
		LostProcesses.remove(this.context.namespace(), id,
				cgroup(id, (record != null) ? Spec.fromJson(record.spec()) : null));
		if (record != null) {
			removeRecord(id, operation);
			removeResources(ContainerResources.of(record), operation);
		}
		removeResources(known, operation);
	}

	/**
	 * Remove what there is of a start of a container that was kept, and keep it.
	 * @param end how it had ended before
	 */
	public void keep(ContainerPlan plan, ExitStatus end, Operation operation) {
		removeTask(plan.id(), operation);
		LostProcesses.remove(this.context.namespace(), plan.id(), cgroup(plan.id(), plan.spec()));
		ContainerResources.of(plan).releaseNetwork(this.context).join();
		Rpc.await(this.context.containers().updateLabels(plan.id(), EndLabel.of(end)), operation);
		this.context.fifos().sweep(plan.id());
	}

	/**
	 * Kill and delete the task of a container.
	 */
	public void removeTask(String id, Operation operation) {
		CompletableFuture<Void> killed = this.context.tasks()
			.kill(id, "", SIGKILL, true)
			.thenCompose((nothing) -> this.context.tasks().waitFor(id, ""))
			.handle((exit, failure) -> {
				if (failure != null && Errors.isUnavailable(failure)) {
					throw Errors.translate(failure, operation);
				}
				return null;
			});
		Rpc.await(killed.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS), operation);
		deleteTask(id, operation);
		this.context.lostTasks().remove(id);
	}

	private void deleteTask(String id, Operation operation) {
		try {
			Rpc.await(this.context.tasks().delete(id), operation);
		}
		catch (NotFoundException ignored) {
			// Without a task there may still be the record.
		}
	}

	private void removeRecord(String id, Operation operation) {
		try {
			Rpc.await(this.context.containers().delete(id), operation);
		}
		catch (NotFoundException ignored) {
			// Somebody else did it.
		}
	}

	private void removeResources(ContainerResources resources, Operation operation) {
		Rpc.await(resources.remove(this.context).orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS), operation);
	}

	/**
	 * Kill and remove an additional process whose start was broken off, so that perhaps
	 * not even the shim knows that it runs.
	 * @param during when the start was under way
	 */
	void removeUnknownProcess(ContainerState container, String processId, Interval during) {
		String id = container.id();
		removeProcess(id, processId);
		this.context.lostTasks().removeProcess(id, processId);
		int init = container.info().pid();
		if (init == 0) {
			// Init takes all others with it.
			return;
		}
		Operation operation = Operation.onContainer("remove", this.context.namespace(), id).onProcess(processId);
		try {
			List<Integer> unnamed = Rpc.await(this.context.tasks().unnamedPids(id), operation);
			StrayProcesses.kill(init, unnamed.stream().filter((pid) -> pid != init).toList(),
					cgroup(id, container.plan().spec()), during);
		}
		catch (NotFoundException ignored) {
			// As above.
		}
	}

	/**
	 * Kill and remove an additional process of a running container.
	 */
	void removeProcess(String id, String processId) {
		Operation operation = Operation.onContainer("remove", this.context.namespace(), id).onProcess(processId);
		CompletableFuture<Void> killed = this.context.tasks()
			.kill(id, processId, SIGKILL, false)
			.thenCompose((nothing) -> this.context.tasks().waitFor(id, processId))
			.handle((exit, failure) -> {
				if (failure != null && Errors.isUnavailable(failure)) {
					throw Errors.translate(failure, operation);
				}
				return null;
			});
		Rpc.await(killed.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS), operation);
		try {
			Rpc.await(this.context.tasks().deleteProcess(id, processId), operation);
		}
		catch (NotFoundException ignored) {
			// It was never registered, or its container has ended.
		}
	}

	/**
	 * Remove what a killed containerd has left of an earlier task, which neither it nor
	 * this client knows. The record of the new one is there already.
	 */
	void removeLostTask(String id, Operation operation) {
		if (!this.context.lostTasks().bundleExists(id)) {
			return;
		}
		try {
			Rpc.await(this.context.tasks().get(id, ""), operation);
		}
		catch (NotFoundException ex) {
			logger.info("Removing what containerd has left of an earlier container '{}'", id);
			deleteTask(id, operation);
			this.context.lostTasks().remove(id);
			return;
		}
		throw new AlreadyExistsException(operation,
				"containerd has a task of this id without a container; delete it or use another id", null);
	}

	/**
	 * Remove what the runtime has left of a container whose task is gone; again soon,
	 * since one that was at work goes on without its shim.
	 */
	void removeLost(ContainerPlan plan) {
		String cgroup = cgroup(plan.id(), plan.spec());
		LostProcesses.remove(this.context.namespace(), plan.id(), cgroup);
		if (this.context.settings().get().simulatedNetworks() == null && !this.context.scheduler().isShutdown()) {
			this.context.scheduler()
				.schedule(() -> this.context.workers().execute(() -> removeAgain(plan, cgroup)),
						RUNTIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Not if another container has taken the id, the control group of which the runtime
	 * may be making: its record is there before.
	 */
	private void removeAgain(ContainerPlan plan, String cgroup) {
		Operation operation = Operation.onContainer("remove", this.context.namespace(), plan.id());
		try {
			ContainerRecord record = record(plan.id(), operation);
			if (record != null && !Objects.equals(ContainerLabels.creation(record.labels()), plan.creation())) {
				return;
			}
			Rpc.await(this.context.tasks().get(plan.id(), ""), operation);
		}
		catch (NotFoundException ex) {
			LostProcesses.remove(this.context.namespace(), plan.id(), cgroup);
		}
		catch (ContainerdException ex) {
			logger.debug("What '{}' has left was not looked for again", plan.id(), ex);
		}
	}

	private @Nullable ContainerRecord record(String id, Operation operation) {
		try {
			return Rpc.await(this.context.containers().get(id), operation);
		}
		catch (NotFoundException ex) {
			// Its task may be there all the same.
			return null;
		}
	}

	private String cgroup(String id, @Nullable Spec spec) {
		Linux linux = (spec != null) ? spec.linux() : null;
		String path = (linux != null) ? linux.cgroupsPath() : null;
		return (path != null) ? path : "/" + this.context.namespace() + "/" + id;
	}

}

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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.resource.PendingRemovals;
import io.github.libcontainerd.internal.resource.StrayProcesses.Interval;

/**
 * Undoes the steps of a start that failed. While containerd is away nothing can be
 * undone: then it is left for later.
 */
final class Undo {

	private static final Logger logger = LoggerFactory.getLogger(Undo.class);

	private static final int SIGKILL = 9;

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final ClientContext context;

	private final ContainerRemoval removal;

	Undo(ClientContext context) {
		this.context = context;
		this.removal = new ContainerRemoval(context);
	}

	/**
	 * Delete a record that may or may not exist. One of the same id that a create has
	 * found there is left alone, whoever owns it.
	 */
	void record(ContainerPlan plan) {
		container(
				this.context.containers()
					.get(plan.id())
					.thenCompose((record) -> Objects.equals(ContainerLabels.creation(record.labels()), plan.creation())
							? this.context.containers().delete(plan.id()) : CompletableFuture.completedFuture(null)),
				plan);
	}

	/**
	 * Remove what a container has besides its record and its task, unless that has to
	 * wait for those.
	 */
	void resources(ContainerPlan plan) {
		if (!this.context.pendingRemovals().contains(PendingRemovals.container(plan.id()))) {
			this.removal.removeLost(plan);
			done(ContainerResources.of(plan).remove(this.context));
		}
	}

	void endedTask(String id) {
		done(this.context.tasks().delete(id));
	}

	/**
	 * Kill and delete a task that may or may not exist. A created one has to be killed
	 * first (moby 1bef9e3fbf).
	 * @param later does it if it can't be done now
	 */
	void task(ContainerPlan plan, Consumer<ContainerPlan> later) {
		String id = plan.id();
		CompletableFuture<?> undone = this.context.tasks()
			.kill(id, "", SIGKILL, true)
			.thenCompose((nothing) -> this.context.tasks().waitFor(id, ""))
			.handle((exit, failure) -> exit)
			.thenCompose((exit) -> this.context.tasks().delete(id));
		if (!done(undone)) {
			later.accept(plan);
		}
	}

	/**
	 * A container was not started. What is to be undone later was perhaps started all the
	 * same, but the caller is told that it was not: nor is a later process to tell the
	 * end of it.
	 */
	void making(ContainerPlan plan, Operation operation, RuntimeException failure) {
		if (!this.context.pendingRemovals().contains(PendingRemovals.container(plan.id()))) {
			this.context.fifos().made(plan.id());
			return;
		}
		try {
			this.context.fifos().making(plan.id(), operation);
		}
		catch (DaemonErrorException ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * Put the record of a container back to how it was before it was started again.
	 */
	void startAgain(ContainerRecord before, Operation operation) {
		if (!done(this.context.containers().update(before.id(), before.labels(), before.spec()))) {
			startAgainLater(before, operation);
		}
	}

	/**
	 * Undo that a container was started again when containerd answers; it stays.
	 */
	void startAgainLater(ContainerRecord before, Operation operation) {
		this.context.pendingRemovals().add(PendingRemovals.container(before.id()), () -> {
			this.removal.removeTask(before.id(), operation);
			try {
				Rpc.await(this.context.containers().update(before.id(), before.labels(), before.spec()), operation);
			}
			catch (NotFoundException ex) {
				// Somebody has removed it meanwhile.
			}
			this.context.fifos().made(before.id());
		});
	}

	/**
	 * Kill and delete an additional process that may or may not exist: a start that timed
	 * out has often worked. One that existed before belongs to somebody else.
	 * @param during when the start was under way
	 * @param unknown whether it is not known how far it came
	 */
	void process(ContainerState container, String processId, CompletableFuture<Void> registered, Interval during,
			boolean unknown) {
		if (registered.handle((nothing, failure) -> failure != null && Errors.isAlreadyExists(failure)).join()) {
			return;
		}
		String id = container.id();
		if (unknown) {
			logger.info("Process '{}' of container '{}' will be looked for when containerd answers", processId, id);
			this.context.pendingRemovals()
				.add(PendingRemovals.process(id, processId),
						() -> this.removal.removeUnknownProcess(container, processId, during));
			return;
		}
		CompletableFuture<?> undone = this.context.tasks()
			.kill(id, processId, SIGKILL, false)
			.thenCompose((nothing) -> this.context.tasks().waitFor(id, processId))
			.handle((exit, failure) -> exit)
			.thenCompose((exit) -> this.context.tasks().deleteProcess(id, processId));
		if (!done(undone)) {
			processLater(id, processId);
		}
	}

	private void container(CompletableFuture<?> call, ContainerPlan plan) {
		if (!done(call)) {
			containerLater(plan);
		}
	}

	/**
	 * Remove a container when containerd answers.
	 */
	void containerLater(ContainerPlan plan) {
		logger.info("Container '{}' will be removed when containerd answers", plan.id());
		this.context.pendingRemovals().add(PendingRemovals.container(plan.id()), () -> {
			this.removal.remove(plan.id(), plan.creation(), ContainerResources.of(plan));
			this.context.fifos().made(plan.id());
		});
	}

	/**
	 * Remove an additional process when containerd answers.
	 */
	void processLater(String id, String processId) {
		logger.info("Process '{}' of container '{}' will be removed when containerd answers", processId, id);
		this.context.pendingRemovals()
			.add(PendingRemovals.process(id, processId), () -> this.removal.removeProcess(id, processId));
	}

	/**
	 * Wait for a call, for a while.
	 * @return whether what is to be undone is gone
	 */
	private static boolean done(CompletableFuture<?> call) {
		return call.handle((value, failure) -> failure == null || Errors.isNotFound(failure))
			.completeOnTimeout(false, LIMIT.toMillis(), TimeUnit.MILLISECONDS)
			.join();
	}

}

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
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.container.RunStart;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.run.RunEngine;

/**
 * A container that waits for its use. The client does not have it until then: it is not
 * listed, and nobody is notified of it.
 *
 * @param command has created it
 * @param plan the container
 * @param created its first run
 * @param createdAt when it was created
 */
record WaitingContainer(CreateCommand command, ContainerPlan plan, RunStart.Created created,
		Instant createdAt) implements RunEngine.Waiting {

	@Override
	public boolean waits() {
		return this.created.waits(operation());
	}

	@Override
	public CompletableFuture<ExitStatus> start(boolean oneShot) {
		Operation operation = operation();
		ContainerPlan used = this.plan.used(oneShot);
		ManagedContainer container = new ManagedContainer(used, this.createdAt, this.command.context());
		try {
			this.command.requireOpen(operation);
			// Before the start, lest it is removed if this process dies just after.
			note(used.labelsOfUse(), operation);
			return this.command.start(container, operation, (known) -> known.start(this.created, operation)).end();
		}
		catch (RuntimeException ex) {
			// Whether it was tried to start it or not; what is undone already is not
			// undone again.
			this.created.discard();
			throw ex;
		}
	}

	private void note(Map<String, String> labels, Operation operation) {
		if (!labels.isEmpty()) {
			Rpc.await(this.command.context().containers().updateLabels(this.plan.id(), labels), operation);
		}
	}

	@Override
	public void discard() {
		this.created.discard();
	}

	private Operation operation() {
		return this.command.operation(this.plan.id());
	}

}

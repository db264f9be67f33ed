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
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.network.AttachRequest;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.EndLabel;
import io.github.libcontainerd.internal.record.Identifiers;
import io.github.libcontainerd.internal.resource.ContainerNetworks;
import io.github.libcontainerd.internal.resource.PendingRemovals;
import io.github.libcontainerd.internal.run.Attachments;
import io.github.libcontainerd.internal.run.RunEngine;
import io.github.libcontainerd.internal.userns.IdMap;

/**
 * Starts a container again that has ended and was kept, by this process or an earlier
 * one.
 */
final class StartAgainCommand {

	private static final Logger logger = LoggerFactory.getLogger(StartAgainCommand.class);

	private final ClientContext context;

	private final KnownContainers known;

	private final StoredContainers stored;

	private final ContainerTimeout timeout;

	private final BooleanSupplier closed;

	private final Set<String> starting = ConcurrentHashMap.newKeySet();

	StartAgainCommand(ClientContext context, KnownContainers known, StoredContainers stored, ContainerTimeout timeout,
			BooleanSupplier closed) {
		this.context = context;
		this.known = known;
		this.stored = stored;
		this.timeout = timeout;
		this.closed = closed;
	}

	RunEngine.StartedAgain run(String id) {
		Operation operation = ClientOperation.START.on(this.context.namespace(), id, null);
		Identifiers.check("container id", id, operation);
		if (this.closed.getAsBoolean()) {
			throw new DaemonUnavailableException(operation, "the client is closed", null);
		}
		if (!this.starting.add(id)) {
			throw new IllegalContainerStateException(operation, "it is being started already", null);
		}
		try {
			if (this.known.contains(id)) {
				throw new IllegalContainerStateException(operation, "it has not ended; stop it first", null);
			}
			// Its end may not be on its record yet.
			this.context.pendingRemovals().runNow(PendingRemovals.container(id));
			return start(record(id, operation), operation);
		}
		finally {
			this.starting.remove(id);
		}
	}

	private ContainerRecord record(String id, Operation operation) {
		ContainerRecord record = this.stored.record(id, operation)
			.orElseThrow(() -> new NotFoundException(operation,
					"there is no such container; it was not kept after its end, or was removed", null));
		if (EndLabel.read(record.labels()) == null) {
			throw new IllegalContainerStateException(operation,
					"an earlier process has left it, and nobody knows whether it has ended; restore it first", null);
		}
		return record;
	}

	private RunEngine.StartedAgain start(ContainerRecord record, Operation operation) {
		ContainerPlan plan = ContainerPlan.of(record, true);
		ManagedContainer.checkStartAgain(plan, operation);
		if (this.context.settings().get().simulatedNetworks() == null) {
			this.context.volumes().giveAgain(plan.volumes(), plan.spec(), record.id(), operation);
		}
		AttachRequest wishes = plan.wishes();
		ContainerNetworks networks = this.context.networks();
		Attachment network = null;
		if (wishes != null) {
			network = Attachments.attach(networks, networks.holder(this.context.namespace(), record.id()),
					wishes.with(IdMap.of(plan.spec())), this.context.settings().get()::isDefaultNetwork);
		}
		try {
			return start(record, plan.again(network), operation);
		}
		catch (RuntimeException ex) {
			detach(network);
			throw ex;
		}
	}

	private RunEngine.StartedAgain start(ContainerRecord record, ContainerPlan plan, Operation operation) {
		introduce(plan);
		Instant createdAt = Objects.requireNonNullElseGet(record.createdAt(), Instant::now);
		ManagedContainer container = new ManagedContainer(plan, createdAt, this.context);
		ContainerInfo before = this.known.kept().get(record.id());
		this.known.addNew(container, operation);
		try {
			container.startAgain(record, operation);
			this.timeout.started(container);
			if (before != null) {
				this.known.kept().remove(before);
			}
			return new RunEngine.StartedAgain(container.reported().copy(), plan.network());
		}
		catch (RuntimeException ex) {
			container.forget(operation);
			throw ex;
		}
	}

	/**
	 * Tell the others of its networks of it.
	 */
	private void introduce(ContainerPlan plan) {
		Path directory = plan.lifetime().directory();
		String hostname = plan.spec().hostname();
		if (plan.network() != null && directory != null && hostname != null) {
			this.context.networks().neighbours().add(plan.network(), hostname, directory.resolve("hosts"));
		}
	}

	private void detach(@Nullable Attachment network) {
		if (network == null) {
			return;
		}
		try {
			this.context.networks().detach(network);
		}
		catch (ContainerdException ex) {
			logger.warn("The network of container '{}' is left until the next start", network.holder().id(), ex);
		}
	}

}

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

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.container.ProcessRun;

/**
 * The containers that a client has. Safe for use by several threads.
 */
final class KnownContainers {

	private final ConcurrentHashMap<String, ManagedContainer> all = new ConcurrentHashMap<>();

	/**
	 * Add a container until it is removed.
	 * @return whether there was none with its id
	 */
	boolean add(ManagedContainer container) {
		boolean added = this.all.putIfAbsent(container.id(), container) == null;
		if (added) {
			container.removed().thenRun(() -> remove(container));
		}
		return added;
	}

	/**
	 * Add a container that is about to be created.
	 */
	void addNew(ManagedContainer container, Operation operation) {
		if (!add(container)) {
			throw new AlreadyExistsException(operation, "Container " + container.id() + " is already active", null);
		}
	}

	void remove(ManagedContainer container) {
		this.all.remove(container.id(), container);
	}

	void clear() {
		this.all.clear();
	}

	boolean contains(String id) {
		return this.all.containsKey(id);
	}

	@Nullable ManagedContainer get(String id) {
		return this.all.get(id);
	}

	Collection<ManagedContainer> all() {
		return this.all.values();
	}

	Set<String> ids() {
		return this.all.keySet();
	}

	List<ContainerInfo> list() {
		return this.all.values()
			.stream()
			.map(ManagedContainer::info)
			.sorted(Comparator.comparing(ContainerInfo::id))
			.toList();
	}

	/**
	 * Return a container that is being started at least.
	 */
	Optional<ManagedContainer> find(String id) {
		return Optional.ofNullable(this.all.get(id)).filter((container) -> container.run() != null);
	}

	/**
	 * Return a container.
	 * @throws NotFoundException when there is none of this id
	 */
	ManagedContainer require(String id, Operation operation) {
		ManagedContainer container = this.all.get(id);
		if (container == null) {
			throw new NotFoundException(operation, "there is no such container", null);
		}
		return container;
	}

	/**
	 * Return the run that a command is meant for.
	 */
	static ProcessRun currentRun(ManagedContainer container, Operation operation) {
		ProcessRun run = container.run();
		if (run == null) {
			throw wrongState(operation, ContainerStatus.CREATED, "started");
		}
		return run;
	}

	/**
	 * Check that there is a process that a command is meant for.
	 */
	void requireProcess(String containerId, String processId, Operation operation) {
		ManagedContainer container = require(containerId, operation);
		if (StateInfo.INIT.equals(processId)) {
			currentRun(container, operation);
		}
		else if (!container.hasProcess(processId)) {
			throw new NotFoundException(operation.onProcess(processId), "there is no such process", null);
		}
	}

	static IllegalContainerStateException wrongState(Operation operation, @Nullable ContainerStatus status,
			String needed) {
		return new IllegalContainerStateException(operation, "it is " + status + " and has to be " + needed, null);
	}

}

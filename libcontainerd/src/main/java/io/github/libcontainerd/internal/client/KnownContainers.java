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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.container.ProcessRun;

/**
 * The containers that a client has: those that it follows, and those that have ended and
 * were kept. Safe for use by several threads.
 */
final class KnownContainers {

	private final ConcurrentHashMap<String, ManagedContainer> all = new ConcurrentHashMap<>();

	private final KeptContainers kept = new KeptContainers();

	/**
	 * Add a container until it is removed.
	 * @return whether there was none with its id
	 */
	boolean add(ManagedContainer container) {
		boolean added = this.all.putIfAbsent(container.id(), container) == null;
		if (added) {
			container.removed().thenRun(() -> ended(container));
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

	private void ended(ManagedContainer container) {
		ContainerInfo info = container.info();
		if (info.kept()) {
			// First, so that it is always somewhere.
			this.kept.add(info);
		}
		remove(container);
	}

	void remove(ManagedContainer container) {
		this.all.remove(container.id(), container);
	}

	void clear() {
		this.all.clear();
		this.kept.clear();
	}

	KeptContainers kept() {
		return this.kept;
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
		Map<String, ContainerInfo> list = new TreeMap<>();
		this.kept.all().forEach((info) -> list.put(info.id(), info));
		this.all.values().forEach((container) -> list.put(container.id(), container.info()));
		// One that has ended meanwhile may have left the one and come to the other.
		this.kept.all().forEach((info) -> list.putIfAbsent(info.id(), info));
		return List.copyOf(list.values());
	}

	/**
	 * Return what is known of a container.
	 * @throws NotFoundException when there is none of this id
	 */
	ContainerInfo info(String id, Operation operation) {
		ManagedContainer container = this.all.get(id);
		ContainerInfo info = (container != null) ? container.info() : this.kept.get(id);
		if (info == null) {
			throw notFound(operation);
		}
		return info;
	}

	/**
	 * Return how a container has ended that was kept.
	 */
	Optional<ExitStatus> keptEnd(String id) {
		return (!this.all.containsKey(id)) ? Optional.ofNullable(this.kept.get(id)).map(ContainerInfo::exit)
				: Optional.empty();
	}

	/**
	 * Return a container that is being started at least.
	 */
	Optional<ManagedContainer> find(String id) {
		return Optional.ofNullable(this.all.get(id)).filter((container) -> container.run() != null);
	}

	/**
	 * Return a container that is followed.
	 * @throws NotFoundException when there is none of this id
	 * @throws IllegalContainerStateException when it has ended and was kept
	 */
	ManagedContainer require(String id, Operation operation) {
		ManagedContainer container = this.all.get(id);
		if (container != null) {
			return container;
		}
		if (this.kept.get(id) != null) {
			throw new IllegalContainerStateException(operation,
					"it has ended and was kept; start it again, or delete it", null);
		}
		throw notFound(operation);
	}

	private static NotFoundException notFound(Operation operation) {
		return new NotFoundException(operation, "there is no such container", null);
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

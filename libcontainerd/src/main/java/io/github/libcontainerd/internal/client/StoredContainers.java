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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.ContainerRemoval;
import io.github.libcontainerd.internal.container.ContainerResources;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.EndLabel;
import io.github.libcontainerd.internal.resource.PendingRemovals;

/**
 * The containers of this library that containerd has on record, whether this client has
 * them or an earlier process has left them.
 */
public final class StoredContainers {

	private static final Logger logger = LoggerFactory.getLogger(StoredContainers.class);

	private final ClientContext context;

	private final KnownContainers known;

	StoredContainers(ClientContext context, KnownContainers known) {
		this.context = context;
		this.known = known;
	}

	List<ContainerRecord> records() {
		return Rpc.await(ask(), ClientOperation.RESTORABLE.in(this.context.namespace()));
	}

	/**
	 * Look again what was kept, without waiting.
	 */
	void refresh() {
		ask();
	}

	private CompletableFuture<List<ContainerRecord>> ask() {
		long before = this.known.kept().changes();
		return this.context.containers().listLabelled(ContainerLabels.OWNED).thenApply((records) -> {
			this.known.kept()
				.replace(records.stream().filter(this::belongsHere).flatMap((record) -> kept(record).stream()).toList(),
						before);
			return records;
		});
	}

	/**
	 * Return what containerd has on record of a container; empty for nothing, and for
	 * what belongs to another process.
	 */
	Optional<ContainerRecord> record(String id, Operation operation) {
		try {
			return Optional.of(Rpc.await(this.context.containers().get(id), operation)).filter(this::belongsHere);
		}
		catch (NotFoundException ex) {
			this.known.kept().remove(id);
			return Optional.empty();
		}
	}

	boolean belongsHere(ContainerRecord record) {
		return ContainerLabels.owned(record.labels())
				&& !ContainerLabels.livesElsewhere(record.labels(), this.context.owner());
	}

	private static Optional<ContainerInfo> kept(ContainerRecord record) {
		ExitStatus end = EndLabel.read(record.labels());
		if (end == null) {
			return Optional.empty();
		}
		Instant createdAt = (record.createdAt() != null) ? record.createdAt() : Instant.EPOCH;
		return Optional.of(new ContainerInfo(record.id(), ContainerStatus.EXITED, 0,
				ContainerLabels.restarts(record.labels()) + 1, createdAt, null, record.image(),
				ContainerLabels.visible(record.labels()), end.oomKilled(), List.of(), end, null));
	}

	/**
	 * Return the ids of those that an earlier process has left and that can be taken
	 * over.
	 */
	List<String> restorable() {
		return records().stream()
			.filter((record) -> ContainerLabels.restorable(record.labels())
					&& !ContainerLabels.livesElsewhere(record.labels(), this.context.owner()))
			.map(ContainerRecord::id)
			.filter((id) -> !this.known.contains(id)
					&& !this.context.pendingRemovals().contains(PendingRemovals.container(id)))
			.sorted()
			.toList();
	}

	/**
	 * Remove what an earlier process has left and nobody wants any more.
	 */
	public void sweep() {
		Set<String> ids = new HashSet<>();
		Set<Path> directories = new HashSet<>();
		List<ContainerRecord> records = records();
		for (ContainerRecord record : records) {
			Path directory = ContainerLabels.lifetime(record.labels()).directory();
			if (directory != null) {
				directories.add(directory);
			}
			if (ContainerLabels.orphaned(record.labels(), this.context.owner())) {
				logger.info("Removing container '{}', which an earlier process has left", record.id());
				this.context.pendingRemovals()
					.add(PendingRemovals.container(record.id()), () -> new ContainerRemoval(this.context)
						.remove(record.id(), ContainerLabels.creation(record.labels()), ContainerResources.of(record)));
			}
			else {
				ids.add(record.id());
			}
		}
		sweepNetworks(records);
		this.context.snapshots().sweep();
		this.context.fifos().sweepAllBut(ids);
		this.context.files().sweepAllBut(directories);
	}

	// One that has ended holds nothing, whatever its labels say.
	private void sweepNetworks(List<ContainerRecord> records) {
		Set<String> living = records.stream()
			.filter((record) -> EndLabel.read(record.labels()) == null)
			.map(ContainerRecord::id)
			.collect(Collectors.toSet());
		try {
			Set<String> swept = this.context.networks().sweep(this.context.namespace(), living);
			if (!swept.isEmpty()) {
				logger.info("Taken back the networks of containers that are no more: {}", swept);
			}
		}
		catch (ContainerdException ex) {
			logger.warn("What an earlier process has left of networks is not taken back", ex);
		}
	}

}

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

package io.github.libcontainerd.internal.volume;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.VolumeInUseException;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.grpc.container.ContainersApi;
import io.github.libcontainerd.internal.grpc.snapshot.LeasesApi;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotInfo;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotsApi;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.Owner;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.volume.Volume;
import io.github.libcontainerd.volume.VolumeMount;
import io.github.libcontainerd.volume.Volumes;

/**
 * The volumes of a namespace. What containers use stands on their records.
 */
public final class DefaultVolumes implements Volumes {

	private static final Logger logger = LoggerFactory.getLogger(DefaultVolumes.class);

	private static final Duration COLLECTION_LIMIT = Duration.ofMinutes(2);

	private final String namespace;

	private final VolumeSnapshots snapshots;

	private final ContainersApi containers;

	private final LeasesApi leases;

	private final Owner owner;

	private final VolumeOwners owners;

	// Nobody removes a volume while somebody begins to use it.
	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, Integer> held = new HashMap<>();

	/**
	 * Create it.
	 * @param namespace the containerd namespace
	 * @param snapshots the snapshots of a snapshotter
	 * @param containers the container records
	 * @param leases the leases
	 * @param owner this process
	 */
	private DefaultVolumes(String namespace, SnapshotsApi snapshots, ContainersApi containers, LeasesApi leases,
			Owner owner) {
		this.namespace = namespace;
		this.snapshots = new VolumeSnapshots(snapshots);
		this.containers = containers;
		this.leases = leases;
		this.owner = owner;
		this.owners = new VolumeOwners(this.snapshots, containers, leases, owner);
	}

	@Override
	public Volume create(String name, Map<String, String> labels) {
		Operation operation = ClientOperation.CREATE_VOLUME.in(this.namespace);
		VolumeMount.checkName(name);
		this.snapshots.ensure(name, labels, operation);
		return volume(this.snapshots.require(name, operation), operation);
	}

	private Volume volume(SnapshotInfo info, Operation operation) {
		String name = name(info);
		return volume(info, this.snapshots.mounts(name), users(operation), null, operation);
	}

	private Volume volume(SnapshotInfo info, CompletableFuture<List<Mount>> mounts, Map<String, List<String>> users,
			@Nullable Long size, Operation operation) {
		String name = name(info);
		return new Volume(name, Objects.requireNonNullElse(info.createdAt(), Instant.EPOCH),
				VolumeSnapshots.visible(info.labels()), this.snapshots.directory(name, mounts, operation),
				users.getOrDefault(name, List.of()), size);
	}

	private static String name(SnapshotInfo info) {
		return Objects.requireNonNull(info.labels().get(VolumeSnapshots.NAME));
	}

	/**
	 * Return the ids of the containers that use a volume, by its name.
	 */
	private Map<String, List<String>> users(Operation operation) {
		Map<String, List<String>> users = new HashMap<>();
		for (ContainerRecord record : Rpc.await(this.containers.listLabelled(ContainerLabels.VOLUMES), operation)) {
			ContainerLabels.volumes(record.labels())
				.forEach((volume) -> users.computeIfAbsent(volume, (key) -> new ArrayList<>()).add(record.id()));
		}
		users.values().forEach((ids) -> ids.sort(Comparator.naturalOrder()));
		return users;
	}

	@Override
	public List<Volume> list() {
		return list(ClientOperation.LIST_VOLUMES.in(this.namespace));
	}

	private List<Volume> list(Operation operation) {
		List<SnapshotInfo> found = this.snapshots.list(operation);
		Map<String, List<String>> users = found.isEmpty() ? Map.of() : users(operation);
		List<CompletableFuture<List<Mount>>> mounts = found.stream()
			.map((info) -> this.snapshots.mounts(name(info)))
			.toList();
		List<Volume> volumes = new ArrayList<>();
		for (int i = 0; i < found.size(); i++) {
			try {
				volumes.add(volume(found.get(i), mounts.get(i), users, null, operation));
			}
			catch (NotFoundException ex) {
				// It was removed meanwhile.
			}
		}
		volumes.sort(Comparator.comparing(Volume::name));
		return volumes;
	}

	@Override
	public Volume inspect(String name) {
		Operation operation = ClientOperation.INSPECT_VOLUME.in(this.namespace);
		VolumeMount.checkName(name);
		SnapshotInfo info = this.snapshots.require(name, operation);
		return volume(info, this.snapshots.mounts(name), users(operation), this.snapshots.size(name, operation),
				operation);
	}

	@Override
	public void remove(String name) {
		Operation operation = ClientOperation.REMOVE_VOLUME.in(this.namespace);
		VolumeMount.checkName(name);
		this.snapshots.require(name, operation);
		remove(name, operation);
		collect(operation);
	}

	private void remove(String name, Operation operation) {
		this.lock.lock();
		try {
			List<String> ids = users(operation).getOrDefault(name, List.of());
			if (!ids.isEmpty() || this.held.containsKey(name)) {
				throw new VolumeInUseException(operation, name, ids);
			}
			this.snapshots.remove(name, operation);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public List<String> prune(Predicate<Volume> filter) {
		Operation operation = ClientOperation.PRUNE_VOLUMES.in(this.namespace);
		List<String> removed = new ArrayList<>();
		for (Volume volume : list(operation)) {
			if (!volume.inUse() && filter.test(volume)) {
				try {
					remove(volume.name(), operation);
					removed.add(volume.name());
				}
				catch (VolumeInUseException | NotFoundException ex) {
					// Somebody uses it by now, or has removed it.
				}
			}
		}
		if (!removed.isEmpty()) {
			collect(operation);
		}
		return removed;
	}

	/**
	 * Let containerd delete the files, which it does some time later otherwise: it
	 * collects its garbage within the deletion of a lease.
	 */
	private void collect(Operation operation) {
		String id = VolumeSnapshots.key("removal-" + UUID.randomUUID());
		try {
			Rpc.await(this.leases.create(id, COLLECTION_LIMIT, Map.of())
				.thenCompose((lease) -> this.leases.delete(id, true)), operation);
		}
		catch (ContainerdException ex) {
			logger.debug("The files of removed volumes are deleted later", ex);
		}
	}

	/**
	 * Begin to use volumes for a container; what is not there is made. Until the use is
	 * closed they are not removed by this process; after that, the record of the
	 * container says that they are used.
	 * @param mounts the volumes
	 * @param operation what it is for
	 * @return the use, to be closed
	 */
	public VolumeUse use(List<VolumeMount> mounts, Operation operation) {
		VolumeUse use = new VolumeUse(this.snapshots, this.leases, this.owner, operation, this::release);
		try {
			for (String name : mounts.stream().map(VolumeMount::volume).distinct().toList()) {
				hold(name, operation);
				use.add(name);
			}
			return use;
		}
		catch (RuntimeException ex) {
			use.close();
			throw ex;
		}
	}

	/**
	 * Let the files of a volume belong to the ids of a container that is about to start.
	 * @param name the volume, which is there
	 * @param ids the ids; {@code null} for those of the host
	 * @param containerId the container
	 * @param operation what it is for
	 * @throws io.github.libcontainerd.InvalidRequestException if another container uses
	 * it, with other ids
	 */
	public void give(String name, @Nullable IdMap ids, String containerId, Operation operation) {
		this.owners.give(name, ids, containerId, operation);
	}

	/**
	 * Let the files of the volumes of a container belong to its ids again, since others
	 * may have used them meanwhile.
	 * @param volumes their names
	 * @param spec the specification of the container
	 * @param containerId the container
	 * @param operation what it is for
	 */
	public void giveAgain(List<String> volumes, Spec spec, String containerId, Operation operation) {
		for (String name : volumes) {
			String directory = this.snapshots.directory(name, this.snapshots.mounts(name), operation).toString();
			if (spec.mounts()
				.stream()
				.anyMatch((mount) -> directory.equals(mount.source()) && !mount.options().contains("ro"))) {
				this.owners.give(name, IdMap.of(spec), containerId, operation);
				this.owners.released(name);
			}
		}
	}

	private void hold(String name, Operation operation) {
		this.lock.lock();
		try {
			this.snapshots.ensure(name, Map.of(), operation);
			this.held.merge(name, 1, Integer::sum);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void release(String name) {
		this.lock.lock();
		try {
			this.held.computeIfPresent(name, (key, count) -> (count > 1) ? count - 1 : null);
			if (!this.held.containsKey(name)) {
				this.owners.released(name);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Create the volumes of a namespace.
	 * @param namespace the containerd namespace
	 * @param snapshotters the snapshots of a snapshotter, by its name
	 * @param containers the container records
	 * @param leases the leases
	 * @param owner this process
	 * @return the volumes
	 */
	public static DefaultVolumes of(String namespace, Function<String, SnapshotsApi> snapshotters,
			ContainersApi containers, LeasesApi leases, Owner owner) {
		return new DefaultVolumes(namespace, snapshotters.apply(VolumeSnapshots.SNAPSHOTTER), containers, leases,
				owner);
	}

}

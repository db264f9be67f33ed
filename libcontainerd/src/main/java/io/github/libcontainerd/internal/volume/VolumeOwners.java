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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.container.ContainersApi;
import io.github.libcontainerd.internal.grpc.snapshot.LeasesApi;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.EndLabel;
import io.github.libcontainerd.internal.record.Owner;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.internal.userns.OwnerShift;

/**
 * Whose the files of volumes are: a container with a user namespace can work with those
 * of its own ids only. They stand on the volume; while files are being given to others,
 * those of before too, so that whoever comes after a process that died carries on.
 */
final class VolumeOwners {

	private final VolumeSnapshots snapshots;

	private final ContainersApi containers;

	private final LeasesApi leases;

	private final Owner self;

	// By the name of a volume that somebody begins to use: to whom it was given.
	private final Map<String, String> given = new ConcurrentHashMap<>();

	VolumeOwners(VolumeSnapshots snapshots, ContainersApi containers, LeasesApi leases, Owner self) {
		this.snapshots = snapshots;
		this.containers = containers;
		this.leases = leases;
		this.self = self;
	}

	/**
	 * Give a volume to a container that is about to start.
	 * @param name the volume
	 * @param ids the ids of the container; {@code null} for those of the host
	 * @param containerId the container
	 * @throws InvalidRequestException if a container with other ids uses it
	 */
	void give(String name, @Nullable IdMap ids, String containerId, Operation operation) {
		List<@Nullable IdMap> wanted = Collections.singletonList(ids);
		String text = VolumeSnapshots.text(wanted);
		if (!this.snapshots.owners(this.snapshots.require(name, operation)).equals(wanted)) {
			VolumeLock lock = VolumeLock.acquire(this.leases, name, this.self, operation);
			try {
				give(name, ids, wanted, containerId, operation);
				this.given.put(name, text);
			}
			finally {
				lock.close();
			}
		}
		else {
			this.given.put(name, text);
		}
	}

	private void give(String name, @Nullable IdMap ids, List<@Nullable IdMap> wanted, String containerId,
			Operation operation) {
		List<@Nullable IdMap> before = this.snapshots.owners(this.snapshots.require(name, operation));
		if (before.equals(wanted)) {
			return;
		}
		refuseOthers(name, wanted, containerId, operation);
		Path directory = this.snapshots.directory(name, this.snapshots.mounts(name), operation);
		List<@Nullable IdMap> either = new ArrayList<>(before);
		either.add(ids);
		this.snapshots.owners(name, either.stream().distinct().toList(), operation);
		try {
			OwnerShift.between(before, ids).tree(directory);
		}
		catch (IOException ex) {
			throw new DaemonErrorException(operation,
					"its volume '" + name + "' can't be given to the ids of its user namespace: " + ex, ex);
		}
		this.snapshots.owners(name, wanted, operation);
	}

	private void refuseOthers(String name, List<@Nullable IdMap> wanted, String containerId, Operation operation) {
		String starting = this.given.get(name);
		List<String> users = Rpc.await(this.containers.listLabelled(ContainerLabels.VOLUMES), operation)
			.stream()
			.filter((record) -> !record.id().equals(containerId) && EndLabel.read(record.labels()) == null
					&& ContainerLabels.volumes(record.labels()).contains(name))
			.map((record) -> "'" + record.id() + "'")
			.sorted()
			.toList();
		if (!users.isEmpty() || (starting != null && !Objects.equals(starting, VolumeSnapshots.text(wanted)))) {
			throw new InvalidRequestException(operation, "its volume '" + name + "' belongs to the ids of "
					+ (users.isEmpty() ? "another container that starts just now"
							: "another container that uses it, " + String.join(", ", users))
					+ "; give both the same ids, as with UserNamespace.of(100000, 65536), or mount it read-only", null);
		}
	}

	/**
	 * Nobody begins to use a volume any more.
	 */
	void released(String name) {
		this.given.remove(name);
	}

}

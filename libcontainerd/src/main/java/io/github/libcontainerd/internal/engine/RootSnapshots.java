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

package io.github.libcontainerd.internal.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.LeasesApi;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.SnapshotsApi;

/**
 * The snapshots that the containers of a client have as their root file systems.
 */
final class RootSnapshots implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RootSnapshots.class);

	private final Function<String, SnapshotsApi> snapshots;

	private final SpareLease leases;

	// What could not be removed while containerd was away.
	private final Set<RootSnapshot> left = ConcurrentHashMap.newKeySet();

	RootSnapshots(Function<String, SnapshotsApi> snapshots, LeasesApi leases, Path stateDirectory) {
		this.snapshots = snapshots;
		this.leases = new SpareLease(leases, stateDirectory);
	}

	/**
	 * Remove what an earlier process has left, without waiting.
	 */
	void sweep() {
		this.leases.sweep();
	}

	/**
	 * Make a snapshot. It is kept by a lease until that is released, and has to be kept
	 * by a record then.
	 */
	Prepared prepare(String containerId, RootSnapshot snapshot, Operation operation) {
		String lease = this.leases.take(operation);
		try {
			return new Prepared(prepare(containerId, snapshot, lease, operation), lease);
		}
		catch (NotFoundException ex) {
			// The lease may be gone, or what the snapshot is to start from.
			this.leases.release(lease);
			return again(containerId, snapshot, operation);
		}
		catch (RuntimeException ex) {
			remove(snapshot);
			this.leases.release(lease);
			throw ex;
		}
	}

	private Prepared again(String containerId, RootSnapshot snapshot, Operation operation) {
		String lease = this.leases.take(operation);
		try {
			return new Prepared(prepare(containerId, snapshot, lease, operation), lease);
		}
		catch (NotFoundException ex) {
			this.leases.release(lease);
			throw new NotFoundException(operation,
					"the snapshot '" + snapshot.parent() + "' that it is to start from"
							+ " does not exist in snapshotter '" + snapshot.snapshotter() + "'; unpack the image first",
					ex);
		}
		catch (RuntimeException ex) {
			remove(snapshot);
			this.leases.release(lease);
			throw ex;
		}
	}

	private List<Mount> prepare(String containerId, RootSnapshot snapshot, String lease, Operation operation) {
		return Rpc.await(this.snapshots.apply(snapshot.snapshotter())
			.withLease(lease)
			.prepare(snapshot.key(), Objects.requireNonNull(snapshot.parent()),
					Map.of(ContainerLabels.CONTAINER, containerId)),
				operation);
	}

	/**
	 * Look at a committed snapshot.
	 */
	<T> T view(String snapshotter, String snapshot, Operation operation, Function<List<Mount>, T> look) {
		SnapshotsApi api = this.snapshots.apply(snapshotter);
		RootSnapshot view = RootSnapshot.unused("view", snapshotter, snapshot);
		String lease = this.leases.take(operation);
		try {
			return look.apply(Rpc.await(api.withLease(lease).view(view.key(), snapshot, Map.of()), operation));
		}
		finally {
			remove(view).thenRun(() -> this.leases.release(lease));
		}
	}

	void release(Prepared prepared) {
		this.leases.release(prepared.lease());
	}

	/**
	 * Return what the shim has to mount for one more run.
	 */
	List<Mount> mounts(@Nullable RootSnapshot snapshot, Operation operation) {
		if (snapshot == null) {
			return List.of();
		}
		return Rpc.await(this.snapshots.apply(snapshot.snapshotter()).mounts(snapshot.key()), operation);
	}

	/**
	 * Remove a snapshot. What does not work because containerd is away is done when it is
	 * back.
	 * @return completes then or at once, never exceptionally
	 */
	CompletableFuture<Void> remove(@Nullable RootSnapshot snapshot) {
		if (snapshot == null) {
			return CompletableFuture.completedFuture(null);
		}
		return this.snapshots.apply(snapshot.snapshotter()).remove(snapshot.key()).handle((nothing, failure) -> {
			if (failure != null && Errors.isUnavailable(failure)) {
				this.left.add(snapshot);
			}
			else if (failure != null && !Errors.isNotFound(failure) && !Errors.isCancelled(failure)) {
				logger.warn("Could not remove the snapshot '{}': {}", snapshot.key(), failure.getMessage());
			}
			return null;
		});
	}

	/**
	 * containerd is back.
	 */
	void resynchronise() {
		for (RootSnapshot snapshot : this.left) {
			if (this.left.remove(snapshot)) {
				remove(snapshot);
			}
		}
	}

	@Override
	public void close() {
		this.leases.close();
	}

	/**
	 * A snapshot that only a lease keeps.
	 *
	 * @param mounts what the shim has to mount
	 * @param lease the lease
	 */
	record Prepared(List<Mount> mounts, String lease) {
	}

}

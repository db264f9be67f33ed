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

package io.github.libcontainerd.internal.resource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.snapshot.LeasesApi;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotUsage;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotsApi;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.Owner;
import io.github.libcontainerd.internal.record.RootSnapshot;

/**
 * The snapshots that the containers of a client have as their root file systems.
 */
public final class RootSnapshots implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RootSnapshots.class);

	// containerd follows such labels, whatever comes behind the snapshotter.
	private static final String KEPT = "containerd.io/gc.ref.snapshot.";

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

	private final Function<String, SnapshotsApi> snapshots;

	private final SessionLease lease;

	private final Set<CompletableFuture<Void>> removals = ConcurrentHashMap.newKeySet();

	// What could not be removed while containerd was away.
	private final Set<RootSnapshot> left = ConcurrentHashMap.newKeySet();

	public RootSnapshots(Function<String, SnapshotsApi> snapshots, LeasesApi leases, Owner owner) {
		this.snapshots = snapshots;
		this.lease = new SessionLease(leases, owner);
	}

	/**
	 * Return labels for further leases that are swept with those of this.
	 */
	public Map<String, String> leaseLabels() {
		return this.lease.labels();
	}

	/**
	 * Remove what an earlier process has left, without waiting.
	 */
	public void sweep() {
		this.lease.sweep();
	}

	/**
	 * Make a snapshot. Until a record keeps it a lease does. Does not wait.
	 * @return what the shim has to mount
	 */
	public CompletableFuture<List<Mount>> prepare(String containerId, RootSnapshot snapshot) {
		return attempt(containerId, snapshot).handle((mounts, failure) -> {
			if (failure == null || !Errors.isNotFound(failure)) {
				return (failure == null) ? CompletableFuture.completedFuture(mounts)
						: CompletableFuture.<List<Mount>>failedFuture(failure);
			}
			// The lease may be gone, or what the snapshot is to start from.
			this.lease.forget();
			return attempt(containerId, snapshot);
		}).thenCompose((next) -> next);
	}

	private CompletableFuture<List<Mount>> attempt(String containerId, RootSnapshot snapshot) {
		SnapshotsApi api = this.snapshots.apply(snapshot.snapshotter());
		return this.lease.id()
			.thenCompose((id) -> api.withLease(id)
				.prepare(snapshot.key(), Objects.requireNonNull(snapshot.parent()),
						Map.of(ContainerLabels.CONTAINER, containerId)));
	}

	/**
	 * Wait for a snapshot.
	 */
	public List<Mount> await(CompletableFuture<List<Mount>> prepared, RootSnapshot snapshot, Operation operation) {
		try {
			return Rpc.await(prepared, operation);
		}
		catch (NotFoundException ex) {
			throw new NotFoundException(operation,
					"the snapshot '" + snapshot.parent() + "' that it is to start from"
							+ " does not exist in snapshotter '" + snapshot.snapshotter() + "'; unpack the image first",
					ex);
		}
	}

	/**
	 * Look at a committed snapshot.
	 */
	public <T> T view(String snapshotter, String snapshot, Operation operation, Function<List<Mount>, T> look) {
		SnapshotsApi api = this.snapshots.apply(snapshotter);
		RootSnapshot view = RootSnapshot.unused("view", snapshotter, snapshot);
		try {
			return look.apply(Rpc.await(
					this.lease.id().thenCompose((id) -> api.withLease(id).view(view.key(), snapshot, Map.of())),
					operation));
		}
		finally {
			remove(view);
		}
	}

	/**
	 * Return a committed snapshot that begins as another one and was changed; it is made
	 * if it is not there. containerd keeps it as long as it keeps the other one.
	 * @param snapshotter the snapshotter
	 * @param parent the committed snapshot that it begins as
	 * @param name its name, which says all about the change
	 * @param operation what it is part of
	 * @param change changes it; is given how it is mounted
	 */
	public void derive(String snapshotter, String parent, String name, Operation operation,
			Consumer<List<Mount>> change) {
		SnapshotsApi api = this.snapshots.apply(snapshotter);
		try {
			Rpc.await(api.stat(name), operation);
			return;
		}
		catch (NotFoundException ex) {
			// It is made now.
		}
		RootSnapshot work = RootSnapshot.unused("work", snapshotter, parent);
		try {
			change.accept(await(prepare(name, work), work, operation));
			// First, so that it is never there without being kept.
			Rpc.await(api.label(parent, Map.of(KEPT + snapshotter + "/" + name, name)), operation);
			// Not by the lease, which would keep it longer than that.
			Rpc.await(api.commit(name, work.key(), Map.of()), operation);
		}
		catch (AlreadyExistsException ex) {
			// Another one was faster.
			remove(work);
		}
		catch (RuntimeException ex) {
			remove(work);
			throw ex;
		}
	}

	/**
	 * Return what the shim has to mount for one more run.
	 */
	public List<Mount> mounts(@Nullable RootSnapshot snapshot, Operation operation) {
		if (snapshot == null) {
			return List.of();
		}
		return Rpc.await(this.snapshots.apply(snapshot.snapshotter()).mounts(snapshot.key()), operation);
	}

	/**
	 * Return what a snapshot takes, without what it has begun as.
	 * @return what it takes; empty for no snapshot
	 */
	public Optional<SnapshotUsage> usage(@Nullable RootSnapshot snapshot, Operation operation) {
		return (snapshot != null)
				? Optional.of(Rpc.await(this.snapshots.apply(snapshot.snapshotter()).usage(snapshot.key()), operation))
				: Optional.empty();
	}

	/**
	 * Remove a snapshot. What does not work because containerd is away is done when it is
	 * back.
	 * @return completes then or at once, never exceptionally
	 */
	public CompletableFuture<Void> remove(@Nullable RootSnapshot snapshot) {
		if (snapshot == null) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<Void> removed = this.snapshots.apply(snapshot.snapshotter())
			.remove(snapshot.key())
			.handle((nothing, failure) -> {
				if (failure != null && Errors.isUnavailable(failure)) {
					this.left.add(snapshot);
				}
				else if (failure != null && !Errors.isNotFound(failure) && !Errors.isCancelled(failure)) {
					logger.warn("Could not remove the snapshot '{}': {}", snapshot.key(), failure.getMessage());
				}
				return null;
			});
		this.removals.add(removed);
		removed.thenRun(() -> this.removals.remove(removed));
		return removed;
	}

	/**
	 * containerd is back.
	 */
	public void resynchronise() {
		for (RootSnapshot snapshot : this.left) {
			if (this.left.remove(snapshot)) {
				remove(snapshot);
			}
		}
	}

	@Override
	public void close() {
		CompletableFuture.allOf(this.removals.toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
			.join();
		this.lease.close();
	}

}

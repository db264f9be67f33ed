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

package io.github.libcontainerd.internal.image.store;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.content.ContentApi;
import io.github.libcontainerd.internal.grpc.snapshot.Lease;
import io.github.libcontainerd.internal.grpc.snapshot.LeaseResource;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotsApi;

/**
 * Keeps what a piece of work makes until it is done, or undoes all of it. Should this
 * process die, the next one on this machine undoes it, or containerd a day later.
 */
public final class ImageLease {

	/** Marks the leases of this library. */
	public static final String LABEL = "io.github.libcontainerd/lease";

	private static final String OWNER = "io.github.libcontainerd/owner";

	private static final Logger logger = LoggerFactory.getLogger(ImageLease.class);

	private static final Duration LIFETIME = Duration.ofHours(24);

	private static final Duration RETRY = Duration.ofSeconds(1);

	private static final int ATTEMPTS = 100;

	private final ImageContext context;

	private final String id;

	private final ContentApi content;

	private final SnapshotsApi snapshots;

	private final Set<String> ingests = ConcurrentHashMap.newKeySet();

	private final Set<String> unpacking = ConcurrentHashMap.newKeySet();

	private ImageLease(ImageContext context, String id, SnapshotsApi snapshots) {
		this.context = context;
		this.id = id;
		this.content = context.content().withLease(id);
		this.snapshots = snapshots.withLease(id);
	}

	/**
	 * Begin a piece of work.
	 * @param purpose what it is, one word
	 */
	public static ImageLease open(ImageContext context, String purpose, SnapshotsApi snapshots)
			throws InterruptedException {
		String id = "libcontainerd-" + purpose + "-" + UUID.randomUUID();
		DaemonCalls.patientlyDo(() -> {
			try {
				return DaemonCalls
					.await(context.leases().create(id, LIFETIME, Map.of(LABEL, purpose, OWNER, LeaseOwner.current())));
			}
			catch (RuntimeException ex) {
				if (Errors.isAlreadyExists(ex)) {
					return new Lease(id, Map.of(), null);
				}
				throw ex;
			}
		});
		return new ImageLease(context, id, snapshots);
	}

	/**
	 * Undo what processes have left that have died in the middle of it.
	 */
	public static void sweep(ImageContext context) {
		try {
			for (Lease lease : DaemonCalls.await(context.leases().list("labels.\"" + LABEL + "\""))) {
				String owner = lease.labels().get(OWNER);
				if (owner != null && LeaseOwner.isGone(owner)) {
					logger.info("Undoing a {} in namespace '{}' whose process has died", lease.labels().get(LABEL),
							context.namespace());
					DaemonCalls.await(context.leases().delete(lease.id(), true));
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.debug("Leases of namespace '{}' could not be looked through; they expire", context.namespace(), ex);
		}
	}

	public ContentApi content() {
		return this.content;
	}

	SnapshotsApi snapshots() {
		return this.snapshots;
	}

	public String id() {
		return this.id;
	}

	/**
	 * Keep content that is there already.
	 */
	public CompletableFuture<Void> keepContent(String digest) {
		return this.context.leases().addResource(this.id, LeaseResource.content(digest));
	}

	/**
	 * Keep a snapshot that is there already, or that somebody makes.
	 */
	CompletableFuture<Void> keepSnapshot(String name) {
		return this.context.leases().addResource(this.id, LeaseResource.snapshot(this.snapshots.snapshotter(), name));
	}

	/**
	 * Note an ingest that is to be aborted if the work fails.
	 */
	public void writing(String ref) {
		this.ingests.add(ref);
	}

	public void written(String ref) {
		this.ingests.remove(ref);
	}

	/**
	 * Note a snapshot that is to be removed if the work fails.
	 */
	void unpacking(String key) {
		this.unpacking.add(key);
	}

	void unpacked(String key) {
		this.unpacking.remove(key);
	}

	/**
	 * The work is done, and all that it made is referred to by something else.
	 */
	public void done() {
		this.context.leases().delete(this.id, false).whenComplete((nothing, failure) -> {
			if (failure != null && !Errors.isNotFound(failure)) {
				logger.debug("Lease {} could not be deleted, trying again", this.id, failure);
				undoLater(1);
			}
		}).handle((nothing, failure) -> null).join();
	}

	/**
	 * The work has failed: nothing of it is to be left. When containerd is away that
	 * happens as soon as it is back.
	 */
	public void undo() {
		undo(1);
	}

	private void undo(int attempt) {
		if (!tryUndo() && attempt < ATTEMPTS) {
			undoLater(attempt);
		}
	}

	private void undoLater(int attempt) {
		try {
			this.context.scheduler()
				.schedule(() -> this.context.workers().execute(() -> undo(attempt + 1)),
						RETRY.multipliedBy(Math.min(attempt, 30)).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Closed before lease {} could be deleted; it expires", this.id);
		}
	}

	private boolean tryUndo() {
		boolean undone = true;
		for (String ref : this.ingests) {
			undone &= gone(this.context.content().abort(ref));
		}
		for (String key : this.unpacking) {
			undone &= gone(this.snapshots.remove(key));
		}
		return gone(this.context.leases().delete(this.id, true)) && undone;
	}

	private boolean gone(CompletableFuture<Void> removal) {
		return removal.handle((nothing, failure) -> {
			if (failure != null && !Errors.isNotFound(failure)) {
				logger.debug("Something of lease {} could not be removed yet", this.id, failure);
				return false;
			}
			return true;
		}).join();
	}

}

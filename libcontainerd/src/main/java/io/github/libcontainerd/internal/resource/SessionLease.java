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
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.snapshot.LeasesApi;
import io.github.libcontainerd.internal.record.Owner;

/**
 * The lease that keeps a snapshot until there is a record that does. All containers of
 * some minutes share one, since each lease costs containerd two transactions; it expires
 * should this process die.
 */
final class SessionLease implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SessionLease.class);

	private static final Duration LIFETIME = Duration.ofMinutes(15);

	private static final Duration USABLE = Duration.ofMinutes(5);

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

	private static final String LABEL = "io.github.libcontainerd/session-lease";

	private final LeasesApi leases;

	private final Owner owner;

	private final String prefix = "libcontainerd-" + UUID.randomUUID() + "-";

	private final AtomicLong count = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Held current;

	// Somebody may still use it; it goes with the next change.
	private @Nullable Held previous;

	SessionLease(LeasesApi leases, Owner owner) {
		this.leases = leases;
		this.owner = owner;
	}

	/**
	 * Return the labels by which they are found.
	 */
	Map<String, String> labels() {
		return Map.of(LABEL, this.owner.label());
	}

	/**
	 * Delete those that an earlier process has left, without waiting.
	 */
	void sweep() {
		this.leases.list("labels.\"" + LABEL + "\"").thenAccept((found) -> found.forEach((lease) -> {
			Owner other = Owner.parse(lease.labels().get(LABEL));
			if (other != null && other.isGone(this.owner) && !lease.id().startsWith(this.prefix)) {
				delete(lease.id());
			}
		})).exceptionally((failure) -> {
			logger.debug("Old leases could not be looked for, and expire instead", failure);
			return null;
		});
	}

	/**
	 * Return the id of the lease, once it is there.
	 */
	CompletableFuture<String> id() {
		this.lock.lock();
		try {
			Held held = this.current;
			if (held != null && held.usable()) {
				return held.id().copy();
			}
			if (this.previous != null) {
				delete(this.previous);
			}
			this.previous = held;
			String id = this.prefix + this.count.incrementAndGet();
			Held made = new Held(this.leases.create(id, LIFETIME, labels()).thenApply((lease) -> id), Instant.now());
			this.current = made;
			return made.id().copy();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The lease seems to be gone: take another one from now on.
	 */
	void forget() {
		this.lock.lock();
		try {
			this.current = null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private CompletableFuture<Void> delete(Held held) {
		return held.id().thenCompose(this::delete).handle((nothing, failure) -> null);
	}

	private CompletableFuture<Void> delete(String id) {
		return this.leases.delete(id, false).handle((nothing, failure) -> {
			if (failure != null && !Errors.isNotFound(failure)) {
				logger.debug("Lease {} could not be deleted and expires instead", id, failure);
			}
			return null;
		});
	}

	@Override
	public void close() {
		Held last;
		Held old;
		this.lock.lock();
		try {
			last = this.current;
			old = this.previous;
			this.current = null;
			this.previous = null;
		}
		finally {
			this.lock.unlock();
		}
		CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
		CompletableFuture.allOf((last != null) ? delete(last) : done, (old != null) ? delete(old) : done)
			.completeOnTimeout(null, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
			.join();
	}

	/**
	 * A lease.
	 *
	 * @param id its id, once it is there
	 * @param madeAt when it was asked for
	 */
	private record Held(CompletableFuture<String> id, Instant madeAt) {

		boolean usable() {
			return !this.id.isCompletedExceptionally() && this.madeAt.isAfter(Instant.now().minus(USABLE));
		}

	}

}

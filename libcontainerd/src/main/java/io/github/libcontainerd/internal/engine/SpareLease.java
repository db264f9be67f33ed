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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.LeasesApi;
import io.github.libcontainerd.internal.grpc.Rpc;

/**
 * Leases for the moment between the creation of a snapshot and that of the record which
 * keeps it. One is made ahead after each use, so that a container does not wait for it.
 */
final class SpareLease implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SpareLease.class);

	private static final Duration LIFETIME = Duration.ofMinutes(15);

	private static final Duration USABLE = Duration.ofMinutes(5);

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

	private static final String LABEL = "io.github.libcontainerd/spare-lease";

	private final LeasesApi leases;

	// Whose leases these are: only one process at a time has a state directory.
	private final String owner;

	private final String prefix = "libcontainerd-" + UUID.randomUUID() + "-";

	private final AtomicLong count = new AtomicLong();

	private final AtomicReference<@Nullable CompletableFuture<Spare>> spare = new AtomicReference<>();

	private volatile boolean closed;

	SpareLease(LeasesApi leases, Path owner) {
		this.leases = leases;
		this.owner = owner.toString();
	}

	/**
	 * Delete those that an earlier process has left, without waiting.
	 */
	void sweep() {
		this.leases.list("labels.\"" + LABEL + "\"").thenAccept((found) -> found.forEach((lease) -> {
			if (this.owner.equals(lease.labels().get(LABEL)) && !lease.id().startsWith(this.prefix)) {
				delete(lease.id());
			}
		})).exceptionally((failure) -> {
			logger.debug("Old leases could not be looked for, and expire instead", failure);
			return null;
		});
	}

	/**
	 * Return the id of a lease.
	 */
	String take(Operation operation) {
		CompletableFuture<Spare> ready = this.spare.getAndSet(null);
		if (ready != null && ready.isDone() && !ready.isCompletedExceptionally()) {
			Spare found = ready.join();
			if (found.madeAt().isAfter(Instant.now().minus(USABLE))) {
				return found.id();
			}
			delete(found.id());
		}
		else if (ready != null) {
			// It comes too late to be of use.
			ready.thenAccept((found) -> delete(found.id()));
		}
		return Rpc.await(make(), operation).id();
	}

	private CompletableFuture<Spare> make() {
		String id = this.prefix + this.count.incrementAndGet();
		return this.leases.create(id, LIFETIME, Map.of(LABEL, this.owner))
			.thenApply((lease) -> new Spare(id, Instant.now()));
	}

	/**
	 * Give a lease up and make the next one, without waiting.
	 */
	void release(String id) {
		delete(id).thenRun(() -> {
			CompletableFuture<Spare> next = new CompletableFuture<>();
			if (!this.closed && this.spare.compareAndSet(null, next)) {
				if (this.closed && this.spare.compareAndSet(next, null)) {
					return;
				}
				make().whenComplete((made, failure) -> {
					if (failure != null) {
						this.spare.compareAndSet(next, null);
						next.completeExceptionally(failure);
					}
					else {
						next.complete(made);
					}
				});
			}
		});
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
		this.closed = true;
		CompletableFuture<Spare> last = this.spare.getAndSet(null);
		if (last != null) {
			last.thenCompose((found) -> delete(found.id()))
				.handle((nothing, failure) -> null)
				.completeOnTimeout(null, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
				.join();
		}
	}

	/**
	 * A lease that nobody uses yet.
	 *
	 * @param id its id
	 * @param madeAt when it was made
	 */
	private record Spare(String id, Instant madeAt) {
	}

}

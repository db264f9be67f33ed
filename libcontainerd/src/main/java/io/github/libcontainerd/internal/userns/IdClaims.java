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

package io.github.libcontainerd.internal.userns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.grpc.container.ContainersApi;
import io.github.libcontainerd.internal.grpc.snapshot.Lease;
import io.github.libcontainerd.internal.grpc.snapshot.LeasesApi;
import io.github.libcontainerd.run.UserNamespace;

/**
 * Gives containers ids that no other container of the same containerd has, whichever
 * process has made it and in whichever namespace it is. Who has which ones stands on the
 * records of the containers; until there is one, on a lease. Whoever wants some writes
 * its lease first and then reads what others have written: of two that choose the same at
 * once, at least one sees the other, and chooses anew. Safe for use by several threads.
 */
public final class IdClaims {

	private static final Logger logger = LoggerFactory.getLogger(IdClaims.class);

	private static final Duration LIFETIME = Duration.ofMinutes(15);

	private static final int ATTEMPTS = 100;

	private static final int MOST_PAUSE = 20;

	private final Place place;

	private final Map<String, String> leaseLabels;

	private final Supplier<SubordinateIds> ids;

	// Of threads of this process each sees what the other has chosen.
	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Create it.
	 * @param place where it stands who has which ids
	 * @param leaseLabels labels by which what a process that died has left is found
	 * @param ids what there is to choose from
	 */
	public IdClaims(Place place, Map<String, String> leaseLabels, Supplier<SubordinateIds> ids) {
		this.place = place;
		this.leaseLabels = Map.copyOf(leaseLabels);
		this.ids = ids;
	}

	/**
	 * Choose ids for a container.
	 * @param wish the user namespace
	 * @param operation what it is for
	 * @return the ids, to be closed when they stand on the record of the container;
	 * {@code null} for those of the host
	 * @throws InvalidRequestException if there are none
	 */
	public @Nullable Claim claim(UserNamespace wish, Operation operation) {
		if (wish instanceof UserNamespace.Mapped mapped) {
			return new Claim(new IdMap(mapped.uids(), mapped.gids()), () -> {
			});
		}
		if (!(wish instanceof UserNamespace.Auto auto)) {
			return null;
		}
		List<IdMap> choices = this.ids.get().choices(auto.user(), auto.size(), operation);
		this.lock.lock();
		try {
			for (int i = 0; i < ATTEMPTS; i++) {
				Claim claim = attempt(choices, operation);
				if (claim != null) {
					return claim;
				}
				pause();
			}
		}
		finally {
			this.lock.unlock();
		}
		throw new InvalidRequestException(operation,
				"other processes have chosen the same ids for its user namespace again and again; try again later",
				null);
	}

	private @Nullable Claim attempt(List<IdMap> choices, Operation operation) {
		List<IdMap> taken = taken("", operation);
		IdMap free = choices.stream()
			.filter((choice) -> taken.stream().noneMatch(choice::overlaps))
			.findFirst()
			.orElseThrow(() -> new InvalidRequestException(operation,
					"all " + choices.size() + " ranges of ids for user namespaces are taken by other containers;"
							+ " remove some, or give their user more ids in /etc/subuid and /etc/subgid",
					null));
		String lease = "libcontainerd-ids-" + UUID.randomUUID();
		LeasesApi leases = this.place.leases().apply(this.place.namespace());
		Map<String, String> labels = new HashMap<>(this.leaseLabels);
		labels.put(this.place.label(), free.text());
		Rpc.await(leases.create(lease, LIFETIME, labels), operation);
		Claim claim = new Claim(free, () -> release(leases, lease));
		boolean alone = false;
		try {
			alone = taken(lease, operation).stream().noneMatch(free::overlaps);
			return alone ? claim : null;
		}
		finally {
			if (!alone) {
				claim.close();
			}
		}
	}

	/**
	 * Return what others have. Leases come first: what has become a record meanwhile is
	 * seen there.
	 */
	private List<IdMap> taken(String ownLease, Operation operation) {
		List<IdMap> taken = new ArrayList<>();
		List<String> namespaces = new ArrayList<>(this.place.namespaces().get());
		if (!namespaces.contains(this.place.namespace())) {
			namespaces.add(this.place.namespace());
		}
		for (String namespace : namespaces) {
			List<Lease> leases = Rpc
				.await(this.place.leases().apply(namespace).list("labels.\"" + this.place.label() + "\""), operation);
			leases.stream()
				.filter((lease) -> !lease.id().equals(ownLease))
				.forEach((lease) -> add(taken, lease.labels()));
			List<ContainerRecord> records = Rpc
				.await(this.place.containers().apply(namespace).listLabelled(this.place.label()), operation);
			records.forEach((each) -> add(taken, each.labels()));
		}
		return taken;
	}

	private void add(List<IdMap> taken, Map<String, String> labels) {
		IdMap map = IdMap.parse(labels.get(this.place.label()));
		if (map != null) {
			taken.add(map);
		}
	}

	private static void release(LeasesApi leases, String lease) {
		try {
			Rpc.await(leases.delete(lease, false), Operation.onDaemon("let go of ids"));
		}
		catch (ContainerdException ex) {
			logger.debug("The lease '{}' could not be deleted, and expires instead", lease, ex);
		}
	}

	private static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(1, MOST_PAUSE));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted while ids for a user namespace are chosen");
		}
	}

	/**
	 * Where it stands who has which ids.
	 *
	 * @param namespace the namespace of the containers that get some
	 * @param label the label of records and leases that names them
	 * @param namespaces the namespaces of containerd
	 * @param containers the records of a namespace
	 * @param leases the leases of a namespace
	 */
	public record Place(String namespace, String label, Supplier<List<String>> namespaces,
			Function<String, ContainersApi> containers, Function<String, LeasesApi> leases) {
	}

	/**
	 * Ids that are kept for a container.
	 *
	 * @param ids the ids
	 * @param release lets them go, unless they stand on a record by then
	 */
	public record Claim(IdMap ids, Runnable release) implements AutoCloseable {

		@Override
		public void close() {
			this.release.run();
		}

	}

}

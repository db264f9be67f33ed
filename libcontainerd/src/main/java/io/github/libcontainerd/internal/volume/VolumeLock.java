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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.snapshot.Lease;
import io.github.libcontainerd.internal.grpc.snapshot.LeasesApi;
import io.github.libcontainerd.internal.record.Owner;

/**
 * Lets one process at a time fill a volume: a lease in containerd, which only one can
 * make, and which is nobody's once its process has died.
 */
final class VolumeLock implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(VolumeLock.class);

	private static final String LABEL = "io.github.libcontainerd/volume-lock";

	private static final Duration LIFETIME = Duration.ofHours(1);

	private static final Duration LIMIT = Duration.ofMinutes(5);

	private static final Duration INTERVAL = Duration.ofMillis(100);

	private final LeasesApi leases;

	private final String id;

	private VolumeLock(LeasesApi leases, String id) {
		this.leases = leases;
		this.id = id;
	}

	static VolumeLock acquire(LeasesApi leases, String volume, Owner self, Operation operation) {
		String id = VolumeSnapshots.key(volume);
		long deadline = System.nanoTime() + LIMIT.toNanos();
		for (;;) {
			try {
				Rpc.await(leases.create(id, LIFETIME, Map.of(LABEL, self.label())), operation);
				return new VolumeLock(leases, id);
			}
			catch (AlreadyExistsException ex) {
				List<Lease> found = Rpc.await(leases.list("labels.\"" + LABEL + "\""), operation);
				found.stream()
					.filter((lease) -> lease.id().equals(id) && isLeft(lease, self))
					.forEach((lease) -> take(leases, lease, operation));
				if (System.nanoTime() > deadline) {
					throw new OperationTimeoutException(operation, "another process has been filling the volume '"
							+ volume + "' for more than " + LIMIT.toMinutes() + " minutes", ex);
				}
				pause();
			}
		}
	}

	private static boolean isLeft(Lease lease, Owner self) {
		Owner owner = Owner.parse(lease.labels().get(LABEL));
		return owner != null && !owner.process().equals(self.process()) && owner.isGone(self);
	}

	private static void take(LeasesApi leases, Lease lease, Operation operation) {
		try {
			Rpc.await(leases.delete(lease.id(), false), operation);
		}
		catch (NotFoundException ex) {
			// Somebody else has.
		}
	}

	private static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted while another process fills a volume");
		}
	}

	@Override
	public void close() {
		try {
			Rpc.await(this.leases.delete(this.id, false), Operation.onDaemon("unlock a volume"));
		}
		catch (ContainerdException ex) {
			logger.debug("The lock '{}' could not be taken away, and expires instead", this.id, ex);
		}
	}

}

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

package io.github.libcontainerd.internal.image.pull;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.PullProgress.Status;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.content.ContentWriter;
import io.github.libcontainerd.internal.image.store.DaemonCalls;
import io.github.libcontainerd.internal.image.store.ImageLease;
import io.github.libcontainerd.internal.image.store.ImageProblem;
import io.github.libcontainerd.internal.image.store.MediaTypes;
import io.github.libcontainerd.internal.registry.ImageSource;
import io.github.libcontainerd.internal.registry.RegistryException;

/**
 * Brings content from a registry into the content store, unless it is there. Goes on
 * where it was when the registry's connection breaks or containerd is restarted.
 */
final class Fetcher {

	private static final Logger logger = LoggerFactory.getLogger(Fetcher.class);

	private static final int CHUNK = 512 * 1024;

	// Ends of the content before it is complete, without any byte between them.
	private static final int BREAKS = 3;

	// How long another client may hold an ingest without writing to it.
	private static final Duration LOCKED = Duration.ofSeconds(60);

	private static final Duration MOMENT = Duration.ofMillis(100);

	private static final Duration LOCK_WAIT = Duration.ofMillis(100);

	private final ImageLease lease;

	private final ImageSource source;

	private final PullReport report;

	private final Map<String, String> labels;

	Fetcher(ImageLease lease, ImageSource source, PullReport report, Map<String, String> labels) {
		this.lease = lease;
		this.source = source;
		this.report = report;
		this.labels = labels;
	}

	/**
	 * Bring content into the content store, kept by the lease.
	 */
	void fetch(Descriptor descriptor) throws IOException, InterruptedException {
		PullReport.Part part = this.report.part(descriptor);
		String ref = MediaTypes.ref(descriptor.mediaType(), descriptor.digest());
		DaemonCalls.Outage outage = new DaemonCalls.Outage();
		Lock lock = new Lock(ref);
		Transfer transfer = new Transfer(descriptor, part, outage);
		for (;;) {
			try {
				part.status(transfer.run(ref) ? Status.DOWNLOADED : Status.EXISTS);
				this.lease.written(ref);
				return;
			}
			catch (ImageProblem | RegistryException ex) {
				// It was aborted, so all of it is fetched again.
				if (!transfer.isDoubtful(ex)) {
					throw ex;
				}
				logger.info("Fetching {} once more: {}", descriptor.digest(), ex.getMessage());
			}
			catch (RuntimeException ex) {
				if (Errors.isLocked(ex)) {
					lock.waitOrThrow(ex);
				}
				else {
					outage.waitOrThrow(ex);
					logger.debug("containerd was away while {} was fetched", descriptor.digest());
				}
			}
		}
	}

	/**
	 * One part on its way.
	 */
	private final class Transfer {

		private final Descriptor descriptor;

		private final PullReport.Part part;

		private final DaemonCalls.Outage outage;

		private final byte[] buffer;

		private boolean resumed;

		private boolean begunAnew;

		private Transfer(Descriptor descriptor, PullReport.Part part, DaemonCalls.Outage outage) {
			this.descriptor = descriptor;
			this.part = part;
			this.outage = outage;
			this.buffer = new byte[(int) Math.min(CHUNK, Math.max(1, descriptor.size()))];
		}

		/**
		 * Return whether something was written.
		 */
		private boolean run(String ref) throws IOException, InterruptedException {
			ContentWriter writer;
			try {
				writer = Fetcher.this.lease.content().write(ref, this.descriptor.size(), this.descriptor.digest());
			}
			catch (RuntimeException ex) {
				// containerd has put it under our lease all the same.
				if (Errors.isAlreadyExists(ex)) {
					return false;
				}
				throw ex;
			}
			try (writer) {
				Fetcher.this.lease.writing(ref);
				try {
					return write(writer);
				}
				catch (IOException | InterruptedException | RuntimeException ex) {
					if (!Errors.isUnavailable(ex)) {
						// While it is still locked, so that nobody else's is meant.
						abort(ref);
					}
					throw ex;
				}
			}
		}

		private boolean write(ContentWriter writer) throws IOException, InterruptedException {
			this.resumed = writer.offset() > 0;
			if (writer.offset() > this.descriptor.size()) {
				writer.restart();
			}
			this.part.downloading(writer.offset());
			copy(writer);
			try {
				writer.commit(this.descriptor.digest(), Fetcher.this.labels);
			}
			catch (RuntimeException ex) {
				if (Errors.isAlreadyExists(ex)) {
					return true;
				}
				if (Errors.isFailedPrecondition(ex)) {
					throw new ImageProblem(Reason.CORRUPT,
							"what the registry sent for " + this.descriptor.digest() + " has another digest"
									+ (this.resumed ? ", or what was left of an earlier download had" : "") + " ("
									+ Errors.text(ex) + ")",
							ex);
				}
				throw ex;
			}
			return true;
		}

		/**
		 * Whether wrong content is due to what was left of an earlier download, or to one
		 * of several places that it came from.
		 */
		private boolean isDoubtful(Exception failure) {
			Reason reason = (failure instanceof ImageProblem problem) ? problem.reason()
					: (failure instanceof RegistryException problem) ? problem.reason() : null;
			if (reason != Reason.CORRUPT) {
				return false;
			}
			boolean leftover = this.resumed && !this.begunAnew;
			this.begunAnew |= leftover;
			return Fetcher.this.source.reject(this.descriptor) || leftover;
		}

		private void copy(ContentWriter writer) throws IOException, InterruptedException {
			int breaks = 0;
			while (writer.offset() < this.descriptor.size()) {
				long before = writer.offset();
				try (ImageSource.Content content = Fetcher.this.source.open(this.descriptor, before)) {
					if (content.offset() != before) {
						writer.restart();
					}
					copy(content.body(), writer);
				}
				breaks = (writer.offset() > before) ? 0 : breaks + 1;
				if (breaks == BREAKS) {
					throw new ImageProblem(Reason.CORRUPT, "the registry sent " + writer.offset() + " of the "
							+ this.descriptor.size() + " bytes of " + this.descriptor.digest());
				}
			}
		}

		private void copy(InputStream in, ContentWriter writer) throws IOException, InterruptedException {
			for (;;) {
				int count;
				try {
					count = fill(in);
				}
				catch (RegistryException ex) {
					throw ex;
				}
				catch (IOException ex) {
					if (Thread.interrupted()) {
						throw new InterruptedException();
					}
					throw new RegistryException(Reason.NETWORK,
							"the connection broke while " + this.descriptor.digest() + " was fetched: " + ex, ex);
				}
				if (count == 0) {
					return;
				}
				if (writer.offset() + count > this.descriptor.size()) {
					throw ImageProblem.corrupt("the registry sent more than the " + this.descriptor.size()
							+ " bytes of " + this.descriptor.digest());
				}
				writer.write(this.buffer, 0, count);
				this.outage.over();
				this.part.downloading(writer.offset());
			}
		}

		/**
		 * Read as much as one message takes, or what has come within a moment.
		 */
		private int fill(InputStream in) throws IOException {
			long end = System.nanoTime() + MOMENT.toNanos();
			int count = 0;
			do {
				int more = in.read(this.buffer, count, this.buffer.length - count);
				if (more < 0) {
					break;
				}
				count += more;
			}
			while (count < this.buffer.length && System.nanoTime() - end < 0);
			return count;
		}

		private void abort(String ref) {
			CompletableFuture<Void> aborted = Fetcher.this.lease.content().abort(ref);
			aborted.handle((nothing, failure) -> {
				if (failure == null) {
					Fetcher.this.lease.written(ref);
				}
				return failure;
			}).join();
		}

	}

	/**
	 * An ingest that another client has: another pull of ours with the same layer, or a
	 * process that is not ours. Whoever comes first, the other finds it done.
	 */
	private final class Lock {

		private final String ref;

		private long since = System.nanoTime();

		private long offset = -1;

		private Lock(String ref) {
			this.ref = ref;
		}

		private void waitOrThrow(RuntimeException failure) throws InterruptedException {
			long now = System.nanoTime();
			long current = DaemonCalls.patiently(() -> Fetcher.this.lease.content().ingests())
				.stream()
				.filter((ingest) -> ingest.ref().equals(this.ref))
				.mapToLong((ingest) -> ingest.offset())
				.findFirst()
				.orElse(-1);
			if (current != this.offset) {
				this.offset = current;
				this.since = now;
			}
			if (now - this.since > LOCKED.toNanos()) {
				throw new ImageProblem(Reason.DAEMON,
						"another client has held the download " + this.ref + " for a minute without going on", failure);
			}
			DaemonCalls.pause(LOCK_WAIT);
		}

	}

}

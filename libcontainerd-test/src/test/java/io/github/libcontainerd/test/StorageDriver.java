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

package io.github.libcontainerd.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

import io.github.libcontainerd.internal.grpc.api.content.ContentGrpc;
import io.github.libcontainerd.internal.grpc.api.content.InfoRequest;
import io.github.libcontainerd.internal.grpc.api.content.WriteAction;
import io.github.libcontainerd.internal.grpc.api.content.WriteContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.WriteContentResponse;
import io.github.libcontainerd.internal.grpc.api.diff.DiffGrpc;
import io.github.libcontainerd.internal.grpc.api.images.ImagesGrpc;
import io.github.libcontainerd.internal.grpc.api.leases.CreateRequest;
import io.github.libcontainerd.internal.grpc.api.leases.DeleteRequest;
import io.github.libcontainerd.internal.grpc.api.leases.LeasesGrpc;
import io.github.libcontainerd.internal.grpc.api.snapshots.SnapshotsGrpc;
import io.github.libcontainerd.test.internal.image.Digests;

/**
 * Drives what any containerd keeps of images through the generated stubs, in one
 * namespace and perhaps under a lease.
 */
final class StorageDriver {

	private final Channel channel;

	StorageDriver(Channel channel) {
		this.channel = channel;
	}

	/** One whose work no garbage collection takes away. */
	static StorageDriver leased(Driver driver, String namespace, String lease) {
		new StorageDriver(driver.clients.in(namespace)).leases()
			.create(CreateRequest.newBuilder().setId(lease).build());
		return new StorageDriver(driver.clients.in(namespace, lease));
	}

	/** Collect garbage and wait for the end of it. */
	void collect() {
		leases().create(CreateRequest.newBuilder().setId("sync").build());
		leases().delete(DeleteRequest.newBuilder().setId("sync").setSync(true).build());
	}

	void release(String lease) {
		leases().delete(DeleteRequest.newBuilder().setId(lease).setSync(true).build());
	}

	ImagesGrpc.ImagesBlockingStub images() {
		return ImagesGrpc.newBlockingStub(this.channel).withDeadlineAfter(20, TimeUnit.SECONDS);
	}

	ContentGrpc.ContentBlockingStub content() {
		return ContentGrpc.newBlockingStub(this.channel).withDeadlineAfter(20, TimeUnit.SECONDS);
	}

	SnapshotsGrpc.SnapshotsBlockingStub snapshots() {
		return SnapshotsGrpc.newBlockingStub(this.channel).withDeadlineAfter(20, TimeUnit.SECONDS);
	}

	DiffGrpc.DiffBlockingStub diff() {
		return DiffGrpc.newBlockingStub(this.channel).withDeadlineAfter(20, TimeUnit.SECONDS);
	}

	LeasesGrpc.LeasesBlockingStub leases() {
		return LeasesGrpc.newBlockingStub(this.channel).withDeadlineAfter(20, TimeUnit.SECONDS);
	}

	static WriteContentRequest.Builder stat(String ref) {
		return WriteContentRequest.newBuilder().setAction(WriteAction.STAT).setRef(ref);
	}

	static WriteContentRequest.Builder write(String ref, long offset, String data) {
		return WriteContentRequest.newBuilder()
			.setAction(WriteAction.WRITE)
			.setRef(ref)
			.setOffset(offset)
			.setData(ByteString.copyFromUtf8(data));
	}

	static WriteContentRequest.Builder commit(String ref, long offset) {
		return WriteContentRequest.newBuilder().setAction(WriteAction.COMMIT).setRef(ref).setOffset(offset);
	}

	/** One stream with these messages, each sent when the one before is answered. */
	String write(WriteContentRequest.Builder... requests) {
		try (Session session = open()) {
			List<String> shown = new ArrayList<>();
			for (WriteContentRequest.Builder request : requests) {
				shown.add(session.send(request.build()));
			}
			if (requests[requests.length - 1].getAction() == WriteAction.COMMIT) {
				shown.add(session.next());
			}
			return String.join(" | ", shown);
		}
	}

	/** Write content in one go. */
	String put(byte[] data) {
		String digest = Digests.of(data);
		try (Session session = open()) {
			session.send(stat(digest).build());
			session.send(WriteContentRequest.newBuilder()
				.setAction(WriteAction.COMMIT)
				.setData(ByteString.copyFrom(data))
				.setExpected(digest)
				.setTotal(data.length)
				.build());
		}
		return digest;
	}

	boolean has(String digest) {
		try {
			content().info(InfoRequest.newBuilder().setDigest(digest).build());
			return true;
		}
		catch (StatusRuntimeException ex) {
			return false;
		}
	}

	Session open() {
		return new Session(ContentGrpc.newStub(this.channel).withDeadlineAfter(20, TimeUnit.SECONDS));
	}

	/**
	 * An open stream of writes.
	 */
	static final class Session implements StreamObserver<WriteContentResponse>, AutoCloseable {

		private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();

		private final StreamObserver<WriteContentRequest> requests;

		private boolean ended;

		Session(ContentGrpc.ContentStub stub) {
			this.requests = stub.write(this);
		}

		String send(WriteContentRequest request) {
			this.requests.onNext(request);
			return next();
		}

		String next() {
			try {
				Object answer = this.answers.poll(20, TimeUnit.SECONDS);
				this.ended = !(answer instanceof WriteContentResponse);
				if (answer instanceof Throwable failure) {
					throw Status.fromThrowable(failure).asRuntimeException();
				}
				if (answer instanceof WriteContentResponse response) {
					return "%s offset=%d total=%d digest=%.20s started=%s updated=%s".formatted(response.getAction(),
							response.getOffset(), response.getTotal(), response.getDigest(), response.hasStartedAt(),
							response.hasUpdatedAt());
				}
				return String.valueOf(answer);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return "interrupted";
			}
		}

		@Override
		public void onNext(WriteContentResponse response) {
			this.answers.add(response);
		}

		@Override
		public void onError(Throwable failure) {
			this.answers.add(failure);
		}

		@Override
		public void onCompleted() {
			this.answers.add("end");
		}

		/** Close it and wait for its end. */
		@Override
		public void close() {
			if (this.ended) {
				return;
			}
			try {
				this.requests.onCompleted();
				while (this.answers.poll(20, TimeUnit.SECONDS) instanceof WriteContentResponse) {
					continue;
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}

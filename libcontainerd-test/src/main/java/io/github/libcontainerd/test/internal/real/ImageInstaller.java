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

package io.github.libcontainerd.test.internal.real;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

import io.github.libcontainerd.internal.grpc.api.content.ContentGrpc;
import io.github.libcontainerd.internal.grpc.api.content.WriteAction;
import io.github.libcontainerd.internal.grpc.api.content.WriteContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.WriteContentResponse;
import io.github.libcontainerd.internal.grpc.api.diff.ApplyRequest;
import io.github.libcontainerd.internal.grpc.api.diff.DiffGrpc;
import io.github.libcontainerd.internal.grpc.api.images.CreateImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.Image;
import io.github.libcontainerd.internal.grpc.api.images.ImagesGrpc;
import io.github.libcontainerd.internal.grpc.api.leases.CreateRequest;
import io.github.libcontainerd.internal.grpc.api.leases.DeleteRequest;
import io.github.libcontainerd.internal.grpc.api.leases.LeasesGrpc;
import io.github.libcontainerd.internal.grpc.api.snapshots.CommitSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.PrepareSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.SnapshotsGrpc;
import io.github.libcontainerd.internal.grpc.api.types.Mount;
import io.github.libcontainerd.test.internal.image.ImageBlob;
import io.github.libcontainerd.test.internal.image.ImageInstallation;
import io.github.libcontainerd.test.internal.image.ImageNames;

/**
 * Brings an image into a containerd without a registry and without the library under
 * test, so that a fault of the library's own import does not fail all other tests.
 */
public final class ImageInstaller {

	private static final int CHUNK = 1 << 20;

	private static final int SECONDS = 60;

	private final Clients clients;

	private final String namespace;

	public ImageInstaller(Clients clients, String namespace) {
		this.clients = clients;
		this.namespace = namespace;
	}

	/**
	 * Install an image, unpacked.
	 */
	public void install(String name, ImageInstallation image) {
		String lease = "install-" + UUID.randomUUID();
		LeasesGrpc.LeasesBlockingStub leases = LeasesGrpc.newBlockingStub(this.clients.in(this.namespace))
			.withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
		leases.create(CreateRequest.newBuilder()
			.setId(lease)
			.putLabels("containerd.io/gc.expire", Instant.now().plus(Duration.ofHours(1)).toString())
			.build());
		try {
			install(name, image, this.clients.in(this.namespace, lease));
		}
		finally {
			leases.delete(DeleteRequest.newBuilder().setId(lease).build());
		}
	}

	private void install(String name, ImageInstallation installation, Channel channel) {
		List<String> chain = installation.chainIds();
		for (ImageBlob blob : installation.blobs()) {
			int layer = installation.layers().indexOf(blob);
			upload(channel, blob, installation);
			if (layer >= 0) {
				unpack(channel, installation.snapshotter(), blob, (layer > 0) ? chain.get(layer - 1) : "",
						chain.get(layer));
			}
		}
		ImagesGrpc.newBlockingStub(channel)
			.withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
			.create(CreateImageRequest.newBuilder()
				.setImage(Image.newBuilder()
					.setName(ImageNames.complete(name))
					.setTarget(installation.manifest().descriptor()))
				.build());
	}

	private static void upload(Channel channel, ImageBlob blob, ImageInstallation installation) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		StreamObserver<WriteContentRequest> requests = ContentGrpc.newStub(channel)
			.withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
			.write(new Upload(done));
		byte[] data = blob.bytes();
		for (int offset = 0; offset < data.length; offset += CHUNK) {
			requests.onNext(WriteContentRequest.newBuilder()
				.setAction(WriteAction.WRITE)
				.setRef("install-" + blob.digest())
				.setTotal(data.length)
				.setExpected(blob.digest())
				.setOffset(offset)
				.setData(ByteString.copyFrom(data, offset, Math.min(CHUNK, data.length - offset)))
				.build());
		}
		requests.onNext(WriteContentRequest.newBuilder()
			.setAction(WriteAction.COMMIT)
			.setTotal(data.length)
			.setExpected(blob.digest())
			.setOffset(data.length)
			.putAllLabels(installation.labels(blob))
			.build());
		try {
			done.get(SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			StatusRuntimeException failure = Status.fromThrowable(ex).asRuntimeException();
			if (failure.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
				throw failure;
			}
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("containerd did not take " + blob.digest(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while installing an image", ex);
		}
	}

	private static void unpack(Channel channel, String snapshotter, ImageBlob layer, String parent, String chainId) {
		SnapshotsGrpc.SnapshotsBlockingStub snapshots = SnapshotsGrpc.newBlockingStub(channel)
			.withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
		String key = "install " + UUID.randomUUID();
		List<Mount> mounts;
		try {
			mounts = snapshots
				.prepare(PrepareSnapshotRequest.newBuilder()
					.setSnapshotter(snapshotter)
					.setKey(key)
					.setParent(parent)
					.putLabels("containerd.io/snapshot.ref", chainId)
					.build())
				.getMountsList();
		}
		catch (StatusRuntimeException ex) {
			if (ex.getStatus().getCode() == Status.Code.ALREADY_EXISTS) {
				return;
			}
			throw ex;
		}
		DiffGrpc.newBlockingStub(channel)
			.withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
			.apply(ApplyRequest.newBuilder().setDiff(layer.descriptor()).addAllMounts(mounts).build());
		snapshots.commit(
				CommitSnapshotRequest.newBuilder().setSnapshotter(snapshotter).setName(chainId).setKey(key).build());
	}

	/**
	 * The end of an upload.
	 *
	 * @param done completed at the end
	 */
	private record Upload(CompletableFuture<Void> done) implements StreamObserver<WriteContentResponse> {

		@Override
		public void onNext(WriteContentResponse response) {
			// Only the end counts.
		}

		@Override
		public void onError(Throwable failure) {
			this.done.completeExceptionally(failure);
		}

		@Override
		public void onCompleted() {
			this.done.complete(null);
		}

	}

}

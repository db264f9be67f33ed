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

package io.github.libcontainerd.test.internal.fake.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.content.Info;
import io.github.libcontainerd.internal.grpc.api.content.WriteAction;
import io.github.libcontainerd.internal.grpc.api.content.WriteContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.WriteContentResponse;
import io.github.libcontainerd.internal.grpc.api.event.ContentCreate;
import io.github.libcontainerd.test.internal.fake.server.FakeDaemon;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.fake.server.FakeInterceptor;
import io.github.libcontainerd.test.internal.fake.server.FakeLabels;
import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.store.FakeIngest;
import io.github.libcontainerd.test.internal.fake.store.FakeLease;
import io.github.libcontainerd.test.internal.fake.store.FakeMetadata;
import io.github.libcontainerd.test.internal.fake.store.FakeStorage;
import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.host.Threads;
import io.github.libcontainerd.test.internal.image.Digests;

/**
 * One stream of writes. Its first message locks the reference, its end unlocks it.
 */
final class FakeWrite implements StreamObserver<WriteContentRequest> {

	/** The real one tries ten times within about half a second. */
	private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

	private final FakeDaemon daemon;

	private final FakeContent content;

	private final FakeStorage storage;

	private final StreamObserver<WriteContentResponse> observer;

	private final Context context = Context.current();

	private @Nullable String namespace;

	private @Nullable FakeIngest ingest;

	private @Nullable FileChannel channel;

	private WriteContentResponse.Builder last = WriteContentResponse.newBuilder();

	private long total;

	private String expected = "";

	private boolean ended;

	FakeWrite(FakeDaemon daemon, FakeStorage storage, FakeContent content,
			StreamObserver<WriteContentResponse> observer) {
		this.daemon = daemon;
		this.content = content;
		this.storage = storage;
		this.observer = observer;
		((ServerCallStreamObserver<WriteContentResponse>) observer).setOnCancelHandler(this::release);
		if (daemon.information().isOneSix()) {
			this.last.setStartedAt(FakeEvents.NEVER).setUpdatedAt(FakeEvents.NEVER);
		}
	}

	@Override
	public void onNext(WriteContentRequest request) {
		if (this.ended) {
			return;
		}
		try {
			this.context.run(() -> handle(request));
		}
		catch (StatusRuntimeException ex) {
			fail(ex);
		}
		catch (UncheckedIOException ex) {
			fail(Rpc.unknown(ex.toString()));
		}
	}

	private void fail(StatusRuntimeException ex) {
		this.ended = true;
		release();
		this.observer.onError(ex);
	}

	private void handle(WriteContentRequest request) {
		FakeIngest current = this.ingest;
		if (current == null) {
			current = open(request);
			this.ingest = current;
		}
		this.last.setAction(request.getAction()).setOffset(current.offset);
		if (!request.getExpected().isEmpty()) {
			this.expected = request.getExpected();
			abortIfKnown(current);
		}
		if (request.getTotal() > 0) {
			this.total = request.getTotal();
		}
		if (request.getAction() == WriteAction.STAT) {
			this.last.setDigest(digest(current))
				.setStartedAt(FakeEvents.timestamp(current.startedAt))
				.setUpdatedAt(FakeEvents.timestamp(current.updatedAt))
				.setTotal(this.total);
		}
		else {
			write(current, request);
			String digest = digest(current);
			if (request.getAction() == WriteAction.COMMIT) {
				digest = commit(current, request.getLabelsMap());
			}
			this.last.setDigest(digest);
		}
		this.observer.onNext(this.last.build());
		if (request.getAction() == WriteAction.COMMIT) {
			end();
		}
	}

	private static String digest(FakeIngest ingest) {
		return (ingest.shared != null) ? ingest.shared : Digests.peek(ingest.digest);
	}

	private FakeIngest open(WriteContentRequest request) {
		String ref = request.getRef();
		if (ref.isEmpty()) {
			throw Rpc.invalid("first message must have a reference");
		}
		String name = FakeInterceptor.namespace();
		this.namespace = name;
		this.total = request.getTotal();
		this.expected = request.getExpected();
		FakeIngest[] opened = new FakeIngest[1];
		Threads.await(LOCK_TIMEOUT, () -> {
			opened[0] = this.storage.write(name, (metadata) -> open(metadata, ref));
			return opened[0] != null || this.context.isCancelled();
		});
		FakeIngest result = opened[0];
		if (result == null) {
			throw locked(name, ref);
		}
		try {
			this.channel = FileChannel.open(result.file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return result;
	}

	private StatusRuntimeException locked(String name, String ref) {
		Instant since = this.storage.read(name, (metadata) -> {
			FakeIngest holder = metadata.ingests().get(ref);
			return (holder != null && holder.lockedSince != null) ? holder.lockedSince : Instant.now();
		});
		return Status.UNAVAILABLE
			.withDescription("ref %s/1/%s locked for %dms (since %s): unavailable".formatted(name, ref,
					Duration.between(since, Instant.now()).toMillis(), since.atOffset(ZoneOffset.UTC)))
			.asRuntimeException();
	}

	/** Returns {@code null} if the reference is locked. */
	private @Nullable FakeIngest open(FakeMetadata metadata, String ref) {
		FakeLease lease = metadata.lease();
		if (!this.expected.isEmpty() && metadata.blobs().containsKey(this.expected)) {
			if (lease != null) {
				lease.add("content", this.expected);
			}
			throw Rpc.exists("content " + this.expected);
		}
		FakeIngest found = metadata.ingests().get(ref);
		if (found != null && found.lockedSince != null) {
			return null;
		}
		FakeIngest opened = (found != null) ? found
				: new FakeIngest(ref, this.storage.freshIngest(), Math.max(0, this.total));
		if (lease != null) {
			lease.add("ingests", ref);
		}
		else {
			opened.expireUnleased();
		}
		if (found == null || opened.shared != null) {
			adopt(opened);
		}
		opened.lockedSince = Instant.now();
		metadata.ingests().put(ref, opened);
		return opened;
	}

	/** Content that another namespace has need not be sent. */
	private void adopt(FakeIngest opened) {
		opened.shared = null;
		opened.offset = 0;
		if (!this.expected.isEmpty() && this.storage.hasBlob(this.expected)) {
			long size = FakeStorage.size(this.storage.blob(this.expected));
			if (this.total == 0 || this.total == size) {
				opened.shared = this.expected;
				opened.offset = size;
			}
		}
	}

	private void abortIfKnown(FakeIngest current) {
		boolean known = this.storage.write(requireNamespace(), (metadata) -> {
			if (!metadata.blobs().containsKey(this.expected)) {
				return false;
			}
			metadata.ingests().remove(current.ref, current);
			metadata.unlease("ingests", current.ref);
			Commands.delete(current.file);
			return true;
		});
		if (known) {
			throw Status.ALREADY_EXISTS.withDescription("blob with expected digest " + this.expected + " exists")
				.asRuntimeException();
		}
	}

	private String requireNamespace() {
		String name = this.namespace;
		if (name == null) {
			throw new IllegalStateException("not open");
		}
		return name;
	}

	/** Without an offset, what was written is thrown away, at a commit too. */
	private void write(FakeIngest current, WriteContentRequest request) {
		if (request.getOffset() > 0 && request.getOffset() != current.offset) {
			throw Status.OUT_OF_RANGE
				.withDescription(
						"write @%d must occur at current offset %d".formatted(request.getOffset(), current.offset))
				.asRuntimeException();
		}
		try {
			if (request.getOffset() == 0 && current.offset > 0) {
				truncate(current);
				this.last.setOffset(0);
			}
			if (!request.getData().isEmpty()) {
				unshare(current);
				FileChannel file = requireChannel();
				ByteBuffer data = request.getData().asReadOnlyByteBuffer();
				int length = data.remaining();
				file.position(current.offset);
				while (data.hasRemaining()) {
					file.write(data);
				}
				current.digest.update(request.getData().asReadOnlyByteBuffer());
				current.offset += length;
				current.updatedAt = Instant.now();
				this.last.setOffset(current.offset);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private FileChannel requireChannel() {
		FileChannel file = this.channel;
		if (file == null) {
			throw new IllegalStateException("not open");
		}
		return file;
	}

	private void truncate(FakeIngest current) throws IOException {
		current.shared = null;
		current.offset = 0;
		current.digest = Digests.begin();
		requireChannel().truncate(0);
	}

	/** Who writes gets a copy of what another namespace has. */
	private void unshare(FakeIngest current) throws IOException {
		String shared = current.shared;
		if (shared != null) {
			byte[] data = Files.readAllBytes(this.storage.blob(shared));
			requireChannel().write(ByteBuffer.wrap(data), 0);
			current.digest.update(data);
			current.shared = null;
		}
	}

	private String commit(FakeIngest current, Map<String, String> labels) {
		this.content.checkLabels(labels);
		if (this.total != 0 && this.total != current.offset) {
			throw failed("\"%s\" failed size validation: %d != %d".formatted(current.ref, current.offset, this.total));
		}
		String digest = digest(current);
		if (!this.expected.isEmpty() && !this.expected.equals(digest)) {
			throw failed((current.shared != null) ? "\"%s\" unexpected digest".formatted(current.ref)
					: "unexpected commit digest %s, expected %s".formatted(digest, this.expected));
		}
		boolean added = this.storage.write(requireNamespace(), (metadata) -> commit(metadata, current, digest, labels));
		if (!added) {
			throw Rpc.exists("content " + digest);
		}
		if (this.daemon.information().announcesContent()) {
			this.daemon.events()
				.publish(requireNamespace(), "/content/create",
						ContentCreate.newBuilder().setDigest(digest).setSize(current.offset).build());
		}
		return digest;
	}

	private boolean commit(FakeMetadata metadata, FakeIngest current, String digest, Map<String, String> labels) {
		if (current.shared == null) {
			Path target = this.storage.blob(digest);
			if (!Files.exists(current.file)) {
				throw Rpc.unknown("rename " + current.file + " " + target + ": no such file or directory");
			}
			if (Files.exists(target)) {
				Commands.delete(current.file);
			}
			else {
				FakeContent.move(current.file, target);
			}
		}
		FakeLease lease = metadata.lease();
		metadata.ingests().remove(current.ref, current);
		metadata.unlease("ingests", current.ref);
		if (lease != null) {
			lease.add("content", digest);
		}
		var now = FakeEvents.timestamp(Instant.now());
		return metadata.blobs()
			.putIfAbsent(digest,
					Info.newBuilder()
						.setDigest(digest)
						.setSize(current.offset)
						.setCreatedAt(now)
						.setUpdatedAt(now)
						.putAllLabels(FakeLabels.stored(labels))
						.build()) == null;
	}

	private static StatusRuntimeException failed(String text) {
		return Status.FAILED_PRECONDITION.withDescription(text + ": failed precondition").asRuntimeException();
	}

	/** The real one sends its last message once more. */
	private void end() {
		this.ended = true;
		release();
		this.observer.onNext(this.last.build());
		this.observer.onCompleted();
	}

	private void release() {
		FakeIngest held = this.ingest;
		String name = this.namespace;
		if (held != null && name != null) {
			this.ingest = null;
			this.storage.read(name, (metadata) -> held.lockedSince = null);
		}
		FileChannel file = this.channel;
		this.channel = null;
		if (file != null) {
			try {
				file.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	@Override
	public void onError(Throwable ex) {
		this.ended = true;
		release();
	}

	@Override
	public void onCompleted() {
		if (!this.ended) {
			if (this.ingest == null) {
				// Ended before it began: the real one cannot read its first message.
				fail(Rpc.unknown("EOF"));
				return;
			}
			end();
		}
	}

}

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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.content.AbortRequest;
import io.github.libcontainerd.internal.grpc.api.content.ContentGrpc;
import io.github.libcontainerd.internal.grpc.api.content.DeleteContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.Info;
import io.github.libcontainerd.internal.grpc.api.content.InfoRequest;
import io.github.libcontainerd.internal.grpc.api.content.InfoResponse;
import io.github.libcontainerd.internal.grpc.api.content.ListContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.ListContentResponse;
import io.github.libcontainerd.internal.grpc.api.content.ListStatusesRequest;
import io.github.libcontainerd.internal.grpc.api.content.ListStatusesResponse;
import io.github.libcontainerd.internal.grpc.api.content.ReadContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.ReadContentResponse;
import io.github.libcontainerd.internal.grpc.api.content.StatusRequest;
import io.github.libcontainerd.internal.grpc.api.content.StatusResponse;
import io.github.libcontainerd.internal.grpc.api.content.UpdateRequest;
import io.github.libcontainerd.internal.grpc.api.content.UpdateResponse;
import io.github.libcontainerd.internal.grpc.api.content.WriteContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.WriteContentResponse;
import io.github.libcontainerd.internal.grpc.api.event.ContentDelete;
import io.github.libcontainerd.test.internal.fake.server.FakeDaemon;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.fake.server.FakeInterceptor;
import io.github.libcontainerd.test.internal.fake.server.FakeLabels;
import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.store.FakeIngest;
import io.github.libcontainerd.test.internal.fake.store.FakeStorage;
import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.host.Threads;
import io.github.libcontainerd.test.internal.image.Digests;

/**
 * The content service.
 */
public final class FakeContent extends ContentGrpc.ContentImplBase {

	private static final int CHUNK = 1 << 20;

	private static final int BATCH = 100;

	private final FakeDaemon daemon;

	private final FakeStorage storage;

	public FakeContent(FakeDaemon daemon, FakeStorage storage) {
		this.daemon = daemon;
		this.storage = storage;
	}

	@Override
	public void info(InfoRequest request, StreamObserver<InfoResponse> observer) {
		Rpc.answer(observer, () -> {
			validate(request.getDigest());
			return InfoResponse.newBuilder().setInfo(require(request.getDigest())).build();
		});
	}

	private Info require(String digest) {
		return this.storage.read(FakeInterceptor.namespace(), (metadata) -> {
			metadata.require(digest);
			return java.util.Objects.requireNonNull(metadata.blobs().get(digest));
		});
	}

	private static void validate(String digest) {
		if (Digests.problem(digest) != null) {
			throw Rpc.invalid("\"" + digest + "\" failed validation");
		}
	}

	@Override
	public void update(UpdateRequest request, StreamObserver<UpdateResponse> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasInfo()) {
				throw this.daemon.crash("Content.Update without info");
			}
			String digest = request.getInfo().getDigest();
			validate(digest);
			Info updated = this.storage.write(FakeInterceptor.namespace(), (metadata) -> {
				metadata.require(digest);
				Info old = java.util.Objects.requireNonNull(metadata.blobs().get(digest));
				Map<String, String> labels = new LinkedHashMap<>(old.getLabelsMap());
				String wrong = FakeLabels.merge(labels, request.getInfo().getLabelsMap(),
						request.getUpdateMask().getPathsList());
				if (wrong != null) {
					throw Rpc.invalid("cannot update \"%s\" field on content info \"%s\": invalid argument"
						.formatted(wrong, digest));
				}
				checkLabels(labels);
				Info info = old.toBuilder()
					.clearLabels()
					.putAllLabels(labels)
					.setUpdatedAt(FakeEvents.timestamp(Instant.now()))
					.build();
				metadata.blobs().put(digest, info);
				return info;
			});
			return UpdateResponse.newBuilder().setInfo(updated).build();
		});
	}

	void checkLabels(Map<String, String> labels) {
		String problem = FakeLabels.problem(labels, this.daemon.information().isOneSix());
		if (problem != null) {
			throw Rpc.invalid("info.Labels: " + problem + ": invalid argument");
		}
	}

	@Override
	public void list(ListContentRequest request, StreamObserver<ListContentResponse> observer) {
		try {
			String namespace = FakeInterceptor.namespace();
			Predicate<Function<List<String>, @Nullable String>> filter = Rpc.filter(request.getFiltersList());
			boolean two = this.daemon.information().isTwo();
			List<Info> found = this.storage.read(namespace,
					(metadata) -> metadata.blobs()
						.values()
						.stream()
						.filter((info) -> filter.test((path) -> field(info, path)))
						.map((info) -> two ? info : info.toBuilder().clearUpdatedAt().build())
						.toList());
			for (int i = 0; i < found.size(); i += BATCH) {
				observer.onNext(ListContentResponse.newBuilder()
					.addAllInfo(found.subList(i, Math.min(found.size(), i + BATCH)))
					.build());
			}
			observer.onCompleted();
		}
		catch (StatusRuntimeException ex) {
			observer.onError(ex);
		}
	}

	private static @Nullable String field(Info info, List<String> path) {
		return switch (path.get(0)) {
			case "digest" -> info.getDigest();
			case "labels" -> FakeLabels.field(info.getLabelsMap(), path);
			default -> null;
		};
	}

	@Override
	public void delete(DeleteContentRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			String problem = Digests.problem(request.getDigest());
			if (problem != null) {
				throw Rpc.invalid(problem);
			}
			String namespace = FakeInterceptor.namespace();
			this.storage.write(namespace, (metadata) -> {
				metadata.require(request.getDigest());
				metadata.unlease("content", request.getDigest());
				this.storage.deleted();
				return metadata.blobs().remove(request.getDigest());
			});
			this.daemon.events()
				.publish(namespace, "/content/delete",
						ContentDelete.newBuilder().setDigest(request.getDigest()).build());
			return Empty.getDefaultInstance();
		});
	}

	/** The offsets of the answers count from where the reading began. */
	@Override
	public void read(ReadContentRequest request, StreamObserver<ReadContentResponse> observer) {
		ServerCallStreamObserver<ReadContentResponse> call = (ServerCallStreamObserver<ReadContentResponse>) observer;
		call.setOnCancelHandler(() -> {
		});
		try {
			String problem = Digests.problem(request.getDigest());
			if (problem != null) {
				throw Rpc.invalid(request.getDigest() + ": " + problem);
			}
			Info info = require(request.getDigest());
			long offset = Math.max(0, request.getOffset());
			if (offset > info.getSize()) {
				throw Status.OUT_OF_RANGE.withDescription("read past object length " + info.getSize() + " bytes")
					.asRuntimeException();
			}
			long size = request.getSize();
			if (size <= 0 || offset + size > info.getSize()) {
				size = info.getSize() - offset;
			}
			try (InputStream stream = Files.newInputStream(this.storage.blob(request.getDigest()))) {
				stream.skipNBytes(offset);
				send(stream, size, call);
			}
			observer.onCompleted();
		}
		catch (StatusRuntimeException ex) {
			observer.onError(ex);
		}
		catch (IOException ex) {
			observer.onError(Rpc.unknown(ex.toString()));
		}
	}

	private static void send(InputStream stream, long size, ServerCallStreamObserver<ReadContentResponse> call)
			throws IOException {
		long sent = 0;
		while (sent < size && !call.isCancelled()) {
			byte[] data = stream.readNBytes((int) Math.min(CHUNK, size - sent));
			if (data.length == 0) {
				return;
			}
			// A client that reads slowly is not sent all of it at once.
			Threads.await(java.time.Duration.ofSeconds(30), () -> call.isReady() || call.isCancelled());
			call.onNext(ReadContentResponse.newBuilder().setOffset(sent).setData(ByteString.copyFrom(data)).build());
			sent += data.length;
		}
	}

	@Override
	public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
		Rpc.answer(observer, () -> this.storage.read(FakeInterceptor.namespace(), (metadata) -> {
			FakeIngest ingest = metadata.ingests().get(request.getRef());
			if (ingest == null) {
				throw Rpc.notFound("could not get status for ref \"%s\": reference %s: not found"
					.formatted(request.getRef(), request.getRef()));
			}
			return StatusResponse.newBuilder().setStatus(ingest.status(this.daemon.information().isOneSix())).build();
		}));
	}

	@Override
	public void listStatuses(ListStatusesRequest request, StreamObserver<ListStatusesResponse> observer) {
		Rpc.answer(observer, () -> {
			String namespace = FakeInterceptor.namespace();
			Predicate<Function<List<String>, @Nullable String>> filter = Rpc.filter(request.getFiltersList());
			boolean oneSix = this.daemon.information().isOneSix();
			return this.storage.read(namespace, (metadata) -> {
				List<io.github.libcontainerd.internal.grpc.api.content.Status> found = new ArrayList<>();
				for (FakeIngest ingest : metadata.ingests().values()) {
					if (filter.test((path) -> path.get(0).equals("ref") ? ingest.ref : null)) {
						found.add(ingest.status(oneSix));
					}
				}
				return ListStatusesResponse.newBuilder().addAllStatuses(found).build();
			});
		});
	}

	@Override
	public StreamObserver<WriteContentRequest> write(StreamObserver<WriteContentResponse> observer) {
		return new FakeWrite(this.daemon, this.storage, this, observer);
	}

	@Override
	public void abort(AbortRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> this.storage.write(FakeInterceptor.namespace(), (metadata) -> {
			FakeIngest ingest = metadata.ingests().remove(request.getRef());
			if (ingest == null) {
				throw Rpc.notFound("reference " + request.getRef() + ": not found");
			}
			metadata.unlease("ingests", request.getRef());
			Commands.delete(ingest.file);
			return Empty.getDefaultInstance();
		}));
	}

	static void move(java.nio.file.Path from, java.nio.file.Path to) {
		try {
			Files.move(from, to);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

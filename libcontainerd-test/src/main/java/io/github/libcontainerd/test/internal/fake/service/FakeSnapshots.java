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

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.event.SnapshotCommit;
import io.github.libcontainerd.internal.grpc.api.event.SnapshotPrepare;
import io.github.libcontainerd.internal.grpc.api.event.SnapshotRemove;
import io.github.libcontainerd.internal.grpc.api.snapshots.CleanupRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.CommitSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.Info;
import io.github.libcontainerd.internal.grpc.api.snapshots.Kind;
import io.github.libcontainerd.internal.grpc.api.snapshots.ListSnapshotsRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.ListSnapshotsResponse;
import io.github.libcontainerd.internal.grpc.api.snapshots.MountsRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.MountsResponse;
import io.github.libcontainerd.internal.grpc.api.snapshots.PrepareSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.PrepareSnapshotResponse;
import io.github.libcontainerd.internal.grpc.api.snapshots.RemoveSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.SnapshotsGrpc;
import io.github.libcontainerd.internal.grpc.api.snapshots.StatSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.StatSnapshotResponse;
import io.github.libcontainerd.internal.grpc.api.snapshots.UpdateSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.UpdateSnapshotResponse;
import io.github.libcontainerd.internal.grpc.api.snapshots.UsageRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.UsageResponse;
import io.github.libcontainerd.internal.grpc.api.snapshots.ViewSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.ViewSnapshotResponse;
import io.github.libcontainerd.internal.grpc.api.types.Mount;
import io.github.libcontainerd.test.internal.fake.server.FakeDaemon;
import io.github.libcontainerd.test.internal.fake.server.FakeInterceptor;
import io.github.libcontainerd.test.internal.fake.server.FakeLabels;
import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.store.FakeLease;
import io.github.libcontainerd.test.internal.fake.store.FakeMetadata;
import io.github.libcontainerd.test.internal.fake.store.FakeSnapshot;
import io.github.libcontainerd.test.internal.fake.store.FakeSnapshotters;
import io.github.libcontainerd.test.internal.fake.store.FakeStorage;
import io.github.libcontainerd.test.internal.host.Commands;

/**
 * The snapshots service.
 */
public final class FakeSnapshots extends SnapshotsGrpc.SnapshotsImplBase {

	private static final String TARGET = "containerd.io/snapshot.ref";

	private static final int BATCH = 100;

	private final FakeDaemon daemon;

	private final FakeStorage storage;

	public FakeSnapshots(FakeDaemon daemon, FakeStorage storage) {
		this.daemon = daemon;
		this.storage = storage;
	}

	@Override
	public void prepare(PrepareSnapshotRequest request, StreamObserver<PrepareSnapshotResponse> observer) {
		Rpc.answer(observer, () -> {
			List<Mount> mounts = create(request.getSnapshotter(), request.getKey(), request.getParent(), Kind.ACTIVE,
					request.getLabelsMap());
			publish("/snapshot/prepare",
					SnapshotPrepare.newBuilder()
						.setKey(request.getKey())
						.setParent(request.getParent())
						.setSnapshotter(snapshotterOfEvent(request.getSnapshotter()))
						.build());
			return PrepareSnapshotResponse.newBuilder().addAllMounts(mounts).build();
		});
	}

	private String snapshotterOfEvent(String snapshotter) {
		return this.daemon.information().isOneSix() ? "" : snapshotter;
	}

	private void publish(String topic, Message event) {
		this.daemon.events().publish(FakeInterceptor.namespace(), topic, event);
	}

	@Override
	public void view(ViewSnapshotRequest request, StreamObserver<ViewSnapshotResponse> observer) {
		Rpc.answer(observer,
				() -> ViewSnapshotResponse.newBuilder()
					.addAllMounts(create(request.getSnapshotter(), request.getKey(), request.getParent(), Kind.VIEW,
							request.getLabelsMap()))
					.build());
	}

	private List<Mount> create(String snapshotter, String key, String parentKey, Kind kind,
			Map<String, String> labels) {
		FakeSnapshotters.check(snapshotter);
		String namespace = FakeInterceptor.namespace();
		checkLabels(labels);
		FakeSnapshot created = this.storage.write(namespace, (metadata) -> {
			Map<String, FakeSnapshot> all = metadata.snapshots(snapshotter);
			String target = labels.getOrDefault(TARGET, "");
			if (!target.isEmpty() && all.containsKey(target)) {
				throw Rpc.exists("target snapshot \"" + target + "\"");
			}
			if (all.containsKey(key)) {
				throw Rpc.exists("snapshot \"" + key + "\"");
			}
			FakeSnapshot parent = null;
			if (!parentKey.isEmpty()) {
				parent = all.get(parentKey);
				if (parent == null) {
					throw Rpc.notFound("parent snapshot " + parentKey + " does not exist: not found");
				}
			}
			String backendKey = metadata.backendKey(snapshotter, key);
			if (parent != null && parent.kind() != Kind.COMMITTED) {
				throw Rpc.invalid("failed to create snapshot: parent \"%s\" is not committed snapshot: invalid argument"
					.formatted(parent.backendKey()));
			}
			FakeLease lease = metadata.lease();
			if (lease != null) {
				lease.add("snapshots/" + snapshotter, key);
			}
			Instant now = Instant.now();
			FakeSnapshot snapshot = new FakeSnapshot(key, backendKey, parent, kind, FakeLabels.stored(labels), now, now,
					this.storage.snapshotters().create(snapshotter, parent, kind));
			if (key.isEmpty()) {
				Commands.delete(snapshot.directory());
				throw Rpc.unclassified("key required");
			}
			all.put(key, snapshot);
			return snapshot;
		});
		return mounts(snapshotter, created);
	}

	private List<Mount> mounts(String snapshotter, FakeSnapshot snapshot) {
		return FakeSnapshotters.mounts(snapshotter, snapshot, this.daemon.information().isTwo());
	}

	private void checkLabels(Map<String, String> labels) {
		String problem = FakeLabels.problem(labels, this.daemon.information().isOneSix());
		if (problem != null) {
			throw Rpc.invalid("info.Labels: " + problem + ": invalid argument");
		}
	}

	private FakeSnapshot require(String snapshotter, String key) {
		FakeSnapshotters.check(snapshotter);
		return this.storage.read(FakeInterceptor.namespace(), (metadata) -> require(metadata, snapshotter, key));
	}

	private static FakeSnapshot require(FakeMetadata metadata, String snapshotter, String key) {
		FakeSnapshot snapshot = metadata.snapshots(snapshotter).get(key);
		if (snapshot == null) {
			throw Rpc.notFound("snapshot " + key + " does not exist: not found");
		}
		return snapshot;
	}

	@Override
	public void mounts(MountsRequest request, StreamObserver<MountsResponse> observer) {
		Rpc.answer(observer, () -> {
			FakeSnapshot snapshot = require(request.getSnapshotter(), request.getKey());
			if (snapshot.kind() == Kind.COMMITTED) {
				throw failed("failed to get active mount: requested snapshot %s not active or view"
					.formatted(snapshot.backendKey()));
			}
			return MountsResponse.newBuilder().addAllMounts(mounts(request.getSnapshotter(), snapshot)).build();
		});
	}

	private static StatusRuntimeException failed(String text) {
		return Status.FAILED_PRECONDITION.withDescription(text + ": failed precondition").asRuntimeException();
	}

	@Override
	public void commit(CommitSnapshotRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			String snapshotter = request.getSnapshotter();
			FakeSnapshotters.check(snapshotter);
			String namespace = FakeInterceptor.namespace();
			checkLabels(request.getLabelsMap());
			this.storage.write(namespace, (metadata) -> {
				Map<String, FakeSnapshot> all = metadata.snapshots(snapshotter);
				if (!metadata.hasUsed(snapshotter)) {
					throw Rpc.notFound("can not find snapshotter \"" + snapshotter + "\": not found");
				}
				if (all.containsKey(request.getName())) {
					throw Rpc.exists("snapshot \"" + request.getName() + "\"");
				}
				FakeLease lease = metadata.lease();
				FakeSnapshot active = require(metadata, snapshotter, request.getKey());
				if (active.kind() != Kind.ACTIVE) {
					throw failed("failed to commit snapshot%s: snapshot \"%s\" is not active".formatted(
							this.daemon.information().isOneSix() ? "" : " " + active.backendKey(),
							active.backendKey()));
				}
				all.remove(request.getKey());
				metadata.unlease("snapshots/" + snapshotter, request.getKey());
				if (lease != null) {
					lease.add("snapshots/" + snapshotter, request.getName());
				}
				return all.put(request.getName(),
						active.committed(request.getName(), metadata.backendKey(snapshotter, request.getName()),
								FakeLabels.stored(request.getLabelsMap())));
			});
			publish("/snapshot/commit",
					SnapshotCommit.newBuilder()
						.setKey(request.getKey())
						.setName(request.getName())
						.setSnapshotter(snapshotterOfEvent(snapshotter))
						.build());
			return Empty.getDefaultInstance();
		});
	}

	@Override
	public void remove(RemoveSnapshotRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			String snapshotter = request.getSnapshotter();
			FakeSnapshotters.check(snapshotter);
			FakeSnapshot removed = this.storage.write(FakeInterceptor.namespace(), (metadata) -> {
				FakeSnapshot snapshot = require(metadata, snapshotter, request.getKey());
				if (metadata.snapshots(snapshotter).values().stream().anyMatch((other) -> other.isChildOf(snapshot))) {
					throw failed("cannot remove snapshot with child");
				}
				metadata.unlease("snapshots/" + snapshotter, request.getKey());
				this.storage.deleted();
				metadata.snapshots(snapshotter).remove(request.getKey());
				return snapshot;
			});
			Commands.delete(removed.directory());
			publish("/snapshot/remove",
					SnapshotRemove.newBuilder()
						.setKey(request.getKey())
						.setSnapshotter(snapshotterOfEvent(snapshotter))
						.build());
			return Empty.getDefaultInstance();
		});
	}

	@Override
	public void stat(StatSnapshotRequest request, StreamObserver<StatSnapshotResponse> observer) {
		Rpc.answer(observer,
				() -> StatSnapshotResponse.newBuilder()
					.setInfo(require(request.getSnapshotter(), request.getKey()).info())
					.build());
	}

	@Override
	public void update(UpdateSnapshotRequest request, StreamObserver<UpdateSnapshotResponse> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasInfo()) {
				throw this.daemon.crash("Snapshots.Update without info");
			}
			FakeSnapshotters.check(request.getSnapshotter());
			String key = request.getInfo().getName();
			if (key.isEmpty()) {
				throw Rpc.invalid("invalid argument");
			}
			FakeSnapshot updated = this.storage.write(FakeInterceptor.namespace(), (metadata) -> {
				FakeSnapshot old = require(metadata, request.getSnapshotter(), key);
				Map<String, String> labels = new LinkedHashMap<>(old.labels());
				String wrong = FakeLabels.merge(labels, request.getInfo().getLabelsMap(),
						request.getUpdateMask().getPathsList());
				if (wrong != null) {
					throw Rpc.invalid(
							"cannot update \"%s\" field on snapshot \"%s\": invalid argument".formatted(wrong, key));
				}
				checkLabels(labels);
				FakeSnapshot snapshot = old.labelled(labels);
				metadata.snapshots(request.getSnapshotter()).put(key, snapshot);
				return snapshot;
			});
			return UpdateSnapshotResponse.newBuilder().setInfo(updated.info()).build();
		});
	}

	@Override
	public void list(ListSnapshotsRequest request, StreamObserver<ListSnapshotsResponse> observer) {
		try {
			FakeSnapshotters.check(request.getSnapshotter());
			String namespace = Rpc.unknownStatus(FakeInterceptor::namespace);
			Predicate<Function<List<String>, @Nullable String>> filter = Rpc.unknownFilter(request.getFiltersList());
			List<Info> found = new ArrayList<>();
			this.storage.read(namespace, (metadata) -> {
				for (FakeSnapshot snapshot : metadata.snapshots(request.getSnapshotter()).values()) {
					if (filter.test(snapshot::field)) {
						found.add(snapshot.info());
					}
				}
				return found;
			});
			for (int i = 0; i < found.size(); i += BATCH) {
				observer.onNext(ListSnapshotsResponse.newBuilder()
					.addAllInfo(found.subList(i, Math.min(found.size(), i + BATCH)))
					.build());
			}
			observer.onCompleted();
		}
		catch (StatusRuntimeException ex) {
			observer.onError(ex);
		}
	}

	@Override
	public void usage(UsageRequest request, StreamObserver<UsageResponse> observer) {
		Rpc.answer(observer, () -> FakeSnapshotters.usage(require(request.getSnapshotter(), request.getKey())));
	}

	@Override
	public void cleanup(CleanupRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			FakeSnapshotters.check(request.getSnapshotter());
			// What is the daemon's own is in between, and has nothing of the kind.
			throw Status.UNIMPLEMENTED.withDescription("snapshotter does not implement Cleanup method: not implemented")
				.asRuntimeException();
		});
	}

}

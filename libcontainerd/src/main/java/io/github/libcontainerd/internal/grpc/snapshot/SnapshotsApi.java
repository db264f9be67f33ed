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

package io.github.libcontainerd.internal.grpc.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.AnyValues;
import io.github.libcontainerd.internal.grpc.LeaseInterceptor;
import io.github.libcontainerd.internal.grpc.Messages;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.NamespaceInterceptor;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.api.snapshots.CommitSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.Info;
import io.github.libcontainerd.internal.grpc.api.snapshots.ListSnapshotsRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.MountsRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.PrepareSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.RemoveSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.SnapshotsGrpc;
import io.github.libcontainerd.internal.grpc.api.snapshots.StatSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.UpdateSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.UsageRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.ViewSnapshotRequest;

/**
 * The snapshots that one snapshotter has in a namespace. What is made by
 * {@link #prepare}, {@link #view} and {@link #commit} lives as long as something refers
 * to it: make it under a lease ({@link #withLease}).
 */
public final class SnapshotsApi {

	private static final Duration DEADLINE = Duration.ofSeconds(10);

	// Some snapshotters copy, or delete, the whole tree within the call.
	private static final Duration TREE_DEADLINE = Duration.ofMinutes(5);

	private final Channel channel;

	private final String snapshotter;

	/**
	 * Create the calls.
	 * @param channel the channel to containerd
	 * @param namespace the namespace
	 * @param snapshotter the snapshotter, such as {@code overlayfs}
	 */
	public SnapshotsApi(Channel channel, String namespace, String snapshotter) {
		this(ClientInterceptors.intercept(channel, new NamespaceInterceptor(namespace)), snapshotter);
	}

	private SnapshotsApi(Channel channel, String snapshotter) {
		this.channel = channel;
		this.snapshotter = snapshotter;
	}

	/**
	 * Return the same calls under a lease.
	 * @param lease the id of the lease
	 * @return the calls
	 */
	public SnapshotsApi withLease(String lease) {
		return new SnapshotsApi(ClientInterceptors.intercept(this.channel, new LeaseInterceptor(lease)),
				this.snapshotter);
	}

	/**
	 * Return the snapshotter.
	 * @return its name
	 */
	public String snapshotter() {
		return this.snapshotter;
	}

	/**
	 * Make a snapshot that can be written.
	 * @param key its key, not in use
	 * @param parent the name of a committed snapshot; {@code null} for an empty one
	 * @param labels the labels
	 * @return how to mount it
	 */
	public CompletableFuture<List<Mount>> prepare(String key, @Nullable String parent, Map<String, String> labels) {
		PrepareSnapshotRequest request = PrepareSnapshotRequest.newBuilder()
			.setSnapshotter(this.snapshotter)
			.setKey(key)
			.setParent((parent != null) ? parent : "")
			.putAllLabels(labels)
			.build();
		return Rpc.call(this.channel, SnapshotsGrpc.getPrepareMethod(), request, TREE_DEADLINE)
			.thenApply((answer) -> Messages.mounts(answer.getMountsList()));
	}

	/**
	 * Make a snapshot that can be read only.
	 * @param key its key, not in use
	 * @param parent the name of a committed snapshot
	 * @param labels the labels
	 * @return how to mount it
	 */
	public CompletableFuture<List<Mount>> view(String key, String parent, Map<String, String> labels) {
		ViewSnapshotRequest request = ViewSnapshotRequest.newBuilder()
			.setSnapshotter(this.snapshotter)
			.setKey(key)
			.setParent(parent)
			.putAllLabels(labels)
			.build();
		return Rpc.call(this.channel, SnapshotsGrpc.getViewMethod(), request, TREE_DEADLINE)
			.thenApply((answer) -> Messages.mounts(answer.getMountsList()));
	}

	/**
	 * Return how a snapshot that is not committed is mounted.
	 * @param key its key
	 * @return the mounts
	 */
	public CompletableFuture<List<Mount>> mounts(String key) {
		MountsRequest request = MountsRequest.newBuilder().setSnapshotter(this.snapshotter).setKey(key).build();
		return Rpc.call(this.channel, SnapshotsGrpc.getMountsMethod(), request, DEADLINE)
			.thenApply((answer) -> Messages.mounts(answer.getMountsList()));
	}

	/**
	 * Make a snapshot final, so that others can be based on it. Its key is free again.
	 * @param name the name that it gets
	 * @param key its key
	 * @param labels the labels
	 * @return completes when it is committed
	 */
	public CompletableFuture<Void> commit(String name, String key, Map<String, String> labels) {
		CommitSnapshotRequest request = CommitSnapshotRequest.newBuilder()
			.setSnapshotter(this.snapshotter)
			.setName(name)
			.setKey(key)
			.putAllLabels(labels)
			.build();
		return command(SnapshotsGrpc.getCommitMethod(), request);
	}

	/**
	 * Remove a snapshot; containerd refuses while others are based on it.
	 * @param key its key or name
	 * @return completes when it is gone
	 */
	public CompletableFuture<Void> remove(String key) {
		RemoveSnapshotRequest request = RemoveSnapshotRequest.newBuilder()
			.setSnapshotter(this.snapshotter)
			.setKey(key)
			.build();
		return command(SnapshotsGrpc.getRemoveMethod(), request);
	}

	/**
	 * Return a snapshot.
	 * @param key its key or name
	 * @return the snapshot
	 */
	public CompletableFuture<SnapshotInfo> stat(String key) {
		StatSnapshotRequest request = StatSnapshotRequest.newBuilder()
			.setSnapshotter(this.snapshotter)
			.setKey(key)
			.build();
		return Rpc.call(this.channel, SnapshotsGrpc.getStatMethod(), request, DEADLINE)
			.thenApply((answer) -> info(answer.getInfo()));
	}

	/**
	 * Return what a snapshot takes, without its parents.
	 * @param key its key or name
	 * @return what it takes
	 */
	public CompletableFuture<SnapshotUsage> usage(String key) {
		UsageRequest request = UsageRequest.newBuilder().setSnapshotter(this.snapshotter).setKey(key).build();
		return Rpc.call(this.channel, SnapshotsGrpc.getUsageMethod(), request, TREE_DEADLINE)
			.thenApply((answer) -> new SnapshotUsage(answer.getSize(), answer.getInodes()));
	}

	/**
	 * Set labels and leave all others alone.
	 * @param key its key or name
	 * @param labels the labels, at least one
	 * @return completes when they are stored
	 */
	public CompletableFuture<Void> label(String key, Map<String, String> labels) {
		UpdateSnapshotRequest request = UpdateSnapshotRequest.newBuilder()
			.setSnapshotter(this.snapshotter)
			.setInfo(Info.newBuilder().setName(key).putAllLabels(labels))
			.setUpdateMask(FieldMask.newBuilder().addAllPaths(Messages.labelPaths(labels)))
			.build();
		return Rpc.call(this.channel, SnapshotsGrpc.getUpdateMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	/**
	 * Return the snapshots.
	 * @param filters of containerd's syntax, one of which has to match; none for all
	 * @return the snapshots
	 */
	public CompletableFuture<List<SnapshotInfo>> list(String... filters) {
		ListSnapshotsRequest request = ListSnapshotsRequest.newBuilder()
			.setSnapshotter(this.snapshotter)
			.addAllFilters(List.of(filters))
			.build();
		return Rpc.list(this.channel, SnapshotsGrpc.getListMethod(), request, DEADLINE)
			.thenApply((answers) -> answers.stream()
				.flatMap((answer) -> answer.getInfoList().stream())
				.map(SnapshotsApi::info)
				.toList());
	}

	private <Q> CompletableFuture<Void> command(MethodDescriptor<Q, Empty> method, Q request) {
		return Rpc.call(this.channel, method, request, TREE_DEADLINE).thenApply((answer) -> null);
	}

	private static SnapshotInfo info(Info info) {
		SnapshotInfo.Kind kind = switch (info.getKind()) {
			case VIEW -> SnapshotInfo.Kind.VIEW;
			case ACTIVE -> SnapshotInfo.Kind.ACTIVE;
			case COMMITTED -> SnapshotInfo.Kind.COMMITTED;
			case UNKNOWN, UNRECOGNIZED -> SnapshotInfo.Kind.UNKNOWN;
		};
		return new SnapshotInfo(info.getName(), info.getParent().isEmpty() ? null : info.getParent(), kind,
				info.getLabelsMap(), AnyValues.instant(info.hasCreatedAt(), info.getCreatedAt()));
	}

}

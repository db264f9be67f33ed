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
import java.util.Map;
import java.util.TreeMap;

import com.google.protobuf.FieldMask;

import io.github.libcontainerd.internal.grpc.api.snapshots.CleanupRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.CommitSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.Info;
import io.github.libcontainerd.internal.grpc.api.snapshots.ListSnapshotsRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.MountsRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.PrepareSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.RemoveSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.StatSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.UpdateSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.UsageRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.UsageResponse;
import io.github.libcontainerd.internal.grpc.api.snapshots.ViewSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.types.Mount;

/**
 * Calls of the snapshots service.
 */
final class SnapshotScript {

	static final String OVERLAY = "overlayfs";

	private final StorageDriver driver;

	private final Transcript out;

	SnapshotScript(Driver driver, Transcript out) {
		this.driver = StorageDriver.leased(driver, driver.namespace, "snapshots");
		this.out = out;
	}

	void run() {
		creates(OVERLAY);
		changes();
		lists();
		removes();
		others();
		this.driver.release("snapshots");
	}

	private void creates(String snapshotter) {
		for (String name : List.of("", "nope")) {
			this.out.value("snapshot prepare with '" + name + "'", () -> prepare(name, "k", "", Map.of()));
			this.out.value("snapshot list with '" + name + "'", () -> list(name, ""));
			this.out.value("snapshot stat with '" + name + "'", () -> stat(name, "k"));
		}
		this.out.value("snapshot commit before any", () -> commit("none", "n", "k", Map.of()));
		this.out.value("snapshot list none", () -> list(snapshotter, ""));
		this.out.value("snapshot prepare", () -> prepare(snapshotter, "a1", "", Map.of("x", "1", "empty", "")));
		this.out.value("snapshot prepare again", () -> prepare(snapshotter, "a1", "", Map.of()));
		this.out.value("snapshot prepare no parent", () -> prepare(snapshotter, "a2", "nope", Map.of()));
		this.out.value("snapshot prepare on active", () -> prepare(snapshotter, "a2", "a1", Map.of()));
		this.out.value("snapshot prepare empty key", () -> prepare(snapshotter, "", "", Map.of()));
		this.out.value("snapshot prepare long label",
				() -> prepare(snapshotter, "a2", "", Map.of("k", "v".repeat(4096))));
		this.out.value("snapshot commit", () -> commit(snapshotter, "c1", "a1", Map.of("y", "2")));
		this.out.value("snapshot commit unknown", () -> commit(snapshotter, "c2", "a1", Map.of()));
		this.out.value("snapshot commit committed", () -> commit(snapshotter, "c2", "c1", Map.of()));
		this.out.value("snapshot prepare target",
				() -> prepare(snapshotter, "a2", "", Map.of("containerd.io/snapshot.ref", "c1")));
		this.out.value("snapshot prepare on committed", () -> prepare(snapshotter, "a2", "c1", Map.of()));
		this.out.value("snapshot commit existing name", () -> commit(snapshotter, "c1", "a2", Map.of()));
		this.out.value("snapshot commit over active", () -> commit(snapshotter, "a2", "a2", Map.of()));
		this.out.value("snapshot commit second", () -> commit(snapshotter, "c2", "a2", Map.of()));
		this.out.value("snapshot prepare on two", () -> prepare(snapshotter, "a3", "c2", Map.of()));
		this.out.value("snapshot view on one", () -> view("v1", "c1"));
		this.out.value("snapshot view on two", () -> view("v2", "c2"));
		this.out.value("snapshot view on none", () -> view("v0", ""));
		this.out.value("snapshot view again", () -> view("v2", "c2"));
		this.out.value("snapshot commit view", () -> commit(snapshotter, "c3", "v1", Map.of()));
	}

	private void changes() {
		for (String key : List.of("a3", "v1", "v2", "v0", "c1", "nope")) {
			this.out.value("snapshot mounts " + key, () -> mounts(key));
			this.out.value("snapshot stat " + key, () -> stat(OVERLAY, key));
			this.out.value("snapshot usage " + key, () -> usage(key));
		}
		for (String path : List.of("labels.z", "labels.gone", "labels", "kind", "parent", "")) {
			this.out.value("snapshot update " + path, () -> update("a3", path));
		}
		this.out.value("snapshot update committed", () -> update("c1", "labels.z"));
		this.out.value("snapshot update unknown", () -> update("nope", "labels"));
		this.out.value("snapshot update nothing", () -> update("", "labels"));
	}

	private void lists() {
		for (String filter : List.of("", "kind==active", "kind==committed", "kind==view", "name==c1", "parent==c1",
				"parent==\"\"", "labels.z==3", "labels", "=", "nope")) {
			this.out.value("snapshot list " + filter, () -> list(OVERLAY, filter));
		}
	}

	private void removes() {
		this.out.value("snapshot remove with child", () -> remove("c1"));
		this.out.value("snapshot remove unknown", () -> remove("nope"));
		for (String key : List.of("v0", "v1", "v2", "a3", "c2", "c1")) {
			this.out.value("snapshot remove " + key, () -> remove(key));
		}
		this.out.value("snapshot remove again", () -> remove("c1"));
		this.out.value("snapshot list after removal", () -> list(OVERLAY, ""));
		this.out.value("snapshot cleanup", () -> {
			this.driver.snapshots().cleanup(CleanupRequest.newBuilder().setSnapshotter(OVERLAY).build());
			return "OK";
		});
		this.out.value("snapshot cleanup unknown",
				() -> this.driver.snapshots().cleanup(CleanupRequest.newBuilder().setSnapshotter("nope").build()));
	}

	private void others() {
		this.out.value("snapshot native", () -> prepare("native", "n", "", Map.of()).size());
		this.out.value("snapshot native elsewhere", () -> stat(OVERLAY, "n"));
		this.driver.snapshots().remove(RemoveSnapshotRequest.newBuilder().setSnapshotter("native").setKey("n").build());
	}

	private List<String> prepare(String snapshotter, String key, String parent, Map<String, String> labels) {
		return show(this.driver.snapshots()
			.prepare(PrepareSnapshotRequest.newBuilder()
				.setSnapshotter(snapshotter)
				.setKey(key)
				.setParent(parent)
				.putAllLabels(labels)
				.build())
			.getMountsList());
	}

	private static List<String> show(List<Mount> mounts) {
		return mounts.stream()
			.map((mount) -> mount.getType() + " " + mount.getSource() + " " + mount.getTarget() + " "
					+ mount.getOptionsList())
			.toList();
	}

	private List<String> view(String key, String parent) {
		return show(this.driver.snapshots()
			.view(ViewSnapshotRequest.newBuilder().setSnapshotter(OVERLAY).setKey(key).setParent(parent).build())
			.getMountsList());
	}

	private List<String> mounts(String key) {
		return show(this.driver.snapshots()
			.mounts(MountsRequest.newBuilder().setSnapshotter(OVERLAY).setKey(key).build())
			.getMountsList());
	}

	private String commit(String snapshotter, String name, String key, Map<String, String> labels) {
		this.driver.snapshots()
			.commit(CommitSnapshotRequest.newBuilder()
				.setSnapshotter(snapshotter.equals("none") ? OVERLAY : snapshotter)
				.setName(name)
				.setKey(key)
				.putAllLabels(labels)
				.build());
		return "OK";
	}

	private String stat(String snapshotter, String key) {
		return show(this.driver.snapshots()
			.stat(StatSnapshotRequest.newBuilder().setSnapshotter(snapshotter).setKey(key).build())
			.getInfo());
	}

	private static String show(Info info) {
		return "%s on '%s' %s %s %s".formatted(info.getName(), info.getParent(), info.getKind(),
				new TreeMap<>(info.getLabelsMap()), info.getCreatedAt().getSeconds() > 0);
	}

	private String usage(String key) {
		UsageResponse usage = this.driver.snapshots()
			.usage(UsageRequest.newBuilder().setSnapshotter(OVERLAY).setKey(key).build());
		return "%d bytes in %d inodes".formatted(usage.getSize(), usage.getInodes());
	}

	private String update(String key, String path) {
		UpdateSnapshotRequest.Builder request = UpdateSnapshotRequest.newBuilder()
			.setSnapshotter(OVERLAY)
			.setInfo(Info.newBuilder().setName(key).putLabels("z", "3").putLabels("w", "4"));
		if (!path.isEmpty()) {
			request.setUpdateMask(FieldMask.newBuilder().addPaths(path));
		}
		return show(this.driver.snapshots().update(request.build()).getInfo());
	}

	private List<String> list(String snapshotter, String filter) {
		ListSnapshotsRequest.Builder request = ListSnapshotsRequest.newBuilder().setSnapshotter(snapshotter);
		if (!filter.isEmpty()) {
			request.addFilters(filter);
		}
		List<String> shown = new ArrayList<>();
		this.driver.snapshots()
			.list(request.build())
			.forEachRemaining((answer) -> answer.getInfoList().forEach((info) -> shown.add(show(info))));
		return shown.stream().sorted().toList();
	}

	private String remove(String key) {
		this.driver.snapshots().remove(RemoveSnapshotRequest.newBuilder().setSnapshotter(OVERLAY).setKey(key).build());
		return "OK";
	}

}

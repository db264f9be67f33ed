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

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.google.protobuf.FieldMask;

import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.containers.CreateContainerRequest;
import io.github.libcontainerd.internal.grpc.api.content.Info;
import io.github.libcontainerd.internal.grpc.api.content.ListStatusesRequest;
import io.github.libcontainerd.internal.grpc.api.content.UpdateRequest;
import io.github.libcontainerd.internal.grpc.api.images.CreateImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.DeleteImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.Image;
import io.github.libcontainerd.internal.grpc.api.leases.AddResourceRequest;
import io.github.libcontainerd.internal.grpc.api.leases.CreateRequest;
import io.github.libcontainerd.internal.grpc.api.leases.DeleteRequest;
import io.github.libcontainerd.internal.grpc.api.leases.DeleteResourceRequest;
import io.github.libcontainerd.internal.grpc.api.leases.Lease;
import io.github.libcontainerd.internal.grpc.api.leases.ListRequest;
import io.github.libcontainerd.internal.grpc.api.leases.ListResourcesRequest;
import io.github.libcontainerd.internal.grpc.api.leases.Resource;
import io.github.libcontainerd.internal.grpc.api.snapshots.CommitSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.ListSnapshotsRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.PrepareSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.types.Descriptor;

/**
 * Calls of the leases service, and what the garbage collection keeps.
 */
final class LeaseScript {

	private final Driver plain;

	private final StorageDriver driver;

	private final StorageDriver leased;

	private final StorageDriver badly;

	private final Transcript out;

	private final Map<String, String> digests = new TreeMap<>();

	LeaseScript(Driver driver, Transcript out) {
		this.plain = driver;
		this.driver = new StorageDriver(driver.clients.in(driver.namespace));
		this.leased = new StorageDriver(driver.clients.in(driver.namespace, "l1"));
		this.badly = new StorageDriver(driver.clients.in(driver.namespace, "nope"));
		this.out = out;
	}

	void run() {
		leases();
		resources();
		headers();
		collections();
	}

	private void leases() {
		this.out.value("lease create", () -> create("l1", Map.of("a", "1", "empty", "")));
		this.out.value("lease create again", () -> create("l1", Map.of()));
		this.out.value("lease create long label", () -> create("long", Map.of("k", "v".repeat(5000))).length());
		this.out.value("lease delete long", () -> delete("long", false));
		this.out.value("lease create odd", () -> create("odd / ☃", Map.of()));
		this.out.value("lease delete odd", () -> delete("odd / ☃", false));
		this.out.value("lease create generated", () -> {
			String id = this.driver.leases().create(CreateRequest.getDefaultInstance()).getLease().getId();
			delete(id, false);
			return id.matches("[0-9]+-.{4}");
		});
		for (String filter : List.of("", "id==l1", "labels.a==1", "labels.b", "=")) {
			this.out.value("lease list " + filter, () -> {
				ListRequest.Builder request = ListRequest.newBuilder();
				if (!filter.isEmpty()) {
					request.addFilters(filter);
				}
				return this.driver.leases()
					.list(request.build())
					.getLeasesList()
					.stream()
					.map(LeaseScript::show)
					.toList();
			});
		}
		this.out.value("lease delete unknown", () -> delete("nope", true));
	}

	private void resources() {
		String digest = "sha256:" + "3".repeat(64);
		for (List<String> resource : List.of(List.of("content", digest), List.of("content", "x"),
				List.of("content/x", digest), List.of("ingests", "r"), List.of("ingests/x", "r"),
				List.of("snapshots/overlayfs", "k"), List.of("snapshots", "k"), List.of("snapshots/a/b", "k"),
				List.of("nope", "k"), List.of("", ""))) {
			this.out.value("lease add " + resource, () -> add("l1", resource.get(0), resource.get(1)));
		}
		this.out.value("lease add again", () -> add("l1", "ingests", "r"));
		this.out.value("lease add unknown", () -> add("nope", "ingests", "r"));
		this.out.value("lease resources", () -> resources("l1"));
		this.out.value("lease resources unknown", () -> resources("nope"));
		this.out.value("lease take", () -> remove("l1", "ingests", "r"));
		this.out.value("lease take again", () -> remove("l1", "ingests", "r"));
		this.out.value("lease take bad", () -> remove("l1", "nope", "r"));
		this.out.value("lease take unknown", () -> remove("nope", "ingests", "r"));
		remove("l1", "content", digest);
		remove("l1", "snapshots/overlayfs", "k");
		this.out.value("lease resources taken", () -> resources("l1"));
	}

	private void headers() {
		this.out.value("leased write badly", () -> this.badly.write(StorageDriver.stat("bad")));
		this.out.value("leased prepare badly", () -> prepare(this.badly, "bad", ""));
		this.out.value("leased create badly", () -> {
			image(this.badly, "bad", "sha256:" + "4".repeat(64), Map.of());
			return "OK";
		});
		// Nothing is collected that is not leased yet.
		this.driver.collect();
		this.out.value("leased write", () -> this.leased.write(StorageDriver.write("r1", 0, "x")));
		this.out.value("leased ingest", () -> resources("l1"));
		this.out.value("leased prepare", () -> prepare(this.leased, "p1", ""));
		this.out.value("leased snapshot", () -> resources("l1"));
		this.out.value("leased commit", () -> {
			commit(this.leased, "p1c", "p1", Map.of());
			return resources("l1");
		});
		this.out.value("leased content", () -> {
			put("leased", this.leased);
			return resources("l1");
		});
		this.out.value("leased existing content", () -> {
			put("existing", this.driver);
			try {
				this.leased.write(StorageDriver.stat("e")
					.setExpected(java.util.Objects.requireNonNull(this.digests.get("existing"))));
			}
			finally {
				this.out.value("leased existing resources", () -> resources("l1"));
			}
			return "OK";
		});
		this.out.value("leased unleased commit", () -> {
			prepare(this.driver, "p2", "");
			commit(this.leased, "p2c", "p2", Map.of());
			return resources("l1");
		});
	}

	private void collections() {
		// The next one of its own is far away then.
		this.driver.collect();
		put("image", this.driver);
		put("child", this.driver);
		put("grandchild", this.driver);
		put("loose", this.driver);
		put("root", this.driver);
		put("behind", this.driver);
		put("containers", this.driver);
		label("image", "containerd.io/gc.ref.content.m.0", digest("child"));
		label("child", "containerd.io/gc.ref.content", digest("grandchild"));
		label("root", "containerd.io/gc.root", "now");
		prepare(this.driver, "s1", "");
		commit(this.driver, "s1c", "s1", Map.of());
		prepare(this.driver, "s2", "s1c");
		commit(this.driver, "s2c", "s2", Map.of("containerd.io/gc.ref.content.x", digest("behind")));
		label("grandchild", "containerd.io/gc.ref.snapshot.overlayfs", "s2c");
		prepare(this.driver, "s3", "");
		prepare(this.driver, "s4", "");
		prepare(this.driver, "s5", "");
		commit(this.driver, "s5c", "s5", Map.of("containerd.io/gc.root", "x"));
		image(this.driver, "i", digest("image"), Map.of());
		this.plain.containers()
			.create(CreateContainerRequest.newBuilder()
				.setContainer(Container.newBuilder(Driver.container("keeper", this.plain.spec("keeper", "/bin/true")))
					.setSnapshotter("overlayfs")
					.setSnapshotKey("s4")
					.putLabels("containerd.io/gc.ref.content.own", digest("containers")))
				.build());
		this.driver.write(StorageDriver.write("unleased", 0, "x"));
		this.out.value("gc before", this::left);
		this.driver.collect();
		this.out.value("gc after", this::left);
		this.driver.images().delete(DeleteImageRequest.newBuilder().setName("i").setSync(true).build());
		this.out.value("gc after image", this::left);
		this.plain.deleteContainer("keeper");
		this.out.value("gc lease", () -> delete("l1", true));
		this.out.value("gc after lease", this::left);
		expiry();
		flat();
	}

	private void expiry() {
		create("expired", Map.of("containerd.io/gc.expire", Instant.now().minusSeconds(5).toString()));
		create("valid", Map.of("containerd.io/gc.expire", Instant.now().plusSeconds(3600).toString()));
		create("odd", Map.of("containerd.io/gc.expire", "tomorrow"));
		for (String lease : List.of("expired", "valid", "odd")) {
			put("by " + lease, new StorageDriver(this.plain.clients.in(this.plain.namespace, lease)));
		}
		this.driver.collect();
		this.out.value("gc expired", this::left);
		delete("valid", false);
		delete("odd", true);
		this.out.value("gc unexpired", this::left);
	}

	private void flat() {
		create("flat", Map.of("containerd.io/gc.flat", "true"));
		StorageDriver flat = new StorageDriver(this.plain.clients.in(this.plain.namespace, "flat"));
		put("target", this.driver);
		put("source", flat);
		label("source", "containerd.io/gc.ref.content", digest("target"));
		prepare(this.driver, "f1", "");
		commit(this.driver, "f1c", "f1", Map.of());
		prepare(flat, "f2", "f1c");
		this.driver.collect();
		this.out.value("gc flat", this::left);
		delete("flat", true);
		this.out.value("gc at the end", this::left);
	}

	private String digest(String name) {
		return java.util.Objects.requireNonNull(this.digests.get(name));
	}

	private void put(String name, StorageDriver by) {
		this.digests.put(name, by.put(("content " + name).getBytes(StandardCharsets.UTF_8)));
	}

	private void label(String name, String label, String value) {
		this.driver.content()
			.update(UpdateRequest.newBuilder()
				.setInfo(Info.newBuilder().setDigest(digest(name)).putLabels(label, value))
				.setUpdateMask(FieldMask.newBuilder().addPaths("labels." + label))
				.build());
	}

	private static void image(StorageDriver by, String name, String digest, Map<String, String> labels) {
		by.images()
			.create(CreateImageRequest.newBuilder()
				.setImage(Image.newBuilder()
					.setName(name)
					.putAllLabels(labels)
					.setTarget(Descriptor.newBuilder().setMediaType("x/y").setSize(1).setDigest(digest)))
				.build());
		if (name.equals("bad")) {
			by.images().delete(DeleteImageRequest.newBuilder().setName(name).build());
		}
	}

	/** All that is there. */
	private String left() {
		List<String> content = new ArrayList<>();
		this.digests.forEach((name, digest) -> {
			if (this.driver.has(digest)) {
				content.add(name);
			}
		});
		List<String> snapshots = new ArrayList<>();
		this.driver.snapshots()
			.list(ListSnapshotsRequest.newBuilder().setSnapshotter("overlayfs").build())
			.forEachRemaining((answer) -> answer.getInfoList().forEach((info) -> snapshots.add(info.getName())));
		List<String> ingests = this.driver.content()
			.listStatuses(ListStatusesRequest.getDefaultInstance())
			.getStatusesList()
			.stream()
			.map((status) -> status.getRef())
			.sorted()
			.toList();
		List<String> leases = this.driver.leases()
			.list(ListRequest.getDefaultInstance())
			.getLeasesList()
			.stream()
			.map(Lease::getId)
			.toList();
		return "content " + content + " snapshots " + snapshots.stream().sorted().toList() + " ingests " + ingests
				+ " leases " + leases;
	}

	private String create(String id, Map<String, String> labels) {
		return show(this.driver.leases()
			.create(CreateRequest.newBuilder().setId(id).putAllLabels(labels).build())
			.getLease());
	}

	private static String show(Lease lease) {
		return lease.getId() + " " + new TreeMap<>(lease.getLabelsMap()) + " "
				+ (lease.getCreatedAt().getSeconds() > 0);
	}

	private String delete(String id, boolean sync) {
		this.driver.leases().delete(DeleteRequest.newBuilder().setId(id).setSync(sync).build());
		return "OK";
	}

	private String add(String id, String type, String resource) {
		this.driver.leases()
			.addResource(AddResourceRequest.newBuilder()
				.setId(id)
				.setResource(Resource.newBuilder().setType(type).setId(resource))
				.build());
		return "OK";
	}

	private String remove(String id, String type, String resource) {
		this.driver.leases()
			.deleteResource(DeleteResourceRequest.newBuilder()
				.setId(id)
				.setResource(Resource.newBuilder().setType(type).setId(resource))
				.build());
		return "OK";
	}

	private List<String> resources(String id) {
		return this.driver.leases()
			.listResources(ListResourcesRequest.newBuilder().setId(id).build())
			.getResourcesList()
			.stream()
			.map((resource) -> resource.getType() + " " + resource.getId())
			.toList();
	}

	private static String prepare(StorageDriver by, String key, String parent) {
		by.snapshots()
			.prepare(PrepareSnapshotRequest.newBuilder()
				.setSnapshotter("overlayfs")
				.setKey(key)
				.setParent(parent)
				.build());
		return "OK";
	}

	private static void commit(StorageDriver by, String name, String key, Map<String, String> labels) {
		by.snapshots()
			.commit(CommitSnapshotRequest.newBuilder()
				.setSnapshotter("overlayfs")
				.setName(name)
				.setKey(key)
				.putAllLabels(labels)
				.build());
	}

}

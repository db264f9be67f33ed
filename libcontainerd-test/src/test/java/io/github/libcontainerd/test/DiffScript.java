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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import io.github.libcontainerd.internal.grpc.api.diff.ApplyRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.CommitSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.PrepareSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.RemoveSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.UsageRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.UsageResponse;
import io.github.libcontainerd.internal.grpc.api.snapshots.ViewSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.CreateTaskRequest;
import io.github.libcontainerd.internal.grpc.api.types.Descriptor;
import io.github.libcontainerd.internal.grpc.api.types.Mount;
import io.github.libcontainerd.test.internal.fake.files.FakeTree;
import io.github.libcontainerd.test.internal.image.Digests;

/**
 * Layers applied to snapshots, and containers on top of them.
 */
final class DiffScript {

	private static final String TAR = "application/vnd.oci.image.layer.v1.tar";

	private static final String GZIP = TAR + "+gzip";

	private static final String DOCKER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

	private final Driver plain;

	private final StorageDriver driver;

	private final Path rootfs;

	private final Transcript out;

	DiffScript(Driver driver, Path rootfs, Transcript out) {
		this.plain = driver;
		this.driver = StorageDriver.leased(driver, driver.namespace, "diff");
		this.rootfs = rootfs;
		this.out = out;
	}

	void run() throws IOException {
		byte[] first = new TestTar().directory("a", 0700)
			.file("a/one", 0640, "one".getBytes(StandardCharsets.UTF_8))
			.file("./a/two", 0755, "two".getBytes(StandardCharsets.UTF_8))
			.file("b/implied", "b")
			.symbolicLink("a/link", "one")
			.symbolicLink("out", "/etc")
			.hardLink("a/hard", "a/one")
			.file("../../outside", "inside")
			.file("/absolute", "inside")
			.directory("c", 0755)
			.file("c/x", "x")
			.file("c/y", "y")
			.directory("d", 0755)
			.file("d/e/f", "f")
			.toBytes();
		byte[] second = new TestTar().file("a/.wh.one", "")
			.file("a/three", "three")
			.file("c/new", "new")
			.file("c/.wh..wh..opq", "")
			.file(".wh.d", "")
			.file("b", "a file now")
			.file("out/escaped", "inside")
			.toBytes();
		failures(first);
		List<Mount> mounts = prepare("d1", "");
		this.out.value("diff apply", () -> apply(GZIP, gzip(first), mounts));
		List<Path> layers = FakeTree.of(mounts).layers();
		this.out.value("diff applied", () -> tree(layers.get(0)));
		this.out.value("diff usage", () -> usage("d1"));
		commit("d1c", "d1");
		List<Mount> above = prepare("d2", "d1c");
		this.out.value("diff apply above", () -> apply(DOCKER, gzip(second), above));
		this.out.value("diff applied above", () -> tree(FakeTree.of(above).layers().get(0)));
		this.out.value("diff seen above", () -> seen(FakeTree.of(above)));
		List<Mount> flat = prepare("d3", "");
		this.out.value("diff apply to flat", () -> apply(TAR, first, flat));
		this.out.value("diff apply to flat too", () -> apply(TAR, second, flat));
		this.out.value("diff applied to flat", () -> tree(FakeTree.of(flat).layers().get(0)));
		view();
		for (String key : List.of("d3", "d2", "d1c")) {
			this.driver.snapshots()
				.remove(RemoveSnapshotRequest.newBuilder().setSnapshotter(SnapshotScript.OVERLAY).setKey(key).build());
		}
		containers();
		this.driver.release("diff");
	}

	private void failures(byte[] tar) {
		this.out.value("diff apply unknown content", () -> this.driver.diff()
			.apply(ApplyRequest.newBuilder()
				.setDiff(Descriptor.newBuilder().setMediaType(GZIP).setDigest("sha256:" + "0".repeat(64)).setSize(1))
				.build()));
		this.out.value("diff apply without mounts", () -> apply(GZIP, gzip(tar), List.of()));
		for (String type : List.of("", "text/plain", "application/vnd.oci.image.config.v1+json", TAR + "+zip")) {
			this.out.value("diff apply type '" + type + "'", () -> apply(type, gzip(tar), List.of()));
		}
		for (String type : List.of(TAR, TAR + "+zstd", DOCKER, "application/vnd.docker.image.rootfs.diff.tar",
				"application/vnd.docker.image.rootfs.diff.tar.zstd",
				"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", DOCKER + "+gzip",
				"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip")) {
			this.out.value("diff apply gzip as '" + type + "'", () -> apply(type, gzip(tar), List.of()));
			this.out.value("diff apply plain as '" + type + "'", () -> apply(type, tar, List.of()));
		}
		byte[] compressed = gzip(tar);
		this.out.value("diff apply truncated gzip",
				() -> apply(GZIP, Arrays.copyOf(compressed, compressed.length / 2), prepare("x", "")));
		this.out.value("diff apply truncated tar", () -> apply(TAR, Arrays.copyOf(tar, 700), prepare("x2", "")));
		this.out.value("diff apply no tar",
				() -> apply(TAR, "no tar at all".repeat(100).getBytes(StandardCharsets.UTF_8), prepare("x3", "")));
		this.out.value("diff apply nothing", () -> apply(TAR, new byte[1024], prepare("x4", "")));
		for (String key : List.of("x", "x2", "x3", "x4")) {
			this.driver.snapshots()
				.remove(RemoveSnapshotRequest.newBuilder().setSnapshotter(SnapshotScript.OVERLAY).setKey(key).build());
		}
	}

	private void view() {
		List<Mount> view = this.driver.snapshots()
			.view(ViewSnapshotRequest.newBuilder()
				.setSnapshotter(SnapshotScript.OVERLAY)
				.setKey("d4")
				.setParent("d1c")
				.build())
			.getMountsList();
		this.out.value("diff view", () -> tree(FakeTree.of(view).layers().get(0)));
		this.driver.snapshots()
			.remove(RemoveSnapshotRequest.newBuilder().setSnapshotter(SnapshotScript.OVERLAY).setKey("d4").build());
	}

	/** A container of two layers writes to a third. */
	private void containers() throws IOException {
		byte[] busybox = Files.readAllBytes(this.rootfs.resolve("bin/busybox"));
		byte[] base = new TestTar().directory("bin", 0755)
			.file("bin/busybox", 0755, busybox)
			.symbolicLink("bin/sh", "busybox")
			.symbolicLink("bin/cat", "busybox")
			.file("etc/passwd", "root:x:0:0::/root:/bin/sh\n")
			.file("etc/gone", "gone\n")
			.directory("proc", 0755)
			.directory("dev", 0755)
			.toBytes();
		byte[] change = new TestTar().file("etc/new", "new\n").file("etc/.wh.gone", "").toBytes();
		List<Mount> mounts = prepare("run1", "");
		apply(GZIP, gzip(base), mounts);
		commit("run1c", "run1");
		List<Mount> next = prepare("run2", "run1c");
		apply(TAR, change, next);
		commit("run2c", "run2");
		List<Mount> rootfs = prepare("run3", "run2c");
		var spec = this.plain.spec("snap", "/bin/sh", "-c",
				"cat /etc/new; cat /etc/passwd; cat /etc/gone; echo written > /etc/passwd; cat /etc/passwd");
		spec.put("root", java.util.Map.of("path", "rootfs"));
		this.plain.createContainer("snap", spec);
		Driver.Io io = this.plain.fifos("snap", false);
		var stdout = this.plain.read(io.stdout());
		var stderr = this.plain.read(io.stderr());
		this.out.value("container on snapshot",
				() -> this.plain.tasks()
					.create(CreateTaskRequest.newBuilder()
						.setContainerId("snap")
						.addAllRootfs(rootfs)
						.setStdout(io.stdout())
						.setStderr(io.stderr())
						.build())
					.getContainerId());
		this.plain.start("snap", "");
		this.out.value("container on snapshot exit", () -> this.plain.finish("snap"));
		this.out.value("container on snapshot output", () -> stdout.join() + stderr.join());
		this.out.value("container on snapshot wrote", () -> tree(FakeTree.of(rootfs).layers().get(0)));
		this.plain.createContainer("snap", spec);
		this.out.call("container on missing snapshot", () -> {
			try {
				this.plain.tasks()
					.create(CreateTaskRequest.newBuilder()
						.setContainerId("snap")
						.addRootfs(Mount.newBuilder().setType("bind").setSource("/nope/dir").addOptions("rbind"))
						.build());
			}
			catch (io.grpc.StatusRuntimeException ex) {
				throw ex.getStatus().getCode().toStatus().withDescription("").asRuntimeException();
			}
		});
		this.plain.deleteContainer("snap");
		for (String key : List.of("run3", "run2c", "run1c")) {
			this.driver.snapshots()
				.remove(RemoveSnapshotRequest.newBuilder().setSnapshotter(SnapshotScript.OVERLAY).setKey(key).build());
		}
	}

	private List<Mount> prepare(String key, String parent) {
		return this.driver.snapshots()
			.prepare(PrepareSnapshotRequest.newBuilder()
				.setSnapshotter(SnapshotScript.OVERLAY)
				.setKey(key)
				.setParent(parent)
				.build())
			.getMountsList();
	}

	private void commit(String name, String key) {
		this.driver.snapshots()
			.commit(CommitSnapshotRequest.newBuilder()
				.setSnapshotter(SnapshotScript.OVERLAY)
				.setName(name)
				.setKey(key)
				.build());
	}

	private String usage(String key) {
		UsageResponse usage = this.driver.snapshots()
			.usage(UsageRequest.newBuilder().setSnapshotter(SnapshotScript.OVERLAY).setKey(key).build());
		return "%d bytes in %d inodes".formatted(usage.getSize(), usage.getInodes());
	}

	private String apply(String type, byte[] data, List<Mount> mounts) {
		String digest = Digests.of(data);
		if (!this.driver.has(digest)) {
			this.driver.put(data);
		}
		Descriptor applied = this.driver.diff()
			.apply(ApplyRequest.newBuilder()
				.setDiff(Descriptor.newBuilder().setMediaType(type).setDigest(digest).setSize(data.length))
				.addAllMounts(mounts)
				.build())
			.getApplied();
		return applied.getMediaType() + " " + applied.getDigest() + " " + applied.getSize();
	}

	private static byte[] gzip(byte[] data) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (OutputStream stream = new GZIPOutputStream(bytes)) {
			stream.write(data);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	/** What a layer has, without what an opaque directory is marked by. */
	private static List<String> tree(Path root) {
		try (var files = Files.walk(root)) {
			return files.filter((file) -> !file.equals(root))
				.map((file) -> describe(root, file))
				// The real one marks the directory instead.
				.filter((line) -> !line.matches("c/[xy] whiteout"))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String describe(Path root, Path file) {
		try {
			String name = root.relativize(file).toString();
			if (Files.isSymbolicLink(file)) {
				return name + " -> " + Files.readSymbolicLink(file);
			}
			if (FakeTree.isWhiteout(file)) {
				return name + " whiteout";
			}
			String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
			return Files.isDirectory(file) ? name + "/ " + mode
					: name + " " + mode + " " + Files.getAttribute(file, "unix:nlink") + " " + Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String seen(FakeTree tree) {
		StringBuilder text = new StringBuilder();
		for (String path : List.of("/a/one", "/a/two", "/a/three", "/a/link", "/a/hard", "/b", "/b/implied", "/c/new",
				"/d", "/d/e/f", "/etc/escaped", "/out/escaped", "/outside", "/absolute")) {
			Path file = tree.find(path);
			text.append(path).append(' ').append(file != null).append(' ');
		}
		return text.toString();
	}

}

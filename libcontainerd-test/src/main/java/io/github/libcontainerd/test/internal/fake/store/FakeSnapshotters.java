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

package io.github.libcontainerd.test.internal.fake.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.snapshots.Kind;
import io.github.libcontainerd.internal.grpc.api.snapshots.UsageResponse;
import io.github.libcontainerd.internal.grpc.api.types.Mount;
import io.github.libcontainerd.test.internal.fake.files.FakeDirectory;
import io.github.libcontainerd.test.internal.fake.server.Rpc;

/**
 * The directories of snapshots: {@code overlayfs} keeps only what a snapshot changes,
 * {@code native} copies its parent.
 */
public final class FakeSnapshotters {

	private static final String OVERLAY = "overlayfs";

	private static final Set<String> NAMES = Set.of(OVERLAY, "native");

	private static final boolean INDEX_OFF = Files.exists(Path.of("/sys/module/overlay/parameters/index"));

	private static final int BLOCK = 4096;

	private final FakeDirectory directory;

	private final Map<String, Integer> ids = new TreeMap<>();

	FakeSnapshotters(FakeDirectory directory) {
		this.directory = directory;
	}

	public static void check(String snapshotter) {
		if (snapshotter.isEmpty()) {
			throw Rpc.invalid("snapshotter argument missing: invalid argument");
		}
		if (!NAMES.contains(snapshotter)) {
			throw Rpc.invalid("snapshotter not loaded: " + snapshotter + ": invalid argument");
		}
	}

	/** A new directory for a snapshot. */
	public Path create(String snapshotter, @Nullable FakeSnapshot parent, Kind kind) {
		int id = this.ids.merge(snapshotter, 1, Integer::sum);
		Path made = this.directory.directory("io.containerd.snapshotter.v1." + snapshotter + "/snapshots/" + id);
		try {
			Files.createDirectory(made.resolve("fs"));
			if (snapshotter.equals(OVERLAY)) {
				if (kind == Kind.ACTIVE) {
					Files.createDirectory(made.resolve("work"));
				}
			}
			else if (parent != null) {
				copy(parent.files(), made.resolve("fs"));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return made;
	}

	private static void copy(Path from, Path to) throws IOException {
		Files.walkFileTree(from, new SimpleFileVisitor<Path>() {

			@Override
			public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
				Path target = to.resolve(from.relativize(dir));
				if (!Files.exists(target)) {
					Files.createDirectory(target);
				}
				Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(dir));
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.copy(file, to.resolve(from.relativize(file)), java.nio.file.LinkOption.NOFOLLOW_LINKS,
						java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
				return FileVisitResult.CONTINUE;
			}

		});
	}

	/** How to mount a snapshot; the fake itself mounts nothing. */
	public static List<Mount> mounts(String snapshotter, FakeSnapshot snapshot, boolean indexLast) {
		FakeSnapshot parent = snapshot.parent();
		String flag = (snapshot.kind() == Kind.VIEW) ? "ro" : "rw";
		if (parent == null || !snapshotter.equals(OVERLAY)) {
			return List.of(bind(snapshot.files(), flag));
		}
		if (snapshot.kind() == Kind.VIEW && parent.parent() == null) {
			return List.of(bind(parent.files(), "ro"));
		}
		List<String> options = new ArrayList<>();
		if (snapshot.kind() == Kind.ACTIVE) {
			options.add("workdir=" + snapshot.work());
			options.add("upperdir=" + snapshot.files());
		}
		List<String> lower = new ArrayList<>();
		for (FakeSnapshot below = parent; below != null; below = below.parent()) {
			lower.add(below.files().toString());
		}
		options.add("lowerdir=" + String.join(":", lower));
		if (INDEX_OFF) {
			options.add(indexLast ? options.size() : 0, "index=off");
		}
		return List.of(Mount.newBuilder().setType("overlay").setSource("overlay").addAllOptions(options).build());
	}

	private static Mount bind(Path source, String flag) {
		return Mount.newBuilder()
			.setType("bind")
			.setSource(source.toString())
			.addOptions(flag)
			.addOptions("rbind")
			.build();
	}

	/** In whole blocks. A view takes none. */
	public static UsageResponse usage(FakeSnapshot snapshot) {
		if (snapshot.kind() == Kind.VIEW) {
			return UsageResponse.getDefaultInstance();
		}
		long size = 0;
		Set<Object> inodes = new LinkedHashSet<>();
		try (var files = Files.walk(snapshot.files())) {
			for (Path file : files.toList()) {
				BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
						java.nio.file.LinkOption.NOFOLLOW_LINKS);
				Object key = attributes.fileKey();
				if (inodes.add((key != null) ? key : file)) {
					size += attributes.isRegularFile() ? (attributes.size() + BLOCK - 1) / BLOCK * BLOCK
							: attributes.isDirectory() ? BLOCK : 0;
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return UsageResponse.newBuilder().setSize(size).setInodes(inodes.size()).build();
	}

}

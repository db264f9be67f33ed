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

package io.github.libcontainerd.internal.volume;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.snapshot.LeasesApi;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotInfo;
import io.github.libcontainerd.internal.record.Owner;
import io.github.libcontainerd.internal.volume.VolumeSnapshots.Content;
import io.github.libcontainerd.spec.Mount;
import io.github.libcontainerd.volume.VolumeMount;

/**
 * The volumes of a container that is being made.
 */
public final class VolumeUse implements AutoCloseable {

	private final VolumeSnapshots snapshots;

	private final LeasesApi leases;

	private final Owner owner;

	private final Operation operation;

	private final Consumer<String> release;

	private final Map<String, Path> directories = new LinkedHashMap<>();

	private final Map<String, Content> contents = new HashMap<>();

	VolumeUse(VolumeSnapshots snapshots, LeasesApi leases, Owner owner, Operation operation, Consumer<String> release) {
		this.snapshots = snapshots;
		this.leases = leases;
		this.owner = owner;
		this.operation = operation;
		this.release = release;
	}

	/**
	 * Add a volume that is held, and is let go when this is closed.
	 */
	void add(String name) {
		// First, since it is held whatever comes.
		this.directories.put(name, Path.of(""));
		this.contents.put(name, this.snapshots.content(this.snapshots.require(name, this.operation)));
		this.directories.put(name, this.snapshots.directory(name, this.snapshots.mounts(name), this.operation));
	}

	/**
	 * Return the volumes.
	 * @return their names
	 */
	public List<String> names() {
		return List.copyOf(this.directories.keySet());
	}

	/**
	 * Return how a volume is mounted.
	 * @param mount where
	 * @return the mount
	 */
	public Mount mount(VolumeMount mount) {
		Mount bind = Mount.bind(Objects.requireNonNull(this.directories.get(mount.volume())).toString(),
				mount.destination());
		return mount.readOnly() ? bind.readOnly() : bind;
	}

	/**
	 * Whether no container has used a volume yet.
	 * @param name its name
	 * @return whether it is new
	 */
	public boolean isNew(String name) {
		return this.contents.get(name) != Content.USED;
	}

	/**
	 * Let a volume that no container has used yet begin with something, if nobody has put
	 * anything into it. Does nothing otherwise.
	 * @param name its name
	 * @param filler puts something into it, in this process only
	 * @throws IOException if that fails
	 */
	public void begin(String name, Filler filler) throws IOException {
		if (!isNew(name)) {
			return;
		}
		Path directory = Objects.requireNonNull(this.directories.get(name));
		VolumeLock lock = VolumeLock.acquire(this.leases, name, this.owner, this.operation);
		try {
			SnapshotInfo info = this.snapshots.require(name, this.operation);
			Content content = this.snapshots.content(info);
			if (content == Content.FILLING) {
				// Whoever began has died.
				clear(directory);
			}
			if (content != Content.USED && isEmpty(directory)) {
				this.snapshots.content(name, Content.FILLING, this.operation);
				filler.fill(directory);
			}
			if (content != Content.USED) {
				this.snapshots.content(name, Content.USED, this.operation);
			}
			this.contents.put(name, Content.USED);
		}
		finally {
			lock.close();
		}
	}

	private static boolean isEmpty(Path directory) throws IOException {
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
			return !entries.iterator().hasNext();
		}
	}

	private static void clear(Path directory) throws IOException {
		Files.walkFileTree(directory, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.delete(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
				if (failure != null) {
					throw failure;
				}
				if (!visited.equals(directory)) {
					Files.delete(visited);
				}
				return FileVisitResult.CONTINUE;
			}

		});
	}

	/**
	 * Let the volumes go. Can be called again.
	 */
	@Override
	public void close() {
		this.directories.keySet().forEach(this.release);
		this.directories.clear();
	}

	/** Puts something into a new volume. */
	@FunctionalInterface
	public interface Filler {

		/**
		 * Fill it.
		 * @param directory its directory, which is empty
		 * @throws IOException if that fails
		 */
		void fill(Path directory) throws IOException;

	}

}

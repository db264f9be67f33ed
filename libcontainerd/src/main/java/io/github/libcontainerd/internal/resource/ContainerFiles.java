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

package io.github.libcontainerd.internal.resource;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories with what containers need besides their root file systems: logs,
 * volumes, {@code /etc/hosts}. Each container that needs one has its own, which is
 * deleted with the container.
 */
public final class ContainerFiles {

	private static final Logger logger = LoggerFactory.getLogger(ContainerFiles.class);

	// Not allowed in an id.
	private static final String SEPARATOR = "@";

	private final Path root;

	private final Path all;

	private final Path directory;

	// Distinguishes the directories of this process from those of others with the same
	// root and
	// namespace.
	private final String owner;

	private final Set<Path> temporary = ConcurrentHashMap.newKeySet();

	/**
	 * Create them.
	 * @param root for what survives a reboot; made when the first container needs it
	 * @param namespace the namespace
	 * @param stateDirectory the state directory, which only one process at a time has
	 */
	public ContainerFiles(Path root, String namespace, Path stateDirectory) {
		this.root = root;
		this.all = root.resolve("io.github.libcontainerd.containers");
		this.directory = this.all.resolve(namespace);
		this.owner = SEPARATOR + HexFormat.of().toHexDigits(stateDirectory.toString().hashCode()) + "-";
	}

	/**
	 * Make a directory for a new container.
	 */
	public Path make(String containerId) throws IOException {
		String unique = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
		Path made = this.directory.resolve(containerId + this.owner + unique);
		if (Files.notExists(this.directory)) {
			Files.createDirectories(this.all);
			Files.setPosixFilePermissions(this.all, PosixFilePermissions.fromString("rwx------"));
			Files.createDirectories(this.directory);
		}
		return Files.createDirectory(made);
	}

	/**
	 * Make a directory that lives no longer than the client.
	 */
	public Path makeTemporary() throws IOException {
		Path made = make("");
		this.temporary.add(made);
		return made;
	}

	/**
	 * Delete what was made for the time of the client.
	 */
	public void deleteTemporary() {
		this.temporary.forEach(this::delete);
		this.temporary.clear();
	}

	public boolean owns(Path given) {
		return given.normalize().equals(given) && this.directory.equals(given.getParent());
	}

	/**
	 * Delete a directory with everything in it. Links are deleted, not followed.
	 */
	public void delete(@Nullable Path given) {
		if (given == null || !owns(given)) {
			return;
		}
		this.temporary.remove(given);
		try {
			Files.walkFileTree(given, new Deletion());
		}
		catch (NoSuchFileException ignored) {
			// Deleted before.
		}
		catch (IOException ex) {
			logger.warn("Could not delete {}", given, ex);
		}
	}

	/**
	 * Delete the directories that no container has, as those of an earlier process that
	 * was killed between the making of the directory and of the container.
	 */
	public void sweepAllBut(Set<Path> used) {
		if (Files.notExists(this.directory)) {
			return;
		}
		try (Stream<Path> entries = Files.list(this.directory)) {
			entries.filter((entry) -> entry.getFileName().toString().contains(this.owner) && !used.contains(entry))
				.toList()
				.forEach(this::delete);
		}
		catch (IOException ex) {
			logger.warn("Could not look for what is left in {}", this.directory, ex);
		}
	}

	public void removeIfEmpty() {
		try {
			for (Path each : List.of(this.directory, this.all, this.root)) {
				Files.delete(each);
			}
		}
		catch (NoSuchFileException | DirectoryNotEmptyException ignored) {
			// Never needed, or containers outlive this process.
		}
		catch (IOException ex) {
			logger.debug("Could not remove {}", this.directory, ex);
		}
	}

	/**
	 * Deletes files before their directories.
	 */
	private static final class Deletion extends SimpleFileVisitor<Path> {

		@Override
		public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
			Files.deleteIfExists(file);
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
			if (failure != null) {
				throw failure;
			}
			Files.deleteIfExists(visited);
			return FileVisitResult.CONTINUE;
		}

	}

}

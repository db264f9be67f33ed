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

package io.github.libcontainerd.internal.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.archive.Compression;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.rootfs.RootCopy;
import io.github.libcontainerd.run.FileTree;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.spec.Spec;

/**
 * The archives and directories that are copied into the root file system of a container
 * before it starts.
 */
final class FileTrees {

	private FileTrees() {
	}

	/**
	 * Refuse what can't be copied, before anything is made.
	 */
	static void check(RunRequest request, Operation operation) {
		for (FileTree tree : request.fileTrees()) {
			if (request.rootDirectory() != null) {
				throw new InvalidRequestException(operation, "'" + tree.source() + "' is not copied into '"
						+ request.rootDirectory() + "', whose files are yours; copy it there yourself", null);
			}
			if (Files.notExists(tree.source())) {
				throw new InvalidRequestException(operation,
						"there is no archive or directory '" + tree.source() + "' to copy", null);
			}
		}
	}

	/**
	 * Copy them.
	 * @param rootfs how the root file system is mounted
	 * @param spec the specification of the container
	 * @throws ContainerdException if they can't be copied
	 */
	static void copy(RunEngine engine, List<FileTree> trees, List<Mount> rootfs, Spec spec, Operation operation) {
		if (trees.isEmpty()) {
			return;
		}
		try (StoppedRoot root = StoppedRoot.open(engine, rootfs, spec)) {
			for (FileTree tree : trees) {
				copy(root, tree, operation);
			}
		}
		catch (IOException ex) {
			throw ContainerFilesCopy.translate(ex, operation);
		}
	}

	private static void copy(StoppedRoot root, FileTree tree, Operation operation) {
		try (InputStream archive = archive(tree.source())) {
			root.copy().in(tree.directory(), archive);
			// In the end it says whether all could be read.
			archive.transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException | InvalidPathException ex) {
			RuntimeException failure = ContainerFilesCopy.translate(ex, operation);
			throw (failure instanceof ContainerdException) ? new InvalidRequestException(operation,
					"'" + tree.source() + "' can't be copied to '" + tree.directory() + "': " + ex.getMessage(), ex)
					: failure;
		}
	}

	private static InputStream archive(Path source) throws IOException {
		return Files.isDirectory(source) ? RootCopy.archive(source)
				: Compression.decompress(Files.newInputStream(source));
	}

}

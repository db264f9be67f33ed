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
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Copies a directory of a root file system into a new volume, with owners, modes and
 * times. Devices, FIFOs and sockets are left out.
 */
final class TreeCopy {

	private static final int PERMISSIONS = 07777;

	private TreeCopy() {
	}

	static void copy(RootTree.Node directory, Path target) throws IOException {
		// Not as text, since a name need not be any in the encoding of this process.
		TreeSet<Path> names = new TreeSet<>();
		for (Path layer : directory.paths()) {
			try (DirectoryStream<Path> entries = Files.newDirectoryStream(layer)) {
				entries.forEach((entry) -> names.add(entry.getFileName()));
			}
		}
		for (Path name : names) {
			RootTree.Node child = RootTree.child(directory, name);
			if (child != null) {
				copyOne(child, target.resolve(name));
			}
		}
		// In the end, lest its contents change the times.
		attributes(directory.paths().get(0), target);
	}

	private static void copyOne(RootTree.@Nullable Node node, Path target) throws IOException {
		if (node == null) {
			return;
		}
		Path source = node.paths().get(0);
		if (node.directory()) {
			Files.createDirectory(target);
			copy(node, target);
		}
		else if (Files.isSymbolicLink(source)) {
			Files.createSymbolicLink(target, Files.readSymbolicLink(source));
			owner(source, target);
		}
		else if (Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
			Files.copy(source, target, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
			attributes(source, target);
		}
	}

	private static void owner(Path source, Path target) throws IOException {
		Map<String, Object> found = Files.readAttributes(source, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
		Files.setAttribute(target, "unix:uid", found.get("uid"), LinkOption.NOFOLLOW_LINKS);
		Files.setAttribute(target, "unix:gid", found.get("gid"), LinkOption.NOFOLLOW_LINKS);
	}

	private static void attributes(Path source, Path target) throws IOException {
		owner(source, target);
		// After the owner, whose change clears the set-user-id bit.
		int mode = (int) Files.getAttribute(source, "unix:mode", LinkOption.NOFOLLOW_LINKS);
		Files.setAttribute(target, "unix:mode", mode & PERMISSIONS);
		Files.setLastModifiedTime(target, Files.getLastModifiedTime(source, LinkOption.NOFOLLOW_LINKS));
	}

}

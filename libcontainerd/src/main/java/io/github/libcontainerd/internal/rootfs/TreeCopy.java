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

package io.github.libcontainerd.internal.rootfs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a directory of a root file system into a new volume: what the image has there.
 * Sockets are left out. Without GNU tar so are devices, FIFOs, and whatever Java does not
 * see.
 */
public final class TreeCopy {

	private static final Logger logger = LoggerFactory.getLogger(TreeCopy.class);

	private static final int PERMISSIONS = 07777;

	private static final int FILE_TYPE = 0170000;

	private static final int SOCKET = 0140000;

	private static final AtomicBoolean warned = new AtomicBoolean();

	private TreeCopy() {
	}

	/**
	 * Copy.
	 * @param directory the directory
	 * @param target the volume, which is there and empty
	 * @param scratch the name of files that may be made meanwhile
	 * @throws IOException when it can't be copied
	 */
	public static void copy(RootTree.Node directory, Path target, Path scratch) throws IOException {
		Path tar = TarCopy.program().orElse(null);
		if (tar != null) {
			copyAll(directory, target, tar, scratch);
			return;
		}
		if (!warned.getAndSet(true)) {
			logger.warn("GNU tar was not found: volumes get no extended attributes (such as file capabilities),"
					+ " access control lists, hard links and devices of their images");
		}
		copyWithoutTar(directory, target);
	}

	private static void copyAll(RootTree.Node directory, Path target, Path tar, Path scratch) throws IOException {
		TarCopy files = new TarCopy(tar);
		TarCopy directories = new TarCopy(tar);
		collect(directory.paths(), directory, target, files, directories);
		files.copy(target, scratch);
		// In the end, lest its contents change the times.
		directories.copy(target, scratch);
	}

	/**
	 * Make the directories, and note what is to be copied from which layer.
	 */
	private static void collect(List<Path> bases, RootTree.Node directory, Path target, TarCopy files,
			TarCopy directories) throws IOException {
		add(directories, bases, directory.paths().get(0));
		for (Path name : names(directory)) {
			RootTree.Node child = RootTree.child(directory, name);
			if (child == null) {
				continue;
			}
			if (child.directory()) {
				Path made = target.resolve(name);
				Files.createDirectory(made);
				collect(bases, child, made, files, directories);
			}
			else if (type(child.paths().get(0)) != SOCKET) {
				add(files, bases, child.paths().get(0));
			}
		}
	}

	private static void add(TarCopy copy, List<Path> bases, Path path) {
		Path base = bases.stream().filter(path::startsWith).findFirst().orElseThrow();
		copy.add(base, base.relativize(path));
	}

	private static int type(Path path) throws IOException {
		return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & FILE_TYPE;
	}

	private static TreeSet<Path> names(RootTree.Node directory) throws IOException {
		// Not as text, since a name need not be any in the encoding of this process.
		TreeSet<Path> names = new TreeSet<>();
		for (Path layer : directory.paths()) {
			try (DirectoryStream<Path> entries = Files.newDirectoryStream(layer)) {
				entries.forEach((entry) -> names.add(entry.getFileName()));
			}
		}
		return names;
	}

	static void copyWithoutTar(RootTree.Node directory, Path target) throws IOException {
		for (Path name : names(directory)) {
			RootTree.Node child = RootTree.child(directory, name);
			if (child != null) {
				copyOne(child, target.resolve(name));
			}
		}
		// In the end, lest its contents change the times.
		attributes(directory.paths().get(0), target);
	}

	private static void copyOne(RootTree.Node node, Path target) throws IOException {
		Path source = node.paths().get(0);
		if (node.directory()) {
			Files.createDirectory(target);
			copyWithoutTar(node, target);
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

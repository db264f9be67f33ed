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
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.internal.userns.OwnerShift;

/**
 * The open directories on the way from a root to a path. Every link is resolved within
 * the root, and each step starts from a directory that is open, so that nothing that is
 * replaced meanwhile leads out of it. What is mounted in it takes part.
 */
final class RootWay implements AutoCloseable {

	private static final int MAX_LINKS = 40;

	private static final int MAX_DEPTH = 128;

	private static final int ATTEMPTS = 10;

	private final Deque<OpenDirectory> directories = new ArrayDeque<>();

	private final Deque<String> names = new ArrayDeque<>();

	private final RootMounts mounts;

	private final @Nullable IdMap ids;

	RootWay(Path root, RootMounts mounts) throws IOException {
		this(root, mounts, null);
	}

	/**
	 * Begin at a root.
	 * @param mounts what is mounted in it and not to be seen there
	 * @param ids the ids of the container, whose root gets directories that are made;
	 * {@code null} for those of the host
	 */
	RootWay(Path root, RootMounts mounts, @Nullable IdMap ids) throws IOException {
		this.mounts = mounts;
		this.ids = ids;
		OpenDirectory opened = OpenDirectory.open(root, null);
		if (opened == null) {
			throw new NotDirectoryException(root.toString());
		}
		this.directories.push(opened);
	}

	OpenDirectory current() {
		return this.directories.element();
	}

	/**
	 * Return the path from the root, without any link.
	 */
	String path() {
		StringBuilder path = new StringBuilder();
		for (Iterator<String> each = this.names.descendingIterator(); each.hasNext();) {
			path.append('/').append(each.next());
		}
		return path.isEmpty() ? "/" : path.toString();
	}

	/**
	 * Go to a path, beginning at the root. Links are followed, the last one as well.
	 * @param create whether directories are made that are missing
	 * @return the name in the current directory if that is no directory itself;
	 * {@code null} if it is the current directory
	 */
	@Nullable String go(String path, boolean create) throws IOException {
		toRoot();
		Deque<String> pending = new ArrayDeque<>(parts(path));
		int links = 0;
		int attempts = 0;
		while (!pending.isEmpty()) {
			String part = pending.pop();
			if (part.equals("..")) {
				up();
				continue;
			}
			RootMount mount = this.mounts.at(below(part));
			if (mount != null) {
				down(part, mount.open());
				continue;
			}
			Path child = current().child(part);
			BasicFileAttributes found = attributes(child);
			if (found == null) {
				if (!create) {
					throw new NoSuchFileException(path);
				}
				requireWritable();
				Files.createDirectory(child);
				if (this.ids != null) {
					OwnerShift.into(this.ids).one(child);
				}
				pending.push(part);
			}
			else if (found.isSymbolicLink()) {
				if (++links > MAX_LINKS) {
					throw new FileSystemLoopException(path);
				}
				follow(Files.readSymbolicLink(child).toString(), pending);
			}
			else if (found.isDirectory()) {
				OpenDirectory opened = OpenDirectory.open(child, found.fileKey());
				if (opened != null) {
					down(part, opened);
				}
				else if (++attempts > ATTEMPTS) {
					throw new FileSystemException(path, null, "is being replaced all the time");
				}
				else {
					pending.push(part);
				}
			}
			else if (pending.isEmpty()) {
				return part;
			}
			else {
				throw new NotDirectoryException(path);
			}
		}
		return null;
	}

	private String below(String name) {
		String path = path();
		return path.equals("/") ? "/" + name : path + "/" + name;
	}

	/**
	 * Return the path without links of a place, whose last parts may be missing.
	 */
	String place(String path) throws IOException {
		List<String> parts = parts(Path.of("/", path).normalize().toString());
		for (int known = parts.size();; known--) {
			try {
				String name = go(String.join("/", parts.subList(0, known)), false);
				String place = (name != null) ? below(name) : path();
				String rest = String.join("/", parts.subList(known, parts.size()));
				return rest.isEmpty() ? place : place.equals("/") ? "/" + rest : place + "/" + rest;
			}
			catch (NoSuchFileException | NotDirectoryException ex) {
				// Less of it, then; the root is there.
			}
		}
	}

	/**
	 * Refuse to change the current directory if it is in what is mounted read-only.
	 */
	void requireWritable() throws FileSystemException {
		RootMount mount = this.mounts.above(path());
		if (mount != null && mount.readOnly()) {
			throw new FileSystemException(path(), null, "is in '" + mount.destination() + "', which is read-only");
		}
	}

	/**
	 * Refuse to put something in the place of what is mounted.
	 */
	void requireNoMount(String name) throws FileSystemException {
		RootMount mount = this.mounts.at(below(name));
		if (mount != null) {
			mount.requireDirectory();
			throw new FileSystemException(mount.destination(), null, "is a directory");
		}
	}

	static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
		try {
			return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	static List<String> parts(String path) {
		return Arrays.stream(path.split("/+")).filter((part) -> !part.isEmpty() && !part.equals(".")).toList();
	}

	private void follow(String target, Deque<String> pending) throws IOException {
		if (target.startsWith("/")) {
			toRoot();
		}
		List<String> parts = new ArrayList<>(parts(target));
		Collections.reverse(parts);
		parts.forEach(pending::push);
	}

	private void down(String name, OpenDirectory directory) throws IOException {
		this.directories.push(directory);
		this.names.push(name);
		if (this.names.size() > MAX_DEPTH) {
			throw new FileSystemException(path(), null, "too deep");
		}
	}

	// What is above the root is the root.
	private void up() throws IOException {
		if (!this.names.isEmpty()) {
			this.names.pop();
			this.directories.pop().close();
		}
	}

	private void toRoot() throws IOException {
		while (!this.names.isEmpty()) {
			up();
		}
	}

	@Override
	public void close() throws IOException {
		toRoot();
		current().close();
	}

}

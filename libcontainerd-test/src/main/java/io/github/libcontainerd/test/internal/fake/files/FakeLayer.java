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

package io.github.libcontainerd.test.internal.fake.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.libcontainerd.test.internal.host.Commands;

/**
 * Extracts the archive of a layer into a directory, without leaving it whatever the
 * archive says. Owners and devices are left out, for it needs no root.
 */
public final class FakeLayer {

	private static final String WHITEOUT = ".wh.";

	private static final String OPAQUE = ".wh..wh..opq";

	private final Path root;

	private final List<Path> parents;

	private final boolean overlay;

	/** What this very layer made is not hidden by its own opaque mark. */
	private final Set<Path> made = new LinkedHashSet<>();

	/**
	 * Extract into a directory.
	 * @param root the directory
	 * @param parents the layers below, topmost first
	 * @param overlay whether to mark what the layer deletes, instead of deleting it
	 */
	public FakeLayer(Path root, List<Path> parents, boolean overlay) {
		this.root = root;
		this.parents = parents;
		this.overlay = overlay;
	}

	public void apply(InputStream archive) throws IOException {
		FakeTar tar = new FakeTar(archive);
		for (FakeTar.Entry entry = tar.next(); entry != null; entry = tar.next()) {
			apply(entry, tar);
		}
	}

	private void apply(FakeTar.Entry entry, FakeTar tar) throws IOException {
		Path name = Path.of("/", entry.name()).normalize();
		Path base = name.getFileName();
		Path above = name.getParent();
		if (base == null || above == null) {
			return;
		}
		Path directory = directory(above);
		if (base.toString().startsWith(WHITEOUT)) {
			whiteout(directory, above, base.toString());
			return;
		}
		Path file = directory.resolve(base);
		boolean isDirectory = entry.type() == '5';
		if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
				&& !(isDirectory && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))) {
			Commands.delete(file);
		}
		switch (entry.type()) {
			case '5' -> {
				if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
					Files.createDirectory(file);
				}
			}
			case '0', '7' -> Files.copy(tar.content(), file, StandardCopyOption.REPLACE_EXISTING);
			case '1' -> Files.createLink(file, inside(Path.of("/", entry.link()).normalize()));
			case '2' -> Files.createSymbolicLink(file, Path.of(entry.link()));
			case '3', '4', '6' -> {
				return;
			}
			default -> throw new IOException("unhandled tar header type " + (int) entry.type());
		}
		this.made.add(file);
		if (entry.type() != '2') {
			// A hard link too, and with it what it links to.
			Files.setPosixFilePermissions(file, permissions(entry.mode() | (isDirectory ? 0700 : 0400)));
		}
	}

	private static Set<PosixFilePermission> permissions(int mode) {
		Set<PosixFilePermission> result = EnumSet.noneOf(PosixFilePermission.class);
		PosixFilePermission[] all = PosixFilePermission.values();
		for (int i = 0; i < all.length; i++) {
			if ((mode & (0400 >> i)) != 0) {
				result.add(all[i]);
			}
		}
		return result;
	}

	/** The directory of an entry, made if no entry has made it. */
	private Path directory(Path above) throws IOException {
		Path directory = inside(above);
		if (directory.equals(this.root)) {
			return directory;
		}
		try {
			make(directory);
		}
		catch (FileAlreadyExistsException ex) {
			throw new IOException("mkdir " + above + ": not a directory", ex);
		}
		return directory;
	}

	/** Like the one below, if a layer below has it. */
	private void make(Path directory) throws IOException {
		Path above = directory.getParent();
		if (above == null || Files.isDirectory(directory)) {
			return;
		}
		make(above);
		Files.createDirectory(directory);
		for (Path parent : this.parents) {
			Path below = parent.resolve(this.root.relativize(directory));
			if (Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)) {
				Files.setPosixFilePermissions(directory, Files.getPosixFilePermissions(below));
				return;
			}
		}
	}

	/** A path below the root, with links followed inside the root only. */
	private Path inside(Path path) throws IOException {
		Path current = this.root;
		int links = 0;
		java.util.Deque<Path> todo = new java.util.ArrayDeque<>();
		path.forEach(todo::add);
		while (!todo.isEmpty()) {
			Path part = todo.pop();
			if (part.toString().equals("..")) {
				Path above = current.getParent();
				current = (current.equals(this.root) || above == null) ? this.root : above;
				continue;
			}
			Path next = current.resolve(part);
			if (!Files.isSymbolicLink(next)) {
				current = next;
				continue;
			}
			if (++links > 40) {
				throw new IOException("too many links");
			}
			Path target = Files.readSymbolicLink(next);
			if (target.isAbsolute()) {
				current = this.root;
			}
			for (int i = target.getNameCount() - 1; i >= 0; i--) {
				todo.push(target.getName(i));
			}
		}
		return current;
	}

	private void whiteout(Path directory, Path above, String base) throws IOException {
		if (base.equals(OPAQUE)) {
			hideAll(directory, above);
		}
		else if (!base.startsWith(WHITEOUT + WHITEOUT)) {
			hide(directory.resolve(base.substring(WHITEOUT.length())));
		}
	}

	private void hideAll(Path directory, Path above) throws IOException {
		Set<String> names = new LinkedHashSet<>();
		try (var files = Files.list(directory)) {
			files.filter((file) -> !this.made.contains(file))
				.forEach((file) -> names.add(file.getFileName().toString()));
		}
		for (Path parent : this.overlay ? this.parents : List.<Path>of()) {
			Path below = parent.resolve(Path.of("/").relativize(above));
			if (Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)) {
				try (var files = Files.list(below)) {
					files.forEach((file) -> names.add(file.getFileName().toString()));
				}
			}
		}
		for (String name : names) {
			if (!this.made.contains(directory.resolve(name))) {
				hide(directory.resolve(name));
			}
		}
	}

	private void hide(Path file) throws IOException {
		if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
			Commands.delete(file);
		}
		if (this.overlay) {
			FakeTree.whiteout(file);
		}
	}

}

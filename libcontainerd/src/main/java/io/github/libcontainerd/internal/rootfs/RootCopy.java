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
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.archive.TarAttributes;
import io.github.libcontainerd.internal.archive.TarEntry;
import io.github.libcontainerd.internal.archive.TarReader;
import io.github.libcontainerd.internal.userns.IdMap;

/**
 * Copies files into a root file system and out of it, which a container may change under
 * our hands. Nothing leads out of the root, and nothing that is opened can block: files
 * are only made, never opened, and read by GNU tar, which can be killed.
 */
public final class RootCopy {

	private static final int BUFFER = 64 * 1024;

	private static final int PERMISSIONS = 07777;

	// What a program that asks for "/" does not mean.
	private static final List<String> KERNEL = List.of("--anchored", "--exclude=./proc/*", "--exclude=./sys/*",
			"--exclude=./dev/*");

	// Nobody else can give files away.
	private static final boolean OWNERS = isRoot();

	private final Path root;

	private final RootMounts mounts;

	private final Runnable check;

	private final @Nullable IdMap ids;

	/**
	 * Create it.
	 * @param root the root
	 * @param mounts what is mounted in it and not to be seen there
	 * @param check is called when directories are open, and may refuse them
	 */
	public RootCopy(Path root, RootMounts mounts, Runnable check) {
		this(root, mounts, check, null);
	}

	/**
	 * Create it for a container with a user namespace.
	 * @param root the root
	 * @param mounts what is mounted in it and not to be seen there
	 * @param check is called when directories are open, and may refuse them
	 * @param ids its ids, as archives have them; {@code null} for those of the host
	 */
	public RootCopy(Path root, RootMounts mounts, Runnable check, @Nullable IdMap ids) {
		this.root = root;
		this.mounts = mounts;
		this.check = check;
		this.ids = ids;
	}

	private static boolean isRoot() {
		try {
			return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
		}
		catch (IOException ex) {
			return true;
		}
	}

	/**
	 * Archive what is in a directory of the host. All of it belongs to root.
	 * @param directory the directory
	 * @return the archive, whose names are relative to the directory; to be closed
	 * @throws IOException if there is no such directory, or no GNU tar
	 */
	public static InputStream archive(Path directory) throws IOException {
		return new RootCopy(Path.of("/"), RootMounts.NONE, () -> {
		}).out(directory.toAbsolutePath().toString(), List.of("--owner=0", "--group=0"));
	}

	/**
	 * Extract an archive. What it has beside files, directories and links is refused.
	 * @param directory where to, within the root; made if it is missing
	 * @param archive the archive, not compressed; not closed
	 * @throws IOException if it is damaged, leads out of the directory, or can't be
	 * written
	 */
	public void in(String directory, InputStream archive) throws IOException {
		TarReader reader = new TarReader(archive);
		try (RootWay way = new RootWay(this.root, this.mounts, this.ids)) {
			enter(way, directory);
			for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
				extract(way, directory, entry, reader);
			}
		}
	}

	/**
	 * Make a file.
	 * @param path where, within the root; takes the place of a file that is there
	 * @param content its content; not closed
	 * @param attributes its attributes
	 * @throws IOException if it can't be written
	 */
	public void file(String path, InputStream content, TarAttributes attributes) throws IOException {
		List<String> parts = names(path);
		if (parts.isEmpty()) {
			throw new FileSystemException(path, null, "is a directory");
		}
		try (RootWay way = new RootWay(this.root, this.mounts, this.ids)) {
			enter(way, String.join("/", parts.subList(0, parts.size() - 1)));
			Path target = free(way, parts.get(parts.size() - 1), path);
			write(target, content::read, attributes);
		}
	}

	private void enter(RootWay way, String directory) throws IOException {
		if (way.go(directory, true) != null) {
			throw new NotDirectoryException(directory);
		}
		this.check.run();
		way.requireWritable();
	}

	private void extract(RootWay way, String directory, TarEntry entry, TarReader reader) throws IOException {
		List<String> parts = names(entry.name());
		if (parts.isEmpty()) {
			return;
		}
		TarAttributes attributes = reader.attributes();
		String name = parts.get(parts.size() - 1);
		String parent = directory + "/" + String.join("/", parts.subList(0, parts.size() - 1));
		if (entry.type() == TarEntry.Type.DIRECTORY) {
			enter(way, parent + "/" + name);
			attributes(way.current().path(), attributes);
			return;
		}
		enter(way, parent);
		Path target = free(way, name, entry.name());
		switch (entry.type()) {
			case FILE -> write(target, reader::read, attributes);
			case SYMBOLIC_LINK -> {
				Files.createSymbolicLink(target, Path.of(entry.linkName()));
				owner(target, attributes, LinkOption.NOFOLLOW_LINKS);
			}
			case HARD_LINK -> link(target, directory, entry);
			default -> throw new FileSystemException(entry.name(), null,
					"is neither a file, a directory nor a link, and is not copied");
		}
	}

	/**
	 * The kernel does not follow a link that is at either place.
	 */
	private void link(Path target, String directory, TarEntry entry) throws IOException {
		List<String> parts = names(entry.linkName());
		if (parts.isEmpty()) {
			throw new FileSystemException(entry.name(), entry.linkName(), "is a link to a directory");
		}
		try (RootWay other = new RootWay(this.root, this.mounts)) {
			String parent = directory + "/" + String.join("/", parts.subList(0, parts.size() - 1));
			if (other.go(parent, false) != null) {
				throw new NotDirectoryException(parent);
			}
			Files.createLink(target, other.current().child(parts.get(parts.size() - 1)));
		}
	}

	private static List<String> names(String path) throws IOException {
		List<String> parts = RootWay.parts(path);
		if (parts.contains("..")) {
			throw new FileSystemException(path, null, "leads out of the directory");
		}
		return parts;
	}

	/**
	 * Make a place free for something new.
	 */
	private static Path free(RootWay way, String name, String path) throws IOException {
		way.requireNoMount(name);
		Path target = way.current().child(name);
		BasicFileAttributes there = RootWay.attributes(target);
		if (there != null && there.isDirectory()) {
			throw new FileSystemException(path, null, "is a directory");
		}
		if (there != null) {
			Files.deleteIfExists(target);
		}
		return target;
	}

	private void write(Path target, Source source, TarAttributes attributes) throws IOException {
		// Fails if there is anything, a link or a FIFO as well.
		try (FileChannel file = FileChannel.open(target,
				Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
			byte[] buffer = new byte[BUFFER];
			for (int count = source.read(buffer, 0, BUFFER); count >= 0; count = source.read(buffer, 0, BUFFER)) {
				ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
				while (bytes.hasRemaining()) {
					file.write(bytes);
				}
			}
			Path opened = OpenDirectory.path(file);
			attributes(opened, attributes);
			Files.setLastModifiedTime(opened, FileTime.from(attributes.modified()));
		}
	}

	private void attributes(Path opened, TarAttributes attributes) throws IOException {
		owner(opened, attributes);
		// After the owner, whose change clears the set-user-id bit.
		Files.setAttribute(opened, "unix:mode", attributes.mode() & PERMISSIONS);
	}

	private void owner(Path path, TarAttributes attributes, LinkOption... options) throws IOException {
		if (!OWNERS) {
			return;
		}
		long uid = (this.ids != null) ? this.ids.hostUid(attributes.uid()) : attributes.uid();
		long gid = (this.ids != null) ? this.ids.hostGid(attributes.gid()) : attributes.gid();
		if (uid == IdMap.NONE || gid == IdMap.NONE) {
			throw new FileSystemException(path.toString(), null,
					"belongs to the user " + attributes.uid() + " and the group " + attributes.gid()
							+ ", which the user namespace of the container does not have");
		}
		Files.setAttribute(path, "unix:uid", (int) uid, options);
		Files.setAttribute(path, "unix:gid", (int) gid, options);
	}

	/**
	 * Archive a file or what is in a directory.
	 * @param path the file or directory, within the root
	 * @return the archive, whose names are relative to the directory, or the name of the
	 * file; to be closed
	 * @throws IOException if there is no such file, or no GNU tar
	 */
	public InputStream out(String path) throws IOException {
		return out(path, List.of());
	}

	private InputStream out(String path, List<String> options) throws IOException {
		Path tar = TarCopy.program()
			.orElseThrow(() -> new IOException("there is no GNU tar on the host; install the package 'tar'"));
		RootWay way = new RootWay(this.root, this.mounts);
		try {
			String name = way.go(path, false);
			this.check.run();
			if (name != null && !isFile(way.current().child(name))) {
				throw new FileSystemException(path, null, "is neither a file nor a directory");
			}
			List<String> command = new ArrayList<>(List.of(tar.toString(), "--create", "--file=-", "--format=posix",
					"--numeric-owner", "--directory=" + way.current().outerPath()));
			command.addAll(options);
			if (name == null && way.path().equals("/")) {
				command.addAll(KERNEL);
			}
			command.addAll(List.of("--", (name != null) ? "./" + name : "."));
			ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
			// Options may come from there too.
			builder.environment().clear();
			builder.environment().put("LC_ALL", "C");
			TarStream archive = new TarStream(builder.start(), way);
			return (this.ids != null) ? new TarOwners(archive, this.ids) : archive;
		}
		catch (IOException | RuntimeException ex) {
			way.close();
			throw ex;
		}
	}

	private static boolean isFile(Path path) throws IOException {
		BasicFileAttributes attributes = RootWay.attributes(path);
		if (attributes == null) {
			throw new NoSuchFileException(path.toString());
		}
		return attributes.isRegularFile();
	}

	/** What is written to a file. */
	private interface Source {

		int read(byte[] bytes, int from, int length) throws IOException;

	}

}

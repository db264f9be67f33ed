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
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Reads files of a root file system that a container is running in and may change under
 * our hands, with the worst in mind. Every step starts from a directory that is open
 * already, so that no link leads out of the root; nothing that is opened can block.
 */
public final class LiveRoot {

	private static final int MAX_LINKS = 40;

	// As many directories are open at once.
	private static final int MAX_DEPTH = 64;

	private static final int ATTEMPTS = 10;

	private final Path root;

	/**
	 * Read a root.
	 * @param root the root
	 */
	public LiveRoot(Path root) {
		this.root = root;
	}

	/**
	 * Read a file.
	 * @param path the path within the root
	 * @param limit the size in bytes from which on it is refused
	 * @return its bytes; empty when there is no such file
	 * @throws IOException when it can't be read
	 */
	public Optional<byte[]> read(String path, int limit) throws IOException {
		for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
			try {
				return attempt(path, limit);
			}
			catch (ReplacedException ignored) {
				// An honest program replaces a file now and then.
			}
		}
		return attempt(path, limit);
	}

	private Optional<byte[]> attempt(String path, int limit) throws IOException {
		try (Way way = new Way(open(this.root))) {
			Deque<String> pending = new ArrayDeque<>(RootWay.parts(path));
			int links = 0;
			while (!pending.isEmpty()) {
				String part = pending.pop();
				if (part.equals("..")) {
					way.up();
					continue;
				}
				Path name = name(part);
				BasicFileAttributes found = (name != null) ? attributes(way.current(), name) : null;
				if (name == null || found == null) {
					return Optional.empty();
				}
				if (found.isSymbolicLink()) {
					if (++links > MAX_LINKS) {
						throw new FileSystemLoopException(path);
					}
					follow(way, name, pending);
				}
				else if (found.isDirectory()) {
					way.down(name, enter(way.current(), name, found));
				}
				else {
					return (pending.isEmpty() && found.isRegularFile())
							? Optional.of(read(way.current(), name, found, limit)) : Optional.empty();
				}
			}
			return Optional.empty();
		}
	}

	private static @Nullable Path name(String text) {
		try {
			return Path.of(text);
		}
		catch (InvalidPathException ex) {
			// No file has such a name.
			return null;
		}
	}

	/**
	 * Where a link leads is only text. Should it be read of another link, because a
	 * directory was replaced, it still does not lead out of the root.
	 */
	private void follow(Way way, Path name, Deque<String> pending) throws IOException {
		String target;
		try {
			target = Files.readSymbolicLink(this.root.resolve(way.path()).resolve(name)).toString();
		}
		catch (NoSuchFileException | NotLinkException ex) {
			throw new ReplacedException(name, ex);
		}
		if (target.startsWith("/")) {
			way.toRoot();
		}
		List<String> parts = new ArrayList<>(RootWay.parts(target));
		Collections.reverse(parts);
		parts.forEach(pending::push);
	}

	private static @Nullable BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
			throws IOException {
		try {
			return directory.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
				.readAttributes();
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	/**
	 * Open a directory by the dot in it, since only a directory has one: the kernel opens
	 * nothing else by mistake. It follows a link that has taken its place, so what was
	 * opened is compared with what was seen.
	 */
	private static SecureDirectoryStream<Path> enter(SecureDirectoryStream<Path> parent, Path name,
			BasicFileAttributes seen) throws IOException {
		SecureDirectoryStream<Path> opened;
		try {
			opened = parent.newDirectoryStream(name.resolve("."));
		}
		catch (AccessDeniedException ex) {
			throw ex;
		}
		catch (FileSystemException ex) {
			throw new ReplacedException(name, ex);
		}
		BasicFileAttributes attributes = opened.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
		if (!Objects.equals(attributes.fileKey(), seen.fileKey())) {
			opened.close();
			throw new ReplacedException(name, null);
		}
		return opened;
	}

	private static SecureDirectoryStream<Path> open(Path directory) throws IOException {
		DirectoryStream<Path> opened = Files.newDirectoryStream(directory.resolve("."));
		if (opened instanceof SecureDirectoryStream<Path> secure) {
			return secure;
		}
		opened.close();
		throw new IOException("this system can't read '" + directory + "' safely");
	}

	private static byte[] read(SecureDirectoryStream<Path> directory, Path name, BasicFileAttributes seen, int limit)
			throws IOException {
		// Before it is opened, which may copy it in an overlay.
		checkSize(name, seen.size(), limit);
		try (SeekableByteChannel channel = open(directory, name, seen)) {
			check(directory, name, seen);
			// What is no file after all has no size, and to read it might block.
			long size = channel.size();
			checkSize(name, size, limit);
			ByteBuffer bytes = ByteBuffer.allocate((int) size);
			while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
				// To the end.
			}
			return Arrays.copyOf(bytes.array(), bytes.position());
		}
	}

	private static void checkSize(Path name, long size, int limit) throws IOException {
		if (size > limit) {
			throw new IOException("'" + name + "' has more than " + limit + " bytes");
		}
	}

	/**
	 * To open a FIFO that has taken its place for reading alone might block for ever; for
	 * reading and writing it never does. What can't be opened so, because the file system
	 * or the file may only be read, was no FIFO.
	 */
	private static SeekableByteChannel open(SecureDirectoryStream<Path> directory, Path name, BasicFileAttributes seen)
			throws IOException {
		try {
			return directory.newByteChannel(name, options(StandardOpenOption.READ, StandardOpenOption.WRITE));
		}
		catch (NoSuchFileException ex) {
			throw new ReplacedException(name, ex);
		}
		catch (FileSystemException ex) {
			check(directory, name, seen);
			return directory.newByteChannel(name, options(StandardOpenOption.READ));
		}
	}

	private static Set<OpenOption> options(OpenOption... options) {
		Set<OpenOption> all = new HashSet<>(Set.of(options));
		all.add(LinkOption.NOFOLLOW_LINKS);
		return all;
	}

	private static void check(SecureDirectoryStream<Path> directory, Path name, BasicFileAttributes seen)
			throws IOException {
		BasicFileAttributes now = attributes(directory, name);
		if (now == null || !now.isRegularFile() || !Objects.equals(now.fileKey(), seen.fileKey())) {
			throw new ReplacedException(name, null);
		}
	}

	/**
	 * The open directories from the root down.
	 */
	private static final class Way implements AutoCloseable {

		private final Deque<SecureDirectoryStream<Path>> directories = new ArrayDeque<>();

		private final Deque<Path> names = new ArrayDeque<>();

		private Way(SecureDirectoryStream<Path> root) {
			this.directories.push(root);
		}

		private SecureDirectoryStream<Path> current() {
			return this.directories.element();
		}

		/**
		 * Return the path from the root.
		 */
		private Path path() {
			Path path = Path.of("");
			for (Iterator<Path> each = this.names.descendingIterator(); each.hasNext();) {
				path = path.resolve(each.next());
			}
			return path;
		}

		private void down(Path name, SecureDirectoryStream<Path> directory) throws IOException {
			this.directories.push(directory);
			this.names.push(name);
			if (this.names.size() > MAX_DEPTH) {
				throw new FileSystemException(path().toString(), null, "too deep");
			}
		}

		/**
		 * What is above the root is the root.
		 */
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

	/**
	 * Something was replaced while it was looked at.
	 */
	private static final class ReplacedException extends FileSystemException {

		private static final long serialVersionUID = 1L;

		private ReplacedException(Path name, @Nullable Throwable cause) {
			super(name.toString(), null, "is being replaced all the time");
			initCause(cause);
		}

	}

}

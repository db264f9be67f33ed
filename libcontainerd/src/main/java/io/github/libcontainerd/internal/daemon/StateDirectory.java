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

package io.github.libcontainerd.internal.daemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;

/**
 * The state directory of a remote, locked against a second process for as long as it is
 * open. The lock goes with the process, however it ends.
 */
public final class StateDirectory implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(StateDirectory.class);

	private static final int MAX_MARK = 4096;

	// Root of a container with a user namespace has to get to what is in it that is its.
	private static final String PERMISSIONS = "rwx--x--x";

	private static final String THIS_PROCESS = "by this process, " + ProcessHandle.current().pid();

	// What this process has locked: of locks of one process, the kernel tells none.
	private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

	private final Path path;

	private final Path held;

	private final FileChannel channel;

	// The directories that did not exist before, the deepest first.
	private final List<Path> made;

	private StateDirectory(Path path, Path held, FileChannel channel, List<Path> made) {
		this.path = path;
		this.held = held;
		this.channel = channel;
		this.made = made;
	}

	/**
	 * Make and lock a directory.
	 * @param directory the path
	 * @return the locked directory
	 * @throws RemoteStartException if it can't be written or is in use
	 */
	public static StateDirectory open(Path directory) {
		Path path = directory.toAbsolutePath().normalize();
		List<Path> made = new ArrayList<>();
		for (Path each = path; each != null && Files.notExists(each); each = each.getParent()) {
			made.add(each);
		}
		if (made.isEmpty()) {
			// An earlier process has made it, whose containers lived on.
			made.add(path);
		}
		try {
			Files.createDirectories(path);
			Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(PERMISSIONS));
			Path real = path.toRealPath();
			if (!HELD.add(real)) {
				throw inUse(path, THIS_PROCESS);
			}
			FileChannel channel = null;
			try {
				channel = lock(path);
				channel.truncate(0);
				channel.write(StandardCharsets.UTF_8.encode(Long.toString(ProcessHandle.current().pid())), 0);
				return new StateDirectory(path, real, channel, made);
			}
			catch (IOException | RuntimeException ex) {
				HELD.remove(real);
				if (channel != null) {
					channel.close();
				}
				throw ex;
			}
		}
		catch (IOException ex) {
			String detail = (ex instanceof AccessDeniedException) ? "access denied" : String.valueOf(ex);
			throw new RemoteStartException(Reason.STATE_DIRECTORY_NOT_WRITABLE, path.toString(), detail, ex);
		}
	}

	/**
	 * Lock the file that is there when it is locked: another process may have removed the
	 * one that was opened.
	 */
	private static FileChannel lock(Path path) throws IOException {
		Path file = path.resolve("lock");
		while (true) {
			FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
					StandardOpenOption.WRITE);
			try {
				if (channel.tryLock() == null) {
					String owner = Files.readString(file).strip();
					channel.close();
					throw inUse(path, owner.isEmpty() ? "" : "by the process " + owner);
				}
			}
			catch (OverlappingFileLockException ex) {
				// A remote of another class loader in this process. The channel stays
				// open:
				// to close it would give up the lock of the other one (fcntl(2)).
				throw inUse(path, THIS_PROCESS);
			}
			if (isAt(file, channel)) {
				return channel;
			}
			channel.close();
		}
	}

	/**
	 * Compare by a length, since a second channel must not be opened: to close it would
	 * give up the lock (fcntl(2)).
	 */
	private static boolean isAt(Path file, FileChannel channel) throws IOException {
		int length = ThreadLocalRandom.current().nextInt(1, MAX_MARK);
		channel.truncate(0);
		channel.write(StandardCharsets.UTF_8.encode(" ".repeat(length)), 0);
		try {
			return Files.size(file) == length;
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	private static RemoteStartException inUse(Path path, String owner) {
		return new RemoteStartException(Reason.STATE_DIRECTORY_IN_USE, path.toString(), owner, null);
	}

	/**
	 * Return the path.
	 * @return the absolute path
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Give up the lock and remove its file, and the directories that were made for it
	 * when nothing else is in them.
	 */
	@Override
	public void close() {
		if (!this.channel.isOpen()) {
			return;
		}
		try {
			Files.deleteIfExists(this.path.resolve("lock"));
			this.channel.close();
			for (Path each : this.made) {
				Files.delete(each);
			}
		}
		catch (DirectoryNotEmptyException ignored) {
			// What outlives us, or belongs to another application.
		}
		catch (IOException ex) {
			logger.warn("Could not release the state directory {}", this.path, ex);
		}
		finally {
			HELD.remove(this.held);
		}
	}

}

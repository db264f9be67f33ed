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

package io.github.libcontainerd.boot.test.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * One of the state directories that the tests of an application share: the first that
 * nobody uses. So the one that a killed process has left is used again, and whatever it
 * has left there is found.
 *
 * @param parent where they are
 * @param directory the state directory
 * @param lock the file that says that it is used
 * @param channel holds the lock, which goes with the process
 */
record StateSlot(Path parent, Path directory, Path lock, FileChannel channel) implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(StateSlot.class);

	// Those of this process.
	private static final Set<Path> ours = ConcurrentHashMap.newKeySet();

	private static final String SUFFIX = ".lock";

	private static final int MAX = 1000;

	private static final int MAX_LENGTH = 10_000;

	private static final int MAX_ATTEMPTS = 10;

	/**
	 * Take one.
	 * @param name what those that share them have in common
	 * @return the slot; {@code null} when none can be made
	 */
	static @Nullable StateSlot take(String name) {
		StateSlot taken = take(Path.of("/run/libcontainerd", name));
		return (taken != null) ? taken : take(Path.of(System.getProperty("java.io.tmpdir"),
				"libcontainerd-" + System.getProperty("user.name"), name));
	}

	static @Nullable StateSlot take(Path parent) {
		for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
			try {
				return takeFirst(parent);
			}
			catch (NoSuchFileException ex) {
				// Its last user has removed the directory meanwhile.
			}
			catch (IOException ex) {
				// The library says what is wrong with its state directory.
				logger.debug("There can be no state directory in " + parent, ex);
				return null;
			}
		}
		return null;
	}

	private static @Nullable StateSlot takeFirst(Path parent) throws IOException {
		Files.createDirectories(parent);
		if (!Files.getOwner(parent).equals(Files.getOwner(Path.of("/proc/self")))) {
			return null;
		}
		for (int i = 0; i < MAX; i++) {
			StateSlot taken = take(parent, String.valueOf(i));
			if (taken != null) {
				return taken;
			}
		}
		return null;
	}

	// A process loses the lock of a file as soon as it closes any other channel of it.
	private static @Nullable StateSlot take(Path parent, String name) throws IOException {
		Path lock = parent.resolve(name + SUFFIX);
		if (!ours.add(lock)) {
			return null;
		}
		boolean taken = false;
		FileChannel channel = null;
		try {
			channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			taken = channel.tryLock() != null && isAt(lock, channel);
			return taken ? new StateSlot(parent, parent.resolve(name), lock, channel) : null;
		}
		finally {
			if (!taken) {
				if (channel != null) {
					channel.close();
				}
				ours.remove(lock);
			}
		}
	}

	// It may have been removed by who had it before.
	private static boolean isAt(Path lock, FileChannel channel) throws IOException {
		int length = ThreadLocalRandom.current().nextInt(1, MAX_LENGTH);
		channel.truncate(0);
		channel.write(ByteBuffer.allocate(length), 0);
		try {
			return Files.size(lock) == length;
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		try {
			removeUnused();
			release();
			Files.delete(this.parent);
			Path above = this.parent.getParent();
			if (above != null) {
				Files.delete(above);
			}
		}
		catch (DirectoryNotEmptyException | NoSuchFileException ex) {
			// Others are in use.
		}
		catch (IOException ex) {
			logger.warn("Could not release " + this.lock, ex);
		}
	}

	private void release() throws IOException {
		Files.deleteIfExists(this.lock);
		this.channel.close();
		ours.remove(this.lock);
	}

	// Of killed processes whose containers are gone by now.
	private void removeUnused() throws IOException {
		List<String> names;
		try (Stream<Path> files = Files.list(this.parent)) {
			names = files.map((file) -> String.valueOf(file.getFileName()))
				.filter((name) -> name.endsWith(SUFFIX))
				.map((name) -> name.substring(0, name.length() - SUFFIX.length()))
				.toList();
		}
		for (String name : names) {
			StateSlot unused = take(this.parent, name);
			if (unused != null) {
				try {
					FileSystemUtils.deleteRecursively(unused.directory());
				}
				finally {
					unused.release();
				}
			}
		}
	}

}

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
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * A directory that is open, so that what is in it can be reached whatever becomes of its
 * path: through the link that the kernel has for its descriptor. Java does not tell the
 * number of a descriptor, so it is found by a position that no other has.
 */
final class OpenDirectory implements AutoCloseable {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private static final Path POSITIONS = Path.of("/proc/self/fdinfo");

	private static final int FIRST_POSITION = 1 << 29;

	private static final AtomicInteger positions = new AtomicInteger();

	private final FileChannel channel;

	private final Path path;

	private OpenDirectory(FileChannel channel, Path path) {
		this.channel = channel;
		this.path = path;
	}

	/**
	 * Open a directory.
	 * @param directory the directory; what is at its place and is none is not opened
	 * @param key what it was seen to be; {@code null} for anything
	 * @return the directory; {@code null} if it is another one than was seen
	 */
	static @Nullable OpenDirectory open(Path directory, @Nullable Object key) throws IOException {
		// By the dot in it, since only a directory has one: a FIFO would block.
		FileChannel channel = FileChannel.open(directory.resolve("."), StandardOpenOption.READ);
		try {
			Path path = path(channel);
			if (key == null || Objects.equals(key, Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
				return new OpenDirectory(channel, path);
			}
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
		channel.close();
		return null;
	}

	/**
	 * Return a path that leads to the open file, and to nothing else as long as it is
	 * open.
	 */
	static Path path(FileChannel channel) throws IOException {
		int position = FIRST_POSITION + (positions.incrementAndGet() & (FIRST_POSITION - 1));
		channel.position(position);
		String line = "pos:\t" + position + "\n";
		try (DirectoryStream<Path> all = Files.newDirectoryStream(POSITIONS)) {
			for (Path each : all) {
				if (read(each).startsWith(line)) {
					return DESCRIPTORS.resolve(each.getFileName());
				}
			}
		}
		throw new IOException("this system does not tell the descriptor of an open file");
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			// It is closed by now.
			return "";
		}
	}

	/**
	 * Return the path of the directory.
	 */
	Path path() {
		return this.path;
	}

	/**
	 * Return the path of this directory for another process.
	 */
	Path outerPath() {
		return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd").resolve(this.path.getFileName());
	}

	/**
	 * Return the path of what is in it.
	 * @param name one name, neither {@code .} nor {@code ..}
	 */
	Path child(String name) {
		return this.path.resolve(name);
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}

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

package io.github.libcontainerd.internal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.Lock;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.log.LogSink;

/**
 * A file that is appended to, and renamed when it is full. For one thread at a time.
 */
final class RotatingFile implements AutoCloseable {

	// Others may not read what a container says, as with Docker.
	private static final FileAttribute<?> PERMISSIONS = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

	private final Path path;

	private final long maxBytes;

	private final int files;

	private @Nullable FileChannel channel;

	private long size;

	private final Lock rotation;

	/**
	 * Create a new file, which is opened with the first line.
	 * @param settings where it is, and how large it gets
	 * @param rotation held while files change their names
	 */
	RotatingFile(LogSink.ToFile settings, Lock rotation) {
		this.rotation = rotation;
		this.path = settings.file();
		this.maxBytes = settings.maxBytes();
		this.files = settings.files();
	}

	/**
	 * Return where an older file is.
	 * @param path the current file
	 * @param age 0 for the current one
	 */
	static Path aged(Path path, int age) {
		return (age == 0) ? path : path.resolveSibling(path.getFileName() + "." + age);
	}

	/**
	 * Append whole lines.
	 */
	void append(ByteBuffer lines) throws IOException {
		FileChannel open = open();
		if (this.size > 0 && this.size + lines.remaining() > this.maxBytes) {
			open = rotate();
		}
		this.size += lines.remaining();
		while (lines.hasRemaining()) {
			open.write(lines);
		}
	}

	private FileChannel open() throws IOException {
		FileChannel open = this.channel;
		if (open == null) {
			open = FileChannel.open(this.path,
					Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE), PERMISSIONS);
			this.channel = open;
			this.size = open.size();
			open.position(this.size);
			endBrokenLine(open);
		}
		return open;
	}

	/**
	 * A crash, or a full disk, may have cut off the last line.
	 */
	private void endBrokenLine(FileChannel open) throws IOException {
		ByteBuffer last = ByteBuffer.allocate(1);
		if (this.size > 0 && open.read(last, this.size - 1) == 1 && last.get(0) != '\n') {
			this.size += open.write(ByteBuffer.wrap(new byte[] { '\n' }));
		}
	}

	/**
	 * Begin a new file. The names are complete again when this ends.
	 */
	private FileChannel rotate() throws IOException {
		close();
		this.rotation.lock();
		try {
			rename();
			return open();
		}
		finally {
			this.rotation.unlock();
		}
	}

	private void rename() throws IOException {
		if (this.files == 1) {
			Files.deleteIfExists(this.path);
			return;
		}
		for (int age = this.files - 1; age > 0; age--) {
			Path younger = aged(this.path, age - 1);
			if (Files.exists(younger)) {
				Files.move(younger, aged(this.path, age), StandardCopyOption.REPLACE_EXISTING,
						StandardCopyOption.ATOMIC_MOVE);
			}
		}
	}

	@Override
	public void close() throws IOException {
		FileChannel open = this.channel;
		this.channel = null;
		if (open != null) {
			open.close();
		}
	}

}

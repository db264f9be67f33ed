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

package io.github.libcontainerd.run;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What a process has written to one of its streams: in memory, or in a file when that
 * would be too much. The file is deleted with {@link RunResult#close()}. Immutable.
 *
 * @since 0.1.0
 */
public final class Output {

	private final byte[] memory;

	private final @Nullable Path file;

	private final long size;

	private final boolean truncated;

	private Output(byte[] memory, @Nullable Path file, long size, boolean truncated) {
		this.memory = memory;
		this.file = file;
		this.size = size;
		this.truncated = truncated;
	}

	/**
	 * Create output that is in memory.
	 * @param bytes the bytes; not copied
	 * @param truncated whether there was more
	 * @return the output
	 */
	public static Output inMemory(byte[] bytes, boolean truncated) {
		return new Output(bytes, null, bytes.length, truncated);
	}

	/**
	 * Create output that is in a file.
	 * @param file the file with all of it
	 * @param size the number of bytes
	 * @param truncated whether there was more
	 * @return the output
	 */
	public static Output inFile(Path file, long size, boolean truncated) {
		return new Output(new byte[0], file, size, truncated);
	}

	/**
	 * Return how much there is.
	 * @return the number of bytes
	 */
	public long size() {
		return this.size;
	}

	/**
	 * Return whether the process wrote more than was to be kept.
	 * @return whether the end is missing
	 */
	public boolean truncated() {
		return this.truncated;
	}

	/**
	 * Return the file that has all of it.
	 * @return the file; empty when it is in memory
	 */
	public Optional<Path> file() {
		return Optional.ofNullable(this.file);
	}

	/**
	 * Return all of it, decoded as UTF-8, with its line breaks.
	 * @return the text
	 */
	public String text() {
		return new String(bytes(), StandardCharsets.UTF_8);
	}

	/**
	 * Return the lines, decoded as UTF-8.
	 * @return the lines, without their line breaks
	 */
	public List<String> lines() {
		return text().lines().toList();
	}

	/**
	 * Return all of it. What is in a file is read into memory.
	 * @return the bytes
	 */
	public byte[] bytes() {
		if (this.file == null) {
			return this.memory.clone();
		}
		try {
			return Files.readAllBytes(this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The output in " + this.file + " can't be read", ex);
		}
	}

	/**
	 * Read it from the beginning.
	 * @return a stream; to be closed
	 * @throws IOException if the file can't be read
	 */
	public InputStream stream() throws IOException {
		return (this.file != null) ? new BufferedInputStream(Files.newInputStream(this.file))
				: new ByteArrayInputStream(this.memory);
	}

	void delete() throws IOException {
		if (this.file != null) {
			Files.deleteIfExists(this.file);
			Files.deleteIfExists(Objects.requireNonNull(this.file.getParent()));
		}
	}

	@Override
	public String toString() {
		return "Output[size=" + this.size + ", truncated=" + this.truncated
				+ ((this.file != null) ? ", file=" + this.file : "") + "]";
	}

}

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

package io.github.libcontainerd.log;

import java.nio.file.Path;

import io.github.libcontainerd.client.Stdio;

/**
 * Where the output of a process goes; several may be combined, see {@link Stdio#to}. All
 * but {@link ToConsumer} are used again by a client that restores the container after
 * this process has died.
 *
 * @since 0.1.0
 */
public sealed interface LogSink {

	/** The default size at which a log file is rotated, in bytes. */
	long DEFAULT_FILE_BYTES = 10 * 1024 * 1024;

	/** The default number of log files of a container. */
	int DEFAULT_FILES = 3;

	/**
	 * Return a logger of slf4j; it gets every line at level info.
	 * @param name the name of the logger
	 * @return the sink
	 */
	static LogSink logger(String name) {
		return new ToLogger(name);
	}

	/**
	 * Return a file in Docker's {@code json-file} format that is rotated at
	 * {@link #DEFAULT_FILE_BYTES}, with {@link #DEFAULT_FILES} files in all.
	 * @param file an absolute path
	 * @return the sink
	 */
	static LogSink file(Path file) {
		return new ToFile(file, DEFAULT_FILE_BYTES, DEFAULT_FILES);
	}

	/**
	 * Return a file in Docker's {@code json-file} format: one JSON object with
	 * {@code log}, {@code stream} and {@code time} per line.
	 * @param file an absolute path; older files get {@code .1}, {@code .2} appended
	 * @param maxBytes the size at which the file is rotated
	 * @param files the number of files in all, the current one included
	 * @return the sink
	 */
	static LogSink file(Path file, long maxBytes, int files) {
		return new ToFile(file, maxBytes, files);
	}

	/**
	 * Return a ring in the memory of this process that keeps the last lines.
	 * @param maxBytes how much text is kept, in bytes
	 * @return the sink
	 */
	static LogSink memory(long maxBytes) {
		return new InMemory(maxBytes);
	}

	/**
	 * Return a sink that hands the output to a consumer of this process.
	 * @param consumer the consumer
	 * @return the sink
	 */
	static LogSink to(OutputConsumer consumer) {
		return new ToConsumer(consumer);
	}

	/**
	 * A logger.
	 *
	 * @param name its name
	 */
	record ToLogger(String name) implements LogSink {
	}

	/**
	 * A file in Docker's {@code json-file} format, made with the mode 0640. A disk that
	 * fails, or that stays behind by more than a MiB for a second, costs lines but never
	 * stops the container; the file says how many are missing.
	 *
	 * @param file the path
	 * @param maxBytes the size at which it is rotated, at least 64 KiB
	 * @param files the number of files in all, at least 1
	 */
	record ToFile(Path file, long maxBytes, int files) implements LogSink {

		private static final long MINIMUM_BYTES = 64 * 1024;

		public ToFile {
			if (!file.isAbsolute()) {
				throw new IllegalArgumentException("The log file '" + file + "' must be an absolute path");
			}
			if (maxBytes < MINIMUM_BYTES) {
				throw new IllegalArgumentException(
						"A log file must be rotated at 64 KiB or more, not at " + maxBytes + " bytes");
			}
			if (files < 1) {
				throw new IllegalArgumentException("There must be at least 1 log file, not " + files);
			}
		}
	}

	/**
	 * A ring in memory.
	 *
	 * @param maxBytes how much text is kept, in bytes, at least 1 KiB
	 */
	record InMemory(long maxBytes) implements LogSink {

		private static final long MINIMUM_BYTES = 1024;

		public InMemory {
			if (maxBytes < MINIMUM_BYTES) {
				throw new IllegalArgumentException(
						"A log in memory must have 1 KiB or more, not " + maxBytes + " bytes");
			}
		}
	}

	/**
	 * A consumer of this process.
	 *
	 * @param consumer the consumer
	 */
	record ToConsumer(OutputConsumer consumer) implements LogSink {
	}

}

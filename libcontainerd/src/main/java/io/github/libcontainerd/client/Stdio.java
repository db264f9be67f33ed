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

package io.github.libcontainerd.client;

import java.nio.file.Path;
import java.util.List;

import io.github.libcontainerd.log.LogSink;

/**
 * Where the standard streams of a process go.
 *
 * @since 0.1.0
 */
public sealed interface Stdio {

	/**
	 * Return streams attached to {@link Backend#attachStreams}, without stdin: the
	 * process reads an end of file.
	 * @return the streams
	 */
	static Stdio attached() {
		return new Attached(false);
	}

	/**
	 * Return streams attached to {@link Backend#attachStreams}, stdin included. The
	 * receiver closes stdin.
	 * @return the streams
	 */
	static Stdio interactive() {
		return new Attached(true);
	}

	/**
	 * Return streams that lead nowhere.
	 * @return the streams
	 */
	static Stdio none() {
		return new None();
	}

	/**
	 * Return output streams appended to one file by the shim itself: no thread of this
	 * process is involved, and the output is written while this process is down, too.
	 * @param file an absolute path, made if missing
	 * @return the streams
	 */
	static Stdio file(Path file) {
		return new ToFile(file);
	}

	/**
	 * Return output streams that go to a logger of slf4j, line by line at level info,
	 * past the {@link Backend}.
	 * @param logger the name of the logger
	 * @return the streams
	 */
	static Stdio log(String logger) {
		return new ToLog(logger);
	}

	/**
	 * Return output streams that go to sinks, past the {@link Backend}, without stdin.
	 * @param sinks where the output goes, to all of them; none drops it
	 * @return the streams
	 */
	static Stdio to(LogSink... sinks) {
		return new ToSinks(List.of(sinks), false);
	}

	/**
	 * Output to sinks.
	 *
	 * @param sinks where it goes
	 * @param stdin whether the process has a stdin
	 */
	record ToSinks(List<LogSink> sinks, boolean stdin) implements Stdio {

		public ToSinks {
			sinks = List.copyOf(sinks);
		}
	}

	/**
	 * Output to a logger.
	 *
	 * @param logger the name of the logger
	 */
	record ToLog(String logger) implements Stdio {
	}

	/**
	 * Streams attached to the backend.
	 *
	 * @param stdin whether stdin is attached too
	 */
	record Attached(boolean stdin) implements Stdio {
	}

	/**
	 * No streams.
	 */
	record None() implements Stdio {
	}

	/**
	 * Output appended to a file.
	 *
	 * @param file the file
	 */
	record ToFile(Path file) implements Stdio {
	}

}

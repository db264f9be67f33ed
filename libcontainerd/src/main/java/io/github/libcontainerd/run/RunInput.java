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

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a process reads from its standard input. With a terminal, its end is that of
 * {@link io.github.libcontainerd.IOPipe#stdin}.
 *
 * @since 0.1.0
 */
public sealed interface RunInput {

	/**
	 * Return an input that is at its end at once. A program on a terminal gets one end,
	 * typed as Ctrl-D; one that is to wait for what is never typed, as a shell with
	 * {@code docker run -t}, needs {@link #open()}.
	 * @return the input
	 */
	static RunInput none() {
		return new None();
	}

	/**
	 * Return an input that stays open for a caller that attaches.
	 * @return the input
	 */
	static RunInput open() {
		return new Open();
	}

	/**
	 * Return an input of bytes.
	 * @param bytes the bytes
	 * @return the input
	 */
	static RunInput of(byte[] bytes) {
		return new OfBytes(bytes.clone());
	}

	/**
	 * Return an input of text, encoded as UTF-8.
	 * @param text the text
	 * @return the input
	 */
	static RunInput of(String text) {
		return new OfBytes(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return an input that is copied from a stream by a thread of its own.
	 * @param stream the stream; closed at its end, and when the process has ended
	 * @return the input
	 */
	static RunInput of(InputStream stream) {
		return new OfStream(stream);
	}

	/** Nothing. */
	record None() implements RunInput {
	}

	/** Open for a caller that attaches. */
	record Open() implements RunInput {
	}

	/**
	 * Bytes.
	 *
	 * @param bytes the bytes
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record OfBytes(byte[] bytes) implements RunInput {
	}

	/**
	 * A stream.
	 *
	 * @param stream the stream
	 */
	record OfStream(InputStream stream) implements RunInput {
	}

}

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

import java.nio.ByteBuffer;

import io.github.libcontainerd.OutputStreamName;

/**
 * Takes the output of a process as it comes.
 * <p>
 * Called by one thread per stream, so possibly by two at once. The process blocks while a
 * call does, once about 128 KiB wait. What a call throws is logged once, and this
 * consumer gets nothing more; the others and the process go on.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OutputConsumer {

	/**
	 * Called with output, cut wherever the process or the pipe did it.
	 * @param stream the stream
	 * @param bytes what was written; read-only, and used again after the call
	 */
	void output(OutputStreamName stream, ByteBuffer bytes);

	/**
	 * Called when no more output of a stream comes, or the client is closed.
	 * @param stream the stream; with a terminal only {@link OutputStreamName#STDOUT}
	 */
	default void ended(OutputStreamName stream) {
	}

}

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

import java.nio.ByteBuffer;
import java.time.Instant;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.LogEntry;

/**
 * A sink that takes lines.
 */
abstract class LineSink implements Sink {

	private final LineCutter stdout = new LineCutter((text, complete) -> line(OutputStreamName.STDOUT, text, complete));

	private final LineCutter stderr = new LineCutter((text, complete) -> line(OutputStreamName.STDERR, text, complete));

	@Override
	public final void output(OutputStreamName stream, ByteBuffer bytes) {
		cutter(stream).add(bytes);
	}

	@Override
	public final void ended(OutputStreamName stream) {
		cutter(stream).end();
	}

	private LineCutter cutter(OutputStreamName stream) {
		return (stream == OutputStreamName.STDOUT) ? this.stdout : this.stderr;
	}

	private void line(OutputStreamName stream, String text, boolean complete) {
		line(new LogEntry(Instant.now(), stream, text, complete));
	}

	/**
	 * Called with a line, by one thread per stream.
	 */
	abstract void line(LogEntry entry);

}

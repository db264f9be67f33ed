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

import java.io.InputStream;
import java.nio.ByteBuffer;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.AttachedStreams;

/**
 * The output of a process as somebody reads it who is attached.
 */
abstract class AttachedOutput implements AttachedStreams {

	private final AttachedReader stdout = new AttachedReader();

	private final AttachedReader stderr = new AttachedReader();

	@Override
	public final InputStream stdout() {
		return this.stdout;
	}

	@Override
	public final InputStream stderr() {
		return this.stderr;
	}

	/**
	 * Give the reader some output.
	 * @param stream the stream
	 * @param bytes what was written
	 */
	public final void output(OutputStreamName stream, ByteBuffer bytes) {
		reader(stream).offer(bytes);
	}

	/**
	 * No more output of a stream comes.
	 */
	final void end(OutputStreamName stream) {
		reader(stream).end();
	}

	private AttachedReader reader(OutputStreamName stream) {
		return (stream == OutputStreamName.STDOUT) ? this.stdout : this.stderr;
	}

	@Override
	public void close() {
		this.stdout.close();
		this.stderr.close();
	}

}

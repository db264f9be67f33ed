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
import java.io.OutputStream;
import java.nio.ByteBuffer;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.AttachedStreams;
import io.github.libcontainerd.log.OutputConsumer;

/**
 * The streams of a process that somebody is attached to from its beginning. Both output
 * streams end with it.
 */
public final class ProcessPipe implements OutputConsumer, AttachedStreams {

	private final boolean terminal;

	private final AttachedReader stdout = new AttachedReader();

	private final AttachedReader stderr = new AttachedReader();

	private volatile OutputStream stdin = OutputStream.nullOutputStream();

	/**
	 * Create the streams.
	 * @param terminal whether the process has a terminal
	 */
	public ProcessPipe(boolean terminal) {
		this.terminal = terminal;
		if (terminal) {
			this.stderr.end();
		}
	}

	/**
	 * Set the stream into the process, once it is there.
	 * @param given the stream
	 */
	public void stdin(OutputStream given) {
		this.stdin = given;
	}

	@Override
	public OutputStream stdin() {
		return this.stdin;
	}

	@Override
	public InputStream stdout() {
		return this.stdout;
	}

	@Override
	public InputStream stderr() {
		return this.stderr;
	}

	@Override
	public boolean terminal() {
		return this.terminal;
	}

	@Override
	public void output(OutputStreamName stream, ByteBuffer bytes) {
		reader(stream).offer(bytes);
	}

	@Override
	public void ended(OutputStreamName stream) {
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

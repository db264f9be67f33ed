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

/**
 * Somebody who reads the output of a container from now on, beside its log. Both streams
 * end when the container has ended for good.
 */
public final class Attachment implements AttachedStreams, Sink {

	private final AttachedReader stdout = new AttachedReader();

	private final AttachedReader stderr = new AttachedReader();

	private final ContainerOutput output;

	Attachment(ContainerOutput output) {
		this.output = output;
	}

	@Override
	public OutputStream stdin() {
		return this.output.stdin();
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
		return this.output.terminal();
	}

	@Override
	public void output(OutputStreamName stream, ByteBuffer bytes) {
		((stream == OutputStreamName.STDOUT) ? this.stdout : this.stderr).offer(bytes);
	}

	@Override
	public void ended(OutputStreamName stream) {
		// A restart policy may start another run.
	}

	void end() {
		this.stdout.end();
		this.stderr.end();
	}

	@Override
	public void close() {
		this.output.detach(this);
		this.stdout.close();
		this.stderr.close();
	}

}

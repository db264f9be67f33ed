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

import java.io.OutputStream;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.OutputConsumer;

/**
 * The streams of a process that somebody is attached to from its beginning. Both output
 * streams end with it.
 */
public final class ProcessPipe extends AttachedOutput implements OutputConsumer {

	private final boolean terminal;

	private volatile OutputStream stdin = OutputStream.nullOutputStream();

	/**
	 * Create the streams.
	 * @param terminal whether the process has a terminal
	 */
	public ProcessPipe(boolean terminal) {
		this.terminal = terminal;
		if (terminal) {
			end(OutputStreamName.STDERR);
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
	public boolean terminal() {
		return this.terminal;
	}

	@Override
	public void ended(OutputStreamName stream) {
		end(stream);
	}

}

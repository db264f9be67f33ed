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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.libcontainerd.OutputStreamName;

/**
 * A reader of the output of a container from now on, beside its log. Both streams end
 * when the container has ended for good.
 */
public final class Attachment extends AttachedOutput implements Sink {

	private final Supplier<OutputStream> stdin;

	private final BooleanSupplier terminal;

	private final Consumer<Attachment> closed;

	/**
	 * Create one.
	 * @param stdin the input of the current run
	 * @param terminal whether the process has a terminal
	 * @param closed is called when it is closed
	 */
	Attachment(Supplier<OutputStream> stdin, BooleanSupplier terminal, Consumer<Attachment> closed) {
		this.stdin = stdin;
		this.terminal = terminal;
		this.closed = closed;
	}

	@Override
	public OutputStream stdin() {
		return this.stdin.get();
	}

	@Override
	public boolean terminal() {
		return this.terminal.getAsBoolean();
	}

	@Override
	public void ended(OutputStreamName stream) {
		// A restart policy may start another run.
	}

	void end() {
		end(OutputStreamName.STDOUT);
		end(OutputStreamName.STDERR);
	}

	@Override
	public void close() {
		this.closed.accept(this);
		super.close();
	}

}

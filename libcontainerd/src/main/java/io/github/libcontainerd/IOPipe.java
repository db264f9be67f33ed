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

package io.github.libcontainerd;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * The standard streams of one process, seen from outside of it: what is written to
 * {@link #stdin()} is what the process reads.
 * <p>
 * Reading blocks until there is output; both output streams end when the process and all
 * its children have closed theirs. Closing an output stream does not disturb the process,
 * but it blocks when it then writes more than fits into the pipe. The streams are not
 * safe for use by several threads each. Do not read them on virtual threads: a read of a
 * FIFO pins its carrier.
 *
 * @since 0.1.0
 */
public interface IOPipe {

	/**
	 * Return the stream into the process. Closing it gives the process an end of file, at
	 * any time, also before the process has started; with a terminal it does so as a user
	 * does, by typing Ctrl-D, which a program that has its terminal in raw mode reads as
	 * the character 4. A terminal is not hung up. Without attached stdin it is closed. A
	 * write blocks while the process reads nothing and the pipe is full, until the
	 * process has ended at the latest.
	 * @return the process's standard input
	 */
	OutputStream stdin();

	/**
	 * Return what the process writes to its standard output; with a terminal, all of its
	 * output.
	 * @return the process's standard output
	 */
	InputStream stdout();

	/**
	 * Return what the process writes to its standard error; always at its end when the
	 * process has a terminal.
	 * @return the process's standard error
	 */
	InputStream stderr();

	/**
	 * Whether the process has a terminal.
	 * @return {@code true} if it has
	 */
	boolean terminal();

}

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

package io.github.libcontainerd.internal.run;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.run.RunInput;

/**
 * Copies what a process is to read into its stdin, on a thread of its own, since the
 * process may take its time.
 */
final class InputFeeder {

	private static final Logger logger = LoggerFactory.getLogger(InputFeeder.class);

	private InputFeeder() {
	}

	/**
	 * Whether a process needs a stdin for this input. A terminal does for none too, since
	 * a read of a terminal that nobody types at never ends.
	 */
	static boolean needsStdin(RunInput input, boolean terminal) {
		return terminal || !(input instanceof RunInput.None);
	}

	/**
	 * Start to copy, if there is a stdin.
	 * @return stops it when the process has ended
	 */
	static Runnable feed(String label, RunInput input, boolean terminal, OutputStream stdin) {
		InputStream source;
		if (!needsStdin(input, terminal)) {
			return () -> {
			};
		}
		if (input instanceof RunInput.None) {
			source = InputStream.nullInputStream();
		}
		else if (input instanceof RunInput.OfBytes bytes) {
			source = new ByteArrayInputStream(bytes.bytes());
		}
		else if (input instanceof RunInput.OfStream stream) {
			source = stream.stream();
		}
		else {
			return () -> {
			};
		}
		Thread thread = start(label + "-stdin", () -> copy(label, source, stdin));
		return () -> {
			thread.interrupt();
			if (thread.isAlive()) {
				// Only the close may end its read, and take its time too.
				start(label + "-stdin-end", () -> close(source));
			}
		};
	}

	private static Thread start(String name, Runnable task) {
		Thread thread = new Thread(task, "containerd-io-" + name);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static void copy(String label, InputStream source, OutputStream stdin) {
		try (source; stdin) {
			source.transferTo(stdin);
		}
		catch (IOException | RuntimeException ex) {
			// A process need not read all of its input.
			logger.debug("The input of {} was not read to its end", label, ex);
		}
	}

	private static void close(InputStream source) {
		try {
			source.close();
		}
		catch (IOException | RuntimeException ignored) {
			// Nobody reads it any more.
		}
	}

}

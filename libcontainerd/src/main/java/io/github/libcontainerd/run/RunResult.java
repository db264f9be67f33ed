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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * The result of a run. Immutable. To be closed if its output may have been so much that
 * it is in a file; otherwise closing does nothing.
 *
 * @param containerId the container
 * @param exitCode the exit code, 128 + signal number when killed by a signal; 255 when
 * {@code codeKnown} is false
 * @param codeKnown whether the code is the true one
 * @param oomKilled whether the kernel killed a process of it for its use of memory
 * @param timedOut whether it was killed because its time was up
 * @param duration from its creation to its end, without the pull
 * @param stdout what it wrote to its standard output; with a terminal, all of its output
 * @param stderr what it wrote to its standard error
 * @since 0.1.0
 */
public record RunResult(String containerId, int exitCode, boolean codeKnown, boolean oomKilled, boolean timedOut,
		Duration duration, Output stdout, Output stderr) implements AutoCloseable {

	/**
	 * Whether it ended by itself with the exit code 0.
	 * @return {@code true} for success
	 */
	public boolean successful() {
		return this.codeKnown && this.exitCode == 0 && !this.timedOut;
	}

	/**
	 * Delete the files with output that was too much for memory, if there are any. Those
	 * that are left are deleted with the client.
	 */
	@Override
	public void close() {
		try {
			this.stdout.delete();
			this.stderr.delete();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The output of container '" + this.containerId + "' can't be deleted", ex);
		}
	}

}

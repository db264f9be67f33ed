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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A container was started and has not become what its start waits for: its time was up,
 * it has ended, or it is unhealthy. It is removed, or stopped if it was to be kept. The
 * message ends with the last lines of its output.
 *
 * @since 0.1.0
 */
public final class ContainerNotReadyException extends ContainerdException {

	private static final long serialVersionUID = 1L;

	private static final int SHOWN = 50;

	private final String waitedFor;

	private final boolean timedOut;

	private final transient @Nullable ExitStatus exit;

	private final transient List<String> lastLines;

	/**
	 * Create a new exception.
	 * @param operation what was being done, or {@code null}
	 * @param waitedFor what was waited for, as in "port 5432/tcp to accept connections"
	 * @param problem why it is not ready
	 * @param timedOut whether the time was up
	 * @param exit how it has ended, or {@code null}
	 * @param lastLines the last lines of its output, the oldest first
	 * @param cause what the last attempt failed with, or {@code null}
	 */
	public ContainerNotReadyException(@Nullable Operation operation, String waitedFor, String problem, boolean timedOut,
			@Nullable ExitStatus exit, List<String> lastLines, @Nullable Throwable cause) {
		super(operation, "it waits for " + waitedFor + ", but " + problem + lines(lastLines), cause);
		this.waitedFor = waitedFor;
		this.timedOut = timedOut;
		this.exit = exit;
		this.lastLines = List.copyOf(lastLines);
	}

	private static String lines(List<String> lines) {
		if (lines.isEmpty()) {
			return "; it has written nothing";
		}
		List<String> shown = lines.subList(Math.max(0, lines.size() - SHOWN), lines.size());
		return "; the last it has written:\n  " + String.join("\n  ", shown);
	}

	/**
	 * Return what was waited for.
	 * @return the condition, in words
	 */
	public String waitedFor() {
		return this.waitedFor;
	}

	/**
	 * Return whether the time was up.
	 * @return {@code false} when it has ended or is unhealthy
	 */
	public boolean timedOut() {
		return this.timedOut;
	}

	/**
	 * Return how the container has ended.
	 * @return the end; {@code null} if it was still running
	 */
	public @Nullable ExitStatus exit() {
		return this.exit;
	}

	/**
	 * Return the last lines of its output.
	 * @return the lines, the oldest first; empty after serialization
	 */
	public List<String> lastLines() {
		return (this.lastLines != null) ? this.lastLines : List.of();
	}

}

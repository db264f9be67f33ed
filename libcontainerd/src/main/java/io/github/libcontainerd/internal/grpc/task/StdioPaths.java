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

package io.github.libcontainerd.internal.grpc.task;

/**
 * Where a shim finds the streams of a process. With stdout set, stderr must be set too
 * unless there is a terminal: containerd fails on an empty path, and a {@code file:} URI
 * without a second one crashes the shim.
 *
 * @param stdin a FIFO, or empty
 * @param stdout a FIFO, file or URI, or empty
 * @param stderr a FIFO, file or URI; empty with a terminal
 * @param terminal whether the process has a terminal
 */
public record StdioPaths(String stdin, String stdout, String stderr, boolean terminal) {

	/** No streams at all. */
	public static final StdioPaths NONE = new StdioPaths("", "", "", false);

	public StdioPaths {
		if (terminal ? !stderr.isEmpty() : stdout.isEmpty() != stderr.isEmpty()) {
			throw new IllegalArgumentException("stdout and stderr go together, but not with a terminal");
		}
	}

}

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

package io.github.libcontainerd.log;

import io.github.libcontainerd.IOPipe;

/**
 * The streams of a process that a caller has attached to, beside its log.
 * <p>
 * What is not read yet waits in memory, up to a MiB per stream. When the reader stays
 * behind by more, the process waits for a second; then the reader is cut off with an
 * {@link java.io.IOException}, and the process continues.
 *
 * @since 0.1.0
 */
public interface AttachedStreams extends IOPipe, AutoCloseable {

	/**
	 * Detach from the streams. The process runs on, and its stdin stays open.
	 */
	@Override
	void close();

}

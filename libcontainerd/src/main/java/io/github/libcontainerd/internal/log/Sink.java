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

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.OutputStreamName;

/**
 * What takes the output of one container, run after run.
 */
interface Sink {

	/**
	 * Called with output, by one thread per stream.
	 */
	void output(OutputStreamName stream, ByteBuffer bytes);

	/**
	 * Called when a stream of a run has ended.
	 */
	void ended(OutputStreamName stream);

	/**
	 * Completes when what was given so far is where it belongs.
	 */
	default CompletableFuture<Void> flushed() {
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Called when no more runs come.
	 */
	default void close() {
	}

}

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

package io.github.libcontainerd.internal.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * An interrupt while reading a stream is an {@link InterruptedIOException}; everywhere
 * else it is an {@link InterruptedException}.
 */
public final class Interrupts {

	private Interrupts() {
	}

	/**
	 * Go on as an interrupt if it is one. A time-out of a socket, which has the same
	 * type, is none.
	 */
	public static void rethrow(IOException ex) throws InterruptedException {
		if (ex instanceof InterruptedIOException && Thread.interrupted()) {
			InterruptedException interrupt = new InterruptedException(ex.getMessage());
			interrupt.initCause(ex);
			throw interrupt;
		}
	}

}

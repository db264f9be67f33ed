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

import java.time.Instant;

/**
 * Which part of a log is read.
 *
 * @since 0.1.0
 */
public sealed interface LogOption {

	/**
	 * Return an option for the last lines only.
	 * @param lines how many, 0 or more
	 * @return the option
	 */
	static LogOption tail(int lines) {
		return new Tail(lines);
	}

	/**
	 * Return an option for what is not older.
	 * @param time the time, inclusive
	 * @return the option
	 */
	static LogOption since(Instant time) {
		return new Since(time);
	}

	/**
	 * Return an option to wait for what comes, until the container has ended.
	 * @return the option
	 */
	static LogOption follow() {
		return new Follow();
	}

	/**
	 * The last lines only, of those that the other options leave.
	 *
	 * @param lines how many
	 */
	record Tail(int lines) implements LogOption {

		public Tail {
			if (lines < 0) {
				throw new IllegalArgumentException("The number of lines must not be negative: " + lines);
			}
		}
	}

	/**
	 * What is not older only.
	 *
	 * @param time the time
	 */
	record Since(Instant time) implements LogOption {
	}

	/**
	 * Wait for what comes.
	 */
	record Follow() implements LogOption {
	}

}

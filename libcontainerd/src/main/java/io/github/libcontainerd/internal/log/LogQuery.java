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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;

/**
 * Which part of a log is wanted.
 *
 * @param tail the number of last lines; negative for all
 * @param since the time before which nothing is wanted; {@code null} for all
 * @param follow whether to wait for more
 */
public record LogQuery(int tail, @Nullable Instant since, boolean follow) {

	/**
	 * Return what options mean.
	 * @param options the options
	 * @return the query
	 */
	public static LogQuery of(LogOption... options) {
		int tail = -1;
		Instant since = null;
		boolean follow = false;
		for (LogOption option : options) {
			if (option instanceof LogOption.Tail given) {
				tail = given.lines();
			}
			else if (option instanceof LogOption.Since given) {
				since = given.time();
			}
			else {
				follow = true;
			}
		}
		return new LogQuery(tail, since, follow);
	}

	boolean wants(LogEntry entry) {
		return this.since == null || !entry.time().isBefore(this.since);
	}

}

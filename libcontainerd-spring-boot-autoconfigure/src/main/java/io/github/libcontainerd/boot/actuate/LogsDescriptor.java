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

package io.github.libcontainerd.boot.actuate;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.libcontainerd.log.LogEntry;

/**
 * Description of the last lines of a container's log.
 *
 * @param lines the lines, the oldest first
 * @since 0.1.0
 */
public record LogsDescriptor(List<LineDescriptor> lines) implements OperationResponseBody {

	static LogsDescriptor of(Stream<LogEntry> entries) {
		return new LogsDescriptor(entries.map(LineDescriptor::of).toList());
	}

	/**
	 * Description of a line.
	 *
	 * @param time when it was read
	 * @param stream {@code stdout} or {@code stderr}
	 * @param text the line
	 * @since 0.1.0
	 */
	public record LineDescriptor(Instant time, String stream, String text) {

		private static LineDescriptor of(LogEntry entry) {
			return new LineDescriptor(entry.time(), entry.stream().value(), entry.text());
		}

	}

}

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

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.LogEntry;

/**
 * The lines of Docker's {@code json-file} format.
 */
final class JsonLines {

	private static final JsonMapper mapper = JsonMapper.shared();

	// In a text there is a backslash before each quote.
	private static final byte[] START = "{\"log\":".getBytes(StandardCharsets.US_ASCII);

	private static final char[] HEX = "0123456789abcdef".toCharArray();

	private JsonLines() {
	}

	static byte[] encode(LogEntry entry) {
		StringBuilder line = new StringBuilder(entry.text().length() + 96);
		line.append("{\"log\":\"");
		escape(entry.text(), line);
		if (entry.complete()) {
			line.append("\\n");
		}
		line.append("\",\"stream\":\"").append(entry.stream().value());
		line.append("\",\"time\":\"").append(entry.time()).append("\"}\n");
		return line.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static void escape(String text, StringBuilder line) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			switch (c) {
				case '"' -> line.append("\\\"");
				case '\\' -> line.append("\\\\");
				case '\n' -> line.append("\\n");
				case '\r' -> line.append("\\r");
				case '\t' -> line.append("\\t");
				default -> {
					if (c < 0x20) {
						line.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xF]);
					}
					else {
						line.append(c);
					}
				}
			}
		}
	}

	/**
	 * Read a line. A crash may have cut off the one before, or left zeros in its place,
	 * without a line feed: that costs what was cut off only.
	 * @return the entry; {@code null} for what is none
	 */
	static @Nullable LogEntry decode(byte[] bytes, int offset, int length) {
		LogEntry entry = decodeWhole(bytes, offset, length);
		if (entry != null) {
			return entry;
		}
		int last = length - START.length;
		while (last > 0 && !Arrays.equals(bytes, offset + last, offset + last + START.length, START, 0, START.length)) {
			last--;
		}
		return (last > 0) ? decodeWhole(bytes, offset + last, length - last) : null;
	}

	private static @Nullable LogEntry decodeWhole(byte[] bytes, int offset, int length) {
		try {
			JsonNode line = mapper.readTree(bytes, offset, length);
			String text = line.path("log").asString("");
			boolean complete = text.endsWith("\n");
			OutputStreamName stream = "stderr".equals(line.path("stream").asString("")) ? OutputStreamName.STDERR
					: OutputStreamName.STDOUT;
			return new LogEntry(Instant.parse(line.path("time").asString("")), stream,
					complete ? text.substring(0, text.length() - 1) : text, complete);
		}
		catch (JacksonException | DateTimeException ex) {
			return null;
		}
	}

}

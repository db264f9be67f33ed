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
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.LogEntry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Docker's {@code json-file} format.
 */
class JsonLinesTests {

	private static final Instant TIME = Instant.parse("2026-05-06T07:08:09.123456789Z");

	private static LogEntry entry(String text, boolean complete) {
		return new LogEntry(TIME, OutputStreamName.STDERR, text, complete);
	}

	private static LogEntry decoded(byte[] line) {
		return JsonLines.decode(line, 0, line.length);
	}

	@Test
	void lineIsAsDockerWritesIt() {
		assertThat(new String(JsonLines.encode(entry("a \"b\" \\ \t\u0001 \u20ac", true)), StandardCharsets.UTF_8))
			.isEqualTo("{\"log\":\"a \\\"b\\\" \\\\ \\t\\u0001 \u20ac\\n\",\"stream\":\"stderr\","
					+ "\"time\":\"2026-05-06T07:08:09.123456789Z\"}\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "\"quoted\" \\ back", "\u0000\u0001\u001f\u007f", "\r", "\ud83d\ude00 \u2028",
			"{\"log\":\"x\"}" })
	void everyTextComesBack(String text) {
		assertThat(decoded(JsonLines.encode(entry(text, true)))).isEqualTo(entry(text, true));
		assertThat(decoded(JsonLines.encode(entry(text, false)))).isEqualTo(entry(text, false));
	}

	@Test
	void lineOfDockerIsRead() {
		byte[] line = "{\"log\":\"hi\\n\",\"stream\":\"stdout\",\"attrs\":{\"a\":\"b\"},\"time\":\"2026-05-06T07:08:09Z\"}"
			.getBytes(StandardCharsets.UTF_8);
		assertThat(decoded(line))
			.isEqualTo(new LogEntry(Instant.parse("2026-05-06T07:08:09Z"), OutputStreamName.STDOUT, "hi", true));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{\"log\":\"cut o", "[]", "{\"log\":\"x\",\"time\":\"yesterday\"}", "\u0000\u0000" })
	void whatIsNoEntryIsSkipped(String line) {
		assertThat(decoded(line.getBytes(StandardCharsets.UTF_8))).isNull();
	}

}

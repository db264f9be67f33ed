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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lines from bytes.
 */
class LineCutterTests {

	private final List<String> lines = new ArrayList<>();

	private final LineCutter cutter = new LineCutter((text, complete) -> this.lines.add(text + (complete ? "$" : "")));

	private void add(String text) {
		this.cutter.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void lineMayComeInPieces() {
		add("on");
		add("e\ntwo\n\nth");
		add("ree");
		this.cutter.end();
		this.cutter.end();
		assertThat(this.lines).containsExactly("one$", "two$", "$", "three");
	}

	@Test
	void carriageReturnsStay() {
		add("a\r\nb\rc\n");
		assertThat(this.lines).containsExactly("a\r$", "b\rc$");
	}

	@Test
	void longLineIsCutBetweenCharacters() {
		add("x".repeat(LineCutter.MAX_BYTES - 1) + "\u20acrest\n");
		assertThat(this.lines).hasSize(2);
		assertThat(this.lines.get(0)).isEqualTo("x".repeat(LineCutter.MAX_BYTES - 1));
		assertThat(this.lines.get(1)).isEqualTo("\u20acrest$");
	}

	@Test
	void bytesThatAreNoCharactersDoNotStopIt() {
		byte[] bytes = new byte[LineCutter.MAX_BYTES * 2];
		Arrays.fill(bytes, (byte) 0x80);
		this.cutter.add(ByteBuffer.wrap(bytes));
		this.cutter.end();
		assertThat(String.join("", this.lines)).isEqualTo("\ufffd".repeat(bytes.length));
	}

}

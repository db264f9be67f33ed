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

package io.github.libcontainerd.client;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.IOPipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link OutputPump}.
 */
class OutputPumpTests {

	private final List<String> lines = new ArrayList<>();

	private final OutputPump.LineSplitter splitter = new OutputPump.LineSplitter(this.lines::add);

	@Test
	void linesAreCutAtLineBreaks() {
		add("one\ntwo\r\n\nthree");
		assertThat(this.lines).containsExactly("one", "two", "");
		this.splitter.end();
		assertThat(this.lines).containsExactly("one", "two", "", "three");
	}

	@Test
	void lineMayComeInPieces() {
		add("on");
		add("e\nt");
		add("wo\n");
		this.splitter.end();
		assertThat(this.lines).containsExactly("one", "two");
	}

	@Test
	void characterMayComeInPieces() {
		byte[] bytes = "grün€\n".getBytes(StandardCharsets.UTF_8);
		for (byte b : bytes) {
			this.splitter.add(new byte[] { b }, 1);
		}
		assertThat(this.lines).containsExactly("grün€");
	}

	@Test
	void longLineComesInPiecesThatAreCompleteCharacters() {
		String text = "x" + "€".repeat(OutputPump.MAX_LINE_BYTES);
		add(text + "\n");
		assertThat(String.join("", this.lines)).isEqualTo(text);
		assertThat(this.lines).hasSizeGreaterThan(3)
			.allSatisfy((line) -> assertThat(line.getBytes(StandardCharsets.UTF_8).length)
				.isLessThanOrEqualTo(OutputPump.MAX_LINE_BYTES));
	}

	@Test
	void endlessLineOfGarbageTakesBoundedMemory() {
		byte[] garbage = new byte[100_000];
		Arrays.fill(garbage, (byte) 0xBF);
		this.splitter.add(garbage, garbage.length);
		this.splitter.end();
		assertThat(this.lines).hasSize(7);
	}

	@Test
	void consumerMayFailWithAnErrorAndUseTheStack() {
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		OutputPump.start("web", new Text("one\ntwo\nthree\n"), (stream, line) -> {
			if (line.equals("one")) {
				throw new AssertionError("one");
			}
			seen.add(line + " " + depth(6_000));
		});
		await().atMost(Duration.ofSeconds(20)).until(() -> seen.contains("three 6000"));
		assertThat(seen).containsExactly("two 6000", "three 6000");
	}

	private static int depth(int calls) {
		return (calls > 0) ? 1 + depth(calls - 1) : 0;
	}

	private void add(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.splitter.add(bytes, bytes.length);
	}

	/**
	 * Streams with some output.
	 *
	 * @param text the output
	 */
	private record Text(String text) implements IOPipe {

		@Override
		public OutputStream stdin() {
			return OutputStream.nullOutputStream();
		}

		@Override
		public InputStream stdout() {
			return new ByteArrayInputStream(this.text.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public InputStream stderr() {
			return InputStream.nullInputStream();
		}

		@Override
		public boolean terminal() {
			return true;
		}

	}

}

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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * A reader beside the log.
 */
class AttachedReaderTests {

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void readerGetsWhatIsOfferedUntilTheEnd() throws IOException {
		AttachedReader reader = new AttachedReader();
		reader.offer(bytes("one"));
		reader.offer(bytes("two"));
		reader.end();
		assertThat(new String(reader.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("onetwo");
		assertThat(reader.read()).isEqualTo(-1);
	}

	@Test
	void readerThatStaysBehindIsCutOffAndTheProcessGoesOn() throws IOException {
		AttachedReader reader = new AttachedReader(Duration.ofMillis(20));
		ByteBuffer chunk = ByteBuffer.allocate(64 * 1024);
		for (int i = 0; i < 100; i++) {
			reader.offer(chunk.clear());
		}
		assertThat(reader.readNBytes(1024 * 1024)).hasSize(1024 * 1024);
		assertThatIOException().isThrownBy(reader::read).withMessageContaining("cut off");
	}

	@Test
	void readerThatIsClosedHoldsNothingUp() throws IOException {
		AttachedReader reader = new AttachedReader(Duration.ofMinutes(10));
		ByteBuffer chunk = ByteBuffer.allocate(64 * 1024);
		reader.close();
		for (int i = 0; i < 100; i++) {
			reader.offer(chunk.clear());
		}
		assertThat(reader.read()).isEqualTo(-1);
	}

	@Test
	void closeEndsABlockedRead() throws Exception {
		AttachedReader reader = new AttachedReader();
		CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
			try {
				return reader.read();
			}
			catch (IOException ex) {
				return -2;
			}
		});
		reader.close();
		assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
	}

}

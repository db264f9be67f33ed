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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ring in memory.
 */
class MemoryLogTests {

	private static void write(MemoryLog log, int from, int to) {
		for (int i = from; i < to; i++) {
			log.line(new LogEntry(Instant.EPOCH.plusSeconds(i), OutputStreamName.STDOUT, "line " + i, true));
		}
	}

	private static List<String> read(MemoryLog log, LogOption... options) {
		try (Stream<LogEntry> entries = log.read(LogQuery.of(options))) {
			return entries.map(LogEntry::text).toList();
		}
	}

	@Test
	void oldLinesGiveWay() {
		MemoryLog log = new MemoryLog(1024);
		write(log, 0, 1000);
		List<String> kept = read(log);
		assertThat(kept).hasSizeBetween(5, 20).last().isEqualTo("line 999");
		assertThat(read(log, LogOption.tail(2))).containsExactly("line 998", "line 999");
		assertThat(read(log, LogOption.since(Instant.EPOCH.plusSeconds(999)))).containsExactly("line 999");
	}

	@Test
	void lineLongerThanTheRingIsKept() {
		MemoryLog log = new MemoryLog(1024);
		write(log, 0, 5);
		log.line(new LogEntry(Instant.EPOCH, OutputStreamName.STDERR, "x".repeat(5000), true));
		assertThat(read(log)).containsExactly("x".repeat(5000));
	}

	@Test
	void followerGetsWhatComesUntilTheEnd() throws Exception {
		MemoryLog log = new MemoryLog(1024 * 1024);
		write(log, 0, 3);
		CountDownLatch started = new CountDownLatch(2);
		CompletableFuture<List<String>> follower = CompletableFuture.supplyAsync(() -> {
			try (Stream<LogEntry> entries = log.read(LogQuery.of(LogOption.follow(), LogOption.tail(2)))) {
				return entries.peek((entry) -> started.countDown()).map(LogEntry::text).toList();
			}
		});
		assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
		write(log, 3, 5);
		log.close();
		assertThat(follower.get(10, TimeUnit.SECONDS)).containsExactly("line 1", "line 2", "line 3", "line 4");
	}

}

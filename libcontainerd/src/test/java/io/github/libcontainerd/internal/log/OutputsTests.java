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

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.log.LogSink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The outputs of a client that is closed.
 */
class OutputsTests {

	@TempDir
	private Path directory;

	@Test
	void whatHasBeenReadIsStillWrittenWhenTheClientIsClosed() throws Exception {
		ExecutorService workers = Executors.newCachedThreadPool();
		Path file = this.directory.resolve("log.json");
		Outputs outputs = new Outputs(workers);
		CountDownLatch read = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		outputs.attach("web", StateInfo.INIT, List.of(LogSink.to((stream, bytes) -> {
			read.countDown();
			awaitQuietly(release);
		}), LogSink.file(file)), new Lines("one\ntwo\n"));
		assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();
		Thread closer = new Thread(outputs::close);
		closer.start();
		await().atMost(Duration.ofSeconds(10))
			.until(() -> !closer.isAlive() || closer.getState() == Thread.State.TIMED_WAITING
					|| closer.getState() == Thread.State.WAITING);
		release.countDown();
		closer.join(10_000);
		workers.shutdown();
		assertThat(workers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(file).content().contains("one", "two");
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Streams with some lines of output.
	 *
	 * @param text the output
	 */
	private record Lines(String text) implements IOPipe {

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

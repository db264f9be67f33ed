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

package io.github.libcontainerd.internal.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.run.RunInput;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams of the user that are read to the end of a process.
 */
class InputFeederTests {

	@Test
	void streamThatIsSlowToCloseKeepsNobodyWaiting() throws Exception {
		CountDownLatch reading = new CountDownLatch(1);
		CountDownLatch closing = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		InputStream stream = new InputStream() {

			@Override
			public int read() throws IOException {
				reading.countDown();
				awaitUninterruptibly(release);
				return -1;
			}

			@Override
			public void close() {
				closing.countDown();
				awaitUninterruptibly(release);
			}

		};
		Runnable stop = InputFeeder.feed("web", RunInput.of(stream), false, OutputStream.nullOutputStream());
		assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
		try {
			CompletableFuture.runAsync(stop).get(10, TimeUnit.SECONDS);
			assertThat(closing.await(10, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			release.countDown();
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		boolean interrupted = false;
		while (true) {
			try {
				latch.await();
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}

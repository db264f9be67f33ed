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

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.boot.actuate.BoundedCalls.Call;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BoundedCalls}.
 */
class BoundedCallsTests {

	private final BoundedCalls calls = new BoundedCalls(Duration.ofMillis(200));

	private final CountDownLatch answer = new CountDownLatch(1);

	private final Map<String, String> problems = new LinkedHashMap<>();

	@AfterEach
	void close() {
		this.answer.countDown();
		this.calls.close();
	}

	@Test
	void answerInTimeIsReturned() {
		assertThat(this.calls.start("it", () -> "answer").get(this.problems)).isEqualTo("answer");
		assertThat(this.problems).isEmpty();
	}

	@Test
	void textOfAFailureIsKept() {
		Call<String> call = this.calls.start("it", () -> {
			throw new IllegalStateException("secret words");
		});
		assertThat(call.get(this.problems)).isNull();
		assertThat(this.problems).containsExactly(Map.entry("it", "containerd failed; the log says more"));
	}

	@Test
	void callsThatDoNotAnswerDoNotCollectThreads() {
		List<Call<String>> all = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			all.add(this.calls.start("call " + i, this::stuck));
		}
		long start = System.nanoTime();
		all.forEach((call) -> assertThat(call.get(this.problems)).isNull());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
		assertThat(this.problems).hasSize(20)
			.containsEntry("call 0", "No answer in time")
			.containsEntry("call 19", "Too many requests at once");
		assertThat(threads()).isLessThanOrEqualTo(8);
		this.answer.countDown();
		this.calls.close();
		Awaitility.await().until(() -> threads() == 0);
	}

	private String stuck() {
		try {
			this.answer.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return "late";
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("containerd-endpoint-"))
			.count();
	}

}

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
package io.github.libcontainerd.internal.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Observations}.
 */
class ObservationsTests {

	private final List<String> order = new ArrayList<>();

	private final CompletableFuture<String> source = new CompletableFuture<>();

	private final CompletableFuture<String> result = Observations.after(this.source,
			(value, failure) -> this.order.add("after " + value + " " + failure));

	@Test
	void nobodySeesTheEndBeforeItWasReported() {
		CompletableFuture<String> slow = new CompletableFuture<>();
		CompletableFuture<Boolean> done = new CompletableFuture<>();
		List<CompletableFuture<String>> given = new ArrayList<>();
		given.add(Observations.after(slow, (value, failure) -> done.complete(given.get(0).isDone())));
		slow.complete("x");
		assertThat(done).isCompletedWithValue(false);
		assertThat(given.get(0)).isCompletedWithValue("x");
	}

	@Test
	void aFailureIsReportedWithoutItsWrapping() {
		this.source.completeExceptionally(new CompletionException(new IllegalStateException("no")));
		assertThat(this.order).containsExactly("after null java.lang.IllegalStateException: no");
		assertThat(this.result).isCompletedExceptionally();
	}

	@Test
	void whoCancelsItGivesTheOperationUp() {
		this.result.cancel(true);
		assertThat(this.source).isCancelled();
		assertThat(this.order).hasSize(1);
	}

	@Test
	void aTimeoutOfTheCallerGivesTheOperationUp() {
		assertThat(this.result.orTimeout(1, TimeUnit.MILLISECONDS)).failsWithin(10, TimeUnit.SECONDS)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(TimeoutException.class);
		// Whoever waits for the timeout may be faster than what follows from it.
		assertThat(this.source).failsWithin(10, TimeUnit.SECONDS);
		assertThat(this.source).isCancelled();
	}

	@Test
	void aCancelledOperationIsCancelledForItsCaller() {
		this.source.cancel(true);
		assertThat(this.result).isCancelled();
	}

	@Test
	void anObserverThatThrowsKeepsNobodyWaiting() {
		CompletableFuture<String> other = new CompletableFuture<>();
		CompletableFuture<String> given = Observations.after(other, (value, failure) -> {
			throw new IllegalStateException("on purpose");
		});
		other.complete("x");
		assertThat(given).isCompletedWithValue("x");
	}

}

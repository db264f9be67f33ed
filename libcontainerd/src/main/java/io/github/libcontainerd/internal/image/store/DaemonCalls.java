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

package io.github.libcontainerd.internal.image.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.libcontainerd.internal.grpc.Errors;

/**
 * Calls that wait for a containerd that is being restarted. For calls that can be
 * repeated. What fails is thrown as it came, an unchecked exception.
 */
public final class DaemonCalls {

	private static final Duration OUTAGE = Duration.ofSeconds(60);

	private static final Duration FIRST_WAIT = Duration.ofMillis(50);

	private static final Duration LAST_WAIT = Duration.ofSeconds(1);

	private DaemonCalls() {
	}

	/**
	 * Make a call, and again while containerd is away, for a minute.
	 */
	public static <T> T patiently(Supplier<CompletableFuture<T>> call) throws InterruptedException {
		return patientlyDo(() -> await(call.get()));
	}

	/**
	 * The same for work of several calls.
	 */
	public static <T> T patientlyDo(Work<T> work) throws InterruptedException {
		Outage outage = new Outage();
		for (;;) {
			try {
				return work.run();
			}
			catch (RuntimeException ex) {
				outage.waitOrThrow(ex);
			}
		}
	}

	/**
	 * Wait for one call. An interrupt cancels it.
	 */
	public static <T> T await(CompletableFuture<T> call) throws InterruptedException {
		try {
			return call.get();
		}
		catch (InterruptedException ex) {
			call.cancel(true);
			throw ex;
		}
		catch (ExecutionException ex) {
			throw unchecked(Errors.unwrap(ex));
		}
	}

	/**
	 * Let some time pass.
	 */
	public static void pause(Duration time) throws InterruptedException {
		await(new CompletableFuture<Void>().completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS));
	}

	private static RuntimeException unchecked(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof RuntimeException ex) ? ex : new IllegalStateException(failure);
	}

	/**
	 * Something that may be repeated.
	 *
	 * @param <T> the type of what it gives
	 */
	@FunctionalInterface
	public interface Work<T> {

		T run() throws InterruptedException;

	}

	/**
	 * How long containerd has been away. Progress ends an outage.
	 */
	public static final class Outage {

		private long since;

		private Duration wait = FIRST_WAIT;

		public void over() {
			this.since = 0;
			this.wait = FIRST_WAIT;
		}

		/**
		 * Wait a moment if it makes sense to try again.
		 * @throws RuntimeException the failure, if it does not
		 */
		public void waitOrThrow(RuntimeException failure) throws InterruptedException {
			long now = System.nanoTime();
			if (this.since == 0) {
				this.since = now;
			}
			if (!Errors.isUnavailable(failure) || now - this.since > OUTAGE.toNanos()) {
				throw failure;
			}
			pause(this.wait);
			Duration next = this.wait.multipliedBy(2);
			this.wait = (next.compareTo(LAST_WAIT) < 0) ? next : LAST_WAIT;
		}

	}

}

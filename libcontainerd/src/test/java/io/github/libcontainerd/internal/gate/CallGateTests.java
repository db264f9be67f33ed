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

package io.github.libcontainerd.internal.gate;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.OperationObserver;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.observe.Observations;
import io.github.libcontainerd.internal.observe.PullObservations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CallGate}.
 */
class CallGateTests {

	private final List<String> log = new CopyOnWriteArrayList<>();

	private final OperationObserver observer = (operation) -> {
		this.log.add("begin " + operation.name() + " " + operation.containerId());
		return (failure) -> this.log.add("end " + ((failure != null) ? failure.getClass().getSimpleName() : "ok"));
	};

	private final OpenClient open = new OpenClient(unused(Client.class), unused(Images.class),
			new Observations("app", this.observer), new PullObservations("app", null));

	private final Source source = new Source();

	private final CallGate gate = new CallGate("app", this.source);

	private static <T> T unused(Class<T> type) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				throw new AssertionError(method.getName());
			}));
	}

	private CompletableFuture<String> runAsync(CompletableFuture<String> run) {
		return this.gate.callAsync(ClientOperation.RUN, "web", (client) -> {
			this.log.add("call");
			return run;
		});
	}

	@Test
	void callWaitsThenIsObservedThenMade() {
		this.source.client.complete(this.open);
		String result = this.gate.call(ClientOperation.ADD_PROCESS, "web", "sh", (client) -> {
			this.log.add("call");
			return "done";
		});
		assertThat(result).isEqualTo("done");
		assertThat(this.log).containsExactly("await add", "begin add-process web", "call", "end ok");
	}

	@Test
	void failureIsObservedAndThrown() {
		this.source.client.complete(this.open);
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.gate.run(ClientOperation.DELETE, "web", (client) -> {
				throw new IllegalStateException("on purpose");
			}));
		assertThat(this.log).containsExactly("await delete", "begin delete web", "end IllegalStateException");
	}

	@Test
	void whatIsRefusedIsNeitherMadeNorObserved() {
		this.source.client.completeExceptionally(new DaemonUnavailableException(null, "closed", null));
		assertThatExceptionOfType(DaemonUnavailableException.class)
			.isThrownBy(() -> this.gate.run(ClientOperation.DELETE, "web", (client) -> this.log.add("call")));
		assertThat(runAsync(new CompletableFuture<>())).failsWithin(Duration.ofSeconds(1))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(DaemonUnavailableException.class);
		assertThat(this.log).containsExactly("await delete", "later run");
	}

	@Test
	void whatOnlyReadsIsNotObserved() {
		this.source.client.complete(this.open);
		String result = this.gate.call(ClientOperation.INSPECT, "web", (client) -> "there");
		assertThat(result).isEqualTo("there");
		assertThat(this.log).containsExactly("await inspect");
	}

	@Test
	void whatIsNotWaitedForIsMadeWhenThereIsAClient() {
		CompletableFuture<String> run = new CompletableFuture<>();
		CompletableFuture<String> result = runAsync(run);
		assertThat(this.log).containsExactly("later run");
		this.source.client.complete(this.open);
		assertThat(this.log).containsExactly("later run", "begin run web", "call");
		result.thenAccept((value) -> this.log.add("seen " + value));
		run.complete("done");
		assertThat(this.log).endsWith("call", "end ok", "seen done");
	}

	@Test
	void whatIsCancelledBeforeThereIsAClientIsNeverMade() {
		runAsync(new CompletableFuture<>()).cancel(true);
		this.source.client.complete(this.open);
		assertThat(this.log).containsExactly("later run");
	}

	@Test
	void cancellingReachesWhatWasStarted() {
		CompletableFuture<String> early = new CompletableFuture<>();
		CompletableFuture<String> result = runAsync(early);
		this.source.client.complete(this.open);
		result.cancel(true);
		assertThat(early).isCancelled();
		CompletableFuture<String> late = new CompletableFuture<>();
		runAsync(late).cancel(true);
		assertThat(late).isCancelled();
		assertThat(this.log).filteredOn("end CancellationException"::equals).hasSize(2);
	}

	@Test
	void callThatCanNotBeStartedFails() {
		CompletableFuture<String> result = this.gate.callAsync(ClientOperation.PULL, null, (client) -> {
			throw new IllegalStateException("on purpose");
		});
		this.source.client.complete(this.open);
		assertThat(result).isCompletedExceptionally();
		assertThat(this.log).containsExactly("later pull an image", "begin pull null", "end IllegalStateException");
	}

	/**
	 * Has the client that a test completes.
	 */
	private final class Source implements ClientSource {

		private final CompletableFuture<OpenClient> client = new CompletableFuture<>();

		@Override
		public State state() {
			return State.WAITING;
		}

		@Override
		public @Nullable OpenClient ifOpen() {
			return this.client.isCompletedExceptionally() ? null : this.client.getNow(null);
		}

		@Override
		public OpenClient await(Operation operation) {
			CallGateTests.this.log.add("await " + operation.name());
			if (this.client.isCompletedExceptionally()) {
				throw new DaemonUnavailableException(operation, "closed", null);
			}
			return this.client.join();
		}

		@Override
		public CompletableFuture<OpenClient> later(Operation operation) {
			CallGateTests.this.log.add("later " + operation.name());
			return this.client.copy();
		}

		@Override
		public CompletableFuture<Void> opened() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void close() {
		}

	}

}

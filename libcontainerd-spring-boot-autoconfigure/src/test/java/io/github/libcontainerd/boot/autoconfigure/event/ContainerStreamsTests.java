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

package io.github.libcontainerd.boot.autoconfigure.event;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.annotation.Order;

import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.boot.ContainerOutput;
import io.github.libcontainerd.boot.ContainerOutputListener;
import io.github.libcontainerd.boot.IOPipeHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ContainerStreams}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContainerStreamsTests {

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	private final OutputProperties properties = new OutputProperties();

	private final ContainerStreams streams = new ContainerStreams("ns", this.properties,
			this.beans.getBeanProvider(IOPipeHandler.class), this.beans.getBeanProvider(ContainerOutputListener.class));

	private final Queue<ContainerOutput> lines = new ConcurrentLinkedQueue<>();

	private final Pipe io = new Pipe("out 1\nout 2\n", "err\n");

	@Test
	void theFirstHandlerThatSupportsTheProcessGetsTheStreams() throws Exception {
		Queue<String> calls = new ConcurrentLinkedQueue<>();
		this.beans.addBean("last", new Handler(calls, "last", true));
		this.beans.addBean("first", new FirstHandler(calls));
		this.beans.addBean("listener", (ContainerOutputListener) this.lines::add);
		this.streams.attach("c", StateInfo.INIT, this.io);
		assertThat(calls).containsExactly("last c init");
		assertThat(this.io.read.get()).isFalse();
		assertThat(this.io.closed.get()).isFalse();
	}

	@Test
	void aHandlerThatThrowsMakesTheStartFail() {
		this.beans.addBean("handler", (IOPipeHandler) (containerId, processId, pipe) -> {
			throw new IllegalStateException("on purpose");
		});
		assertThatIllegalStateException().isThrownBy(() -> this.streams.attach("c", StateInfo.INIT, this.io))
			.withMessage("on purpose");
	}

	@Test
	void everyListenerGetsEveryLineEvenIfAnotherThrows() throws Exception {
		this.beans.addBean("a", (ContainerOutputListener) (output) -> {
			throw new AssertionError("on purpose");
		});
		this.beans.addBean("b", (ContainerOutputListener) this.lines::add);
		this.streams.attach("c", "extra", this.io);
		await().untilAsserted(() -> assertThat(this.lines).containsExactlyInAnyOrder(
				new ContainerOutput("ns", "c", "extra", OutputStreamName.STDOUT, "out 1"),
				new ContainerOutput("ns", "c", "extra", OutputStreamName.STDOUT, "out 2"),
				new ContainerOutput("ns", "c", "extra", OutputStreamName.STDERR, "err")));
	}

	@Test
	void inputThatNobodyWritesToIsClosed() throws Exception {
		this.beans.addBean("b", (ContainerOutputListener) this.lines::add);
		this.streams.attach("c", StateInfo.INIT, this.io);
		assertThat(this.io.closed.get()).isTrue();
	}

	@Test
	void withoutBeansOutputIsLogged(CapturedOutput output) throws Exception {
		this.streams.attach("c", "extra", this.io);
		await().untilAsserted(() -> assertThat(output).contains("[c/extra] stdout: out 1")
			.contains("[c/extra] stdout: out 2")
			.contains("[c/extra] stderr: err")
			.contains("INFO"));
	}

	@Test
	void theLevelAndTheLoggerCanBeChosen(CapturedOutput output) throws Exception {
		this.properties.setLogLevel(LogLevel.FATAL);
		this.properties.setLogger("my.logger");
		this.streams.attach("c", StateInfo.INIT, this.io);
		await().untilAsserted(
				() -> assertThat(output.getAll()).containsPattern("ERROR.*my\\.logger.*\\[c\\] stdout: out 1"));
	}

	@Test
	void outputCanBeDroppedButIsRead(CapturedOutput output) throws Exception {
		this.properties.setLogLevel(LogLevel.OFF);
		this.streams.attach("c", StateInfo.INIT, this.io);
		await().untilTrue(this.io.read);
		assertThat(output).doesNotContain("out 1");
	}

	private record Handler(Queue<String> calls, String name, boolean supporting) implements IOPipeHandler {

		@Override
		public boolean supports(String containerId, String processId) {
			return this.supporting;
		}

		@Override
		public void handle(String containerId, String processId, IOPipe pipe) {
			this.calls.add(this.name + " " + containerId + " " + processId);
		}

	}

	@Order(0)
	private record FirstHandler(Queue<String> calls) implements IOPipeHandler {

		@Override
		public boolean supports(String containerId, String processId) {
			return false;
		}

		@Override
		public void handle(String containerId, String processId, IOPipe pipe) {
			this.calls.add("first");
		}

	}

	private static final class Pipe implements IOPipe {

		private final InputStream out;

		private final InputStream err;

		private final AtomicBoolean read = new AtomicBoolean();

		private final AtomicBoolean closed = new AtomicBoolean();

		private Pipe(String out, String err) {
			this.out = new ByteArrayInputStream(out.getBytes(StandardCharsets.UTF_8)) {

				@Override
				public void close() {
					Pipe.this.read.set(true);
				}

			};
			this.err = new ByteArrayInputStream(err.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public OutputStream stdin() {
			return new OutputStream() {

				@Override
				public void write(int b) {
				}

				@Override
				public void close() {
					Pipe.this.closed.set(true);
				}

			};
		}

		@Override
		public InputStream stdout() {
			return this.out;
		}

		@Override
		public InputStream stderr() {
			return this.err;
		}

		@Override
		public boolean terminal() {
			return false;
		}

	}

}

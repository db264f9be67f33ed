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

package io.github.libcontainerd.contract;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerNotReadyException;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.WaitStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A start that waits until the container is ready.
 */
abstract class ReadyContract extends ImageRunTest {

	private static final Duration SOON = Duration.ofMillis(300);

	@Test
	void startReturnsWhenTheLineWasWritten() {
		RunningContainer container = containers().start(
				script(image(), "sleep 0.3; echo ready to go; sleep 1000").waitFor(WaitStrategy.log("^ready")).build());
		awaitLine(container, "ready to go");
		container.remove();
	}

	@Test
	void lineMayHaveToComeSeveralTimes() {
		RunningContainer container = containers()
			.start(script(image(), "echo up; echo other; sleep 0.3; echo up; sleep 1000")
				.waitFor(WaitStrategy.log("up", 2))
				.build());
		await().until(() -> container.logs().count() == 3);
		container.remove();
	}

	@Test
	void lineIsSeenWithoutALogThatCanBeRead() {
		RunningContainer container = containers().start(script(image(), "echo up; sleep 1000").log(LogSink.logger("x"))
			.waitFor(WaitStrategy.log("up"))
			.build());
		assertThat(container.status()).isEqualTo(ContainerStatus.RUNNING);
		container.remove();
	}

	@Test
	void startFailsWithTheLastLinesWhenTheTimeIsUp() {
		RunRequest request = script(image(), "echo one; echo two >&2; sleep 1000").id("slow")
			.waitFor(WaitStrategy.log("never"), SOON)
			.build();
		assertThatExceptionOfType(ContainerNotReadyException.class).isThrownBy(() -> containers().start(request))
			.satisfies((ex) -> {
				assertThat(ex.timedOut()).isTrue();
				assertThat(ex.exit()).isNull();
				assertThat(ex.lastLines()).containsExactlyInAnyOrder("one", "two");
			})
			.withMessageContainingAll("start container 'slow'", "a line of output with 'never'", "after 0.3s", "one");
		assertThat(this.client.list()).isEmpty();
		assertThat(containers().list()).isEmpty();
	}

	@Test
	void startFailsAtOnceWhenTheContainerEnds() {
		RunRequest request = script(image(), "echo no such database; exit 7").id("ends")
			.waitFor(WaitStrategy.log("never"), Duration.ofHours(1))
			.build();
		assertThatExceptionOfType(ContainerNotReadyException.class).isThrownBy(() -> containers().start(request))
			.satisfies((ex) -> {
				assertThat(ex.timedOut()).isFalse();
				assertThat(ex.exit()).isNotNull();
				assertThat(ex.lastLines()).containsExactly("no such database");
			})
			.withMessageContaining("ended with code 7");
	}

	@Test
	void containerThatIsToBeKeptIsKeptWhenItIsNotReady() {
		RunRequest request = script(image(), "echo why; sleep 1000").id("kept")
			.remove(false)
			.waitFor(WaitStrategy.log("never"), SOON)
			.build();
		assertThatExceptionOfType(ContainerNotReadyException.class).isThrownBy(() -> containers().start(request));
		RunningContainer kept = containers().find("kept").orElseThrow();
		assertThat(kept.status()).isEqualTo(ContainerStatus.EXITED);
		assertThat(kept.logs().findFirst().orElseThrow().text()).isEqualTo("why");
		kept.remove();
	}

	@Test
	void endWithCodeZeroCanBeWhatIsWaitedFor() {
		RunningContainer container = containers().start(
				script(image(), "sleep 0.2; echo done").waitFor(WaitStrategy.exit(), WaitStrategy.log("done")).build());
		assertThat(container.exit()).isCompletedWithValueMatching((exit) -> exit.code() == 0);
		RunRequest failing = script(image(), "exit 3").waitFor(WaitStrategy.exit()).build();
		assertThatExceptionOfType(ContainerNotReadyException.class).isThrownBy(() -> containers().start(failing))
			.withMessageContaining("ended with code 3");
	}

	@Test
	void commandInTheContainerSaysWhetherItIsReady() {
		RunningContainer container = containers().start(script(image(), "sleep 0.3; touch /tmp/ready; sleep 1000")
			.waitFor(WaitStrategy.command("test", "-f", "/tmp/ready"))
			.build());
		assertThat(container.exec("test", "-f", "/tmp/ready").successful()).isTrue();
		container.remove();
		RunRequest never = script(image(), "sleep 1000")
			.waitFor(WaitStrategy.command("sh", "-c", "echo not yet; exit 9"), Duration.ofSeconds(2))
			.build();
		assertThatExceptionOfType(ContainerNotReadyException.class).isThrownBy(() -> containers().start(never))
			.withMessageContaining("it ends with 9: not yet");
	}

	@Test
	void conditionOfTheCallerIsAskedUntilItHolds() {
		int[] asked = { 0 };
		containers()
			.start(script(image(), "sleep 1000")
				.waitFor(WaitStrategy.until("the third time", (container) -> ++asked[0] == 3))
				.build())
			.remove();
		assertThat(asked[0]).isEqualTo(3);
		RunRequest failing = script(image(), "sleep 1000").waitFor(WaitStrategy.until("luck", (container) -> {
			throw new IllegalStateException("no luck");
		})).build();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> containers().start(failing));
		assertThat(this.client.list()).isEmpty();
	}

	@Test
	void interruptedStartStopsItsContainer() {
		String image = image();
		Thread[] starter = new Thread[1];
		CompletableFuture<Void> start = CompletableFuture.runAsync(() -> {
			starter[0] = Thread.currentThread();
			containers().start(script(image, "sleep 1000").id("waiting")
				.waitFor(WaitStrategy.log("never"), Duration.ofHours(1))
				.build());
		});
		await().until(() -> this.client.list().size() == 1);
		starter[0].interrupt();
		await().until(start::isDone);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(start::join)
			.withCauseInstanceOf(CancellationException.class);
		assertThat(this.client.list()).isEmpty();
	}

	@Test
	void whatCanNotComeTrueIsRefusedBeforeAnythingStarts() {
		String image = image();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().start(script(image, "true").waitFor(WaitStrategy.port(80)).build()))
			.withMessageContaining("publish(80)");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().start(script(image, "true").waitFor(WaitStrategy.ports()).build()))
			.withMessageContaining("publish(..)");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(image, "true").waitFor(WaitStrategy.log("x")).build()))
			.withMessageContaining("start(..)");
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> WaitStrategy.log("("))
			.withMessageContaining("regular expression");
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> WaitStrategy.port(70000))
			.withMessageContaining("70000");
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> WaitStrategy.http(80, "x"))
			.withMessageContaining("start with '/'");
		assertThat(this.client.list()).isEmpty();
	}

}

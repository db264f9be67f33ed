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
package io.github.libcontainerd.internal.remote;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConnectAttempts}.
 */
class ConnectAttemptsTests {

	private static final Operation OPERATION = Operation.onDaemon("try");

	private final Logger logger = (Logger) LoggerFactory.getLogger(ConnectAttempts.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final CompletableFuture<Void> closing = new CompletableFuture<>();

	private final CompletableFuture<String> result = new CompletableFuture<>();

	@BeforeEach
	void listen() {
		this.log.list = new CopyOnWriteArrayList<>();
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void end() {
		this.logger.detachAppender(this.log);
		this.closing.complete(null);
	}

	private ConnectAttempts attempts(Throwable... failures) {
		ConcurrentLinkedQueue<Throwable> left = new ConcurrentLinkedQueue<>(List.of(failures));
		return new ConnectAttempts(() -> {
			Throwable next = left.poll();
			if (next instanceof Error error) {
				throw error;
			}
			if (next instanceof RuntimeException exception) {
				throw exception;
			}
			this.result.complete("there");
		}, Duration.ofMinutes(1), this.closing);
	}

	private static RemoteStartException failed(Reason reason, String detail) {
		return new RemoteStartException(reason, "/c.sock", detail, null);
	}

	@Test
	void eachReasonIsLoggedOnce() {
		ConnectAttempts attempts = attempts(failed(Reason.SOCKET_MISSING, ""), failed(Reason.SOCKET_MISSING, ""),
				failed(Reason.DAEMON_FAILED, "at 10:00"), failed(Reason.DAEMON_FAILED, "at 10:01"));
		assertThat(attempts.await(this.result, OPERATION)).isEqualTo("there");
		assertThat(this.log.list).filteredOn((event) -> event.getLevel() == Level.WARN)
			.extracting(ILoggingEvent::getFormattedMessage)
			.satisfiesExactly((first) -> assertThat(first).contains("no containerd socket at '/c.sock'"),
					(second) -> assertThat(second).contains("did not come up: at 10:00"));
	}

	@Test
	void attemptsGoOnAfterAnError() {
		ConnectAttempts attempts = attempts(new NoClassDefFoundError("on purpose"), new IllegalStateException());
		assertThat(attempts.await(this.result, OPERATION)).isEqualTo("there");
	}

	@Test
	void interruptedWaitEnds() {
		ConnectAttempts attempts = new ConnectAttempts(() -> {
			throw failed(Reason.SOCKET_MISSING, "");
		}, Duration.ofMinutes(1), this.closing);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> attempts.await(this.result, OPERATION));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void whatIsClosedDoesNotBegin() {
		this.closing.complete(null);
		ConnectAttempts attempts = attempts();
		assertThatExceptionOfType(DaemonUnavailableException.class)
			.isThrownBy(() -> attempts.await(this.result, OPERATION));
		assertThat(attempts.awaitEnd(Duration.ZERO)).isTrue();
		assertThat(this.result).isNotDone();
	}

}

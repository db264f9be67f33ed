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

package io.github.libcontainerd.internal.shim;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Timestamp;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.internal.grpc.api.shim.v3.StateRequest;
import io.github.libcontainerd.internal.grpc.api.shim.v3.StateResponse;
import io.github.libcontainerd.internal.grpc.api.shim.v3.WaitRequest;
import io.github.libcontainerd.internal.grpc.api.shim.v3.WaitResponse;
import io.github.libcontainerd.internal.grpc.api.types.Status;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.grpc.task.TaskProcess;
import io.github.libcontainerd.internal.shim.ShimServer.Question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The client against a server that behaves.
 */
@Timeout(30)
class ShimClientTests {

	static final Instant AT = Instant.parse("2026-11-23T10:00:00.123456789Z");

	private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final ShimClient client = new ShimClient(this.eventLoops);

	private ShimServer server;

	private ShimAddress address;

	@BeforeEach
	void serve(@TempDir Path directory) {
		Path socket = directory.resolve("s");
		this.server = new ShimServer(socket);
		this.address = new ShimAddress(socket, 3);
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
		this.eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	@Test
	void waitsForInit() throws Exception {
		CompletableFuture<ProcessExit> exit = this.client.waitFor(this.address, "c1", "");
		Question question = this.server.next();
		assertThat(question.type()).isEqualTo(1);
		assertThat(question.stream()).isEqualTo(1);
		assertThat(question.request().getService()).isEqualTo("containerd.task.v3.Task");
		assertThat(question.request().getMethod()).isEqualTo("Wait");
		assertThat(WaitRequest.parseFrom(question.request().getPayload()))
			.isEqualTo(WaitRequest.newBuilder().setId("c1").build());
		assertThat(exit).isNotDone();
		question.answer(exited(42));
		assertThat(exit.get(5, TimeUnit.SECONDS)).isEqualTo(new ProcessExit(42, true, AT));
	}

	@Test
	void looksAtAnExec() throws Exception {
		CompletableFuture<TaskProcess> state = this.client.state(this.address, "c1", "e1");
		Question question = this.server.next();
		assertThat(question.request().getMethod()).isEqualTo("State");
		assertThat(StateRequest.parseFrom(question.request().getPayload()))
			.isEqualTo(StateRequest.newBuilder().setId("c1").setExecId("e1").build());
		question.answer(StateResponse.newBuilder()
			.setPid(77)
			.setStatus(Status.RUNNING)
			.setStdout("/fifo")
			.setExitedAt(Timestamp.newBuilder().setSeconds(-62135596800L))
			.build());
		TaskProcess process = state.get(5, TimeUnit.SECONDS);
		assertThat(process.status()).isEqualTo(TaskProcess.Status.RUNNING);
		assertThat(process.pid()).isEqualTo(77);
		assertThat(process.stdout()).isEqualTo("/fifo");
		assertThat(process.exit().at()).isNull();
	}

	@Test
	void anAnswerWithoutATimeHasNone() throws Exception {
		CompletableFuture<ProcessExit> exit = this.client.waitFor(this.address, "c1", "");
		this.server.next().answer(WaitResponse.getDefaultInstance());
		assertThat(exit.get(5, TimeUnit.SECONDS).at()).isNull();
	}

	@Test
	void callsShareAConnectionAndAnswersComeInAnyOrder() throws Exception {
		List<CompletableFuture<ProcessExit>> exits = new ArrayList<>();
		List<Question> questions = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			exits.add(this.client.waitFor(this.address, "c" + i, ""));
			questions.add(this.server.next());
		}
		assertThat(this.server.connections()).hasSize(1);
		assertThat(questions).extracting(Question::stream)
			.startsWith(1, 3, 5)
			.allMatch((stream) -> stream % 2 == 1)
			.doesNotHaveDuplicates();
		for (int i = questions.size() - 1; i >= 0; i--) {
			questions.get(i).answer(exited(Integer.parseInt(questions.get(i).id().substring(1))));
		}
		for (int i = 0; i < exits.size(); i++) {
			assertThat(exits.get(i).get(5, TimeUnit.SECONDS).code()).isEqualTo(i);
		}
		await().until(() -> this.server.openConnections() == 0);
	}

	@Test
	void theConnectionEndsWithTheLastCallAndOpensAgain() throws Exception {
		for (int i = 0; i < 3; i++) {
			CompletableFuture<ProcessExit> exit = this.client.waitFor(this.address, "c1", "");
			this.server.next().answer(exited(i));
			assertThat(exit.get(5, TimeUnit.SECONDS).code()).isEqualTo(i);
			await().until(() -> this.server.openConnections() == 0);
		}
		assertThat(this.server.connections()).hasSize(3);
	}

	@Test
	void aCallThatFollowsFromAnAnswerFindsTheConnection() throws Exception {
		CompletableFuture<TaskProcess> state = this.client.waitFor(this.address, "c1", "")
			.thenCompose((exit) -> this.client.state(this.address, "c1", ""));
		this.server.next().answer(exited(1));
		this.server.next().answer(StateResponse.newBuilder().setStatus(Status.STOPPED).build());
		assertThat(state.get(5, TimeUnit.SECONDS).status()).isEqualTo(TaskProcess.Status.STOPPED);
		assertThat(this.server.connections()).hasSize(1);
	}

	@Test
	void fallsBackToTheOtherServiceAndRemembersIt() throws Exception {
		this.server.serveOnly("containerd.task.v2.Task");
		CompletableFuture<ProcessExit> first = this.client.waitFor(this.address, "c1", "");
		CompletableFuture<ProcessExit> second = this.client.waitFor(this.address, "c2", "");
		Question one = this.server.next();
		Question two = this.server.next();
		// What came before was refused: both, or the first only if that was known when
		// the
		// second was sent.
		assertThat(List.of(one.stream(), two.stream())).isIn(List.of(5, 7), List.of(3, 5));
		CompletableFuture<ProcessExit> third = this.client.waitFor(this.address, "c3", "");
		Question three = this.server.next();
		assertThat(three.stream()).isEqualTo(two.stream() + 2);
		for (Question question : List.of(three, two, one)) {
			question.answer(exited(Integer.parseInt(question.id().substring(1))));
		}
		assertThat(first.get(5, TimeUnit.SECONDS).code()).isEqualTo(1);
		assertThat(second.get(5, TimeUnit.SECONDS).code()).isEqualTo(2);
		assertThat(third.get(5, TimeUnit.SECONDS).code()).isEqualTo(3);
		assertThat(this.server.connections()).hasSize(1);
	}

	@Test
	void fallsForwardToo() throws Exception {
		this.server.serveOnly("containerd.task.v3.Task");
		CompletableFuture<ProcessExit> exit = this.client.waitFor(new ShimAddress(this.address.socket(), 2), "c1", "");
		this.server.next().answer(exited(7));
		assertThat(exit.get(5, TimeUnit.SECONDS).code()).isEqualTo(7);
	}

	@Test
	void neitherServiceIsARefusal() {
		this.server.serveOnly("other");
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.client.waitFor(this.address, "c1", "").get(5, TimeUnit.SECONDS))
			.withCauseInstanceOf(ShimStatusException.class)
			.withMessageContaining("Wait with status 12: service containerd.task.v2.Task");
		await().until(() -> this.server.openConnections() == 0);
	}

	@Test
	void aRefusalFailsOnlyItsCall() throws Exception {
		CompletableFuture<ProcessExit> other = this.client.waitFor(this.address, "c1", "");
		Question waiting = this.server.next();
		CompletableFuture<ProcessExit> exit = this.client.waitFor(this.address, "gone", "");
		this.server.next().refuse(5, "process does not exist gone: not found");
		assertThat(exit).failsWithin(5, TimeUnit.SECONDS)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ShimStatusException.class, (ex) -> {
				assertThat(ex.isNotFound()).isTrue();
				assertThat(ex.code()).isEqualTo(5);
			})
			.withMessage("The shim refused Wait with status 5: process does not exist gone: not found");
		waiting.answer(exited(3));
		assertThat(other.get(5, TimeUnit.SECONDS).code()).isEqualTo(3);
	}

	@Test
	void cancellingForgetsTheCall() throws Exception {
		CompletableFuture<ProcessExit> cancelled = this.client.waitFor(this.address, "c1", "");
		CompletableFuture<ProcessExit> kept = this.client.waitFor(this.address, "c2", "");
		Question first = this.server.next();
		Question second = this.server.next();
		cancelled.cancel(true);
		// The late answer is nobody's.
		first.answer(exited(1));
		second.answer(exited(2));
		assertThat(kept.get(5, TimeUnit.SECONDS).code()).isEqualTo(2);
		await().until(() -> this.server.openConnections() == 0);
	}

	@Test
	void cancellingOrTimingOutTheLastCallEndsTheConnection() throws Exception {
		CompletableFuture<ProcessExit> exit = this.client.waitFor(this.address, "c1", "");
		CompletableFuture<TaskProcess> state = this.client.state(this.address, "c1", "")
			.orTimeout(50, TimeUnit.MILLISECONDS);
		this.server.next();
		this.server.next();
		assertThat(state).failsWithin(5, TimeUnit.SECONDS);
		assertThat(this.server.openConnections()).isEqualTo(1);
		exit.cancel(false);
		await().until(() -> this.server.openConnections() == 0);
	}

	@Test
	void closingFailsTheCallsAndAllLaterOnes() throws Exception {
		CompletableFuture<ProcessExit> exit = this.client.waitFor(this.address, "c1", "");
		this.server.next();
		this.client.close();
		assertThat(exit).failsWithin(5, TimeUnit.SECONDS)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(IOException.class)
			.withMessageContaining("closed");
		await().until(() -> this.server.openConnections() == 0);
		assertThat(this.client.waitFor(this.address, "c1", "")).failsWithin(5, TimeUnit.SECONDS);
		this.eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
		assertThat(this.client.waitFor(this.address, "c1", "")).failsWithin(5, TimeUnit.SECONDS);
		this.client.close();
	}

	@Test
	void noSocketNoShimAndALongPathAreIoFailures(@TempDir Path directory) throws Exception {
		Path stale = directory.resolve("stale");
		// As a killed shim leaves it behind.
		try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			listener.bind(UnixDomainSocketAddress.of(stale));
		}
		assertThat(stale).exists();
		for (Path socket : List.of(directory.resolve("none"), stale, directory.resolve("x".repeat(150)))) {
			assertThat(this.client.waitFor(new ShimAddress(socket, 2), "c1", "")).failsWithin(5, TimeUnit.SECONDS)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(IOException.class)
				.withMessageContaining("The shim at " + socket + " can't be reached");
		}
	}

	static WaitResponse exited(int code) {
		return WaitResponse.newBuilder()
			.setExitStatus(code)
			.setExitedAt(Timestamp.newBuilder().setSeconds(AT.getEpochSecond()).setNanos(AT.getNano()))
			.build();
	}

}

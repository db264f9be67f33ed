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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.internal.grpc.api.shim.v3.WaitResponse;
import io.github.libcontainerd.internal.grpc.api.ttrpc.Response;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.grpc.task.TaskProcess;
import io.github.libcontainerd.internal.shim.ShimServer.Question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The client against a server that talks nonsense: all calls of the connection fail, the
 * connection ends, and the next call is served by a new one.
 */
@Timeout(30)
class ShimGarbageTests {

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
	void oversizeFrame() throws Exception {
		breaks((question) -> question.header(TtrpcCodec.MAX_PAYLOAD_BYTES + 1, 1, 2, new byte[100]),
				"broke the connection: A ttrpc frame of 4194305 bytes is too long");
	}

	@Test
	void negativeLength() throws Exception {
		breaks((question) -> question.header(-1, 1, 2, new byte[0]), "A ttrpc frame of 4294967295 bytes is too long");
	}

	@Test
	void truncatedFrame() throws Exception {
		breaks((question) -> {
			question.header(50, 1, 2, new byte[20]);
			question.channel().close();
		}, "broke the connection: The stream ended inside a ttrpc frame, after 30 bytes of it");
	}

	@Test
	void truncatedHeader() throws Exception {
		breaks((question) -> {
			question.channel().writeAndFlush(question.channel().alloc().buffer().writeInt(1));
			question.channel().close();
		}, "The stream ended inside a ttrpc frame, after 4 bytes of it");
	}

	@Test
	void closedConnection() throws Exception {
		breaks((question) -> question.channel().close(), "closed the connection");
	}

	@Test
	void streamIdThatWasNotGiven() throws Exception {
		breaks((question) -> question.frame(99, 2, new byte[0]),
				"answered a call that was not made, with the stream id 99");
	}

	@Test
	void streamIdOfAServer() throws Exception {
		breaks((question) -> question.frame(2, 2, new byte[0]), "with the stream id 2");
	}

	@Test
	void hugeStreamId() throws Exception {
		breaks((question) -> question.frame(-1, 2, new byte[0]), "with the stream id 4294967295");
	}

	@Test
	void frameOfData() throws Exception {
		breaks((question) -> question.frame(1, 3, new byte[0]), "sent a frame of the type 3 that was not asked for");
	}

	@Test
	void responseThatIsNone() throws Exception {
		breaks((question) -> question.frame(1, 2, new byte[] { (byte) 0xff, (byte) 0xff, 3 }),
				"sent what is no answer to Wait");
	}

	@Test
	void payloadThatIsNone() throws Exception {
		byte[] response = Response.newBuilder()
			.setPayload(ByteString.copyFrom(new byte[] { 8, (byte) 0xff }))
			.build()
			.toByteArray();
		breaks((question) -> question.frame(1, 2, response), "sent what is no answer to Wait");
	}

	@Test
	void timeThatIsNone() throws Exception {
		breaks((question) -> question
			.answer(WaitResponse.newBuilder().setExitedAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE)).build()),
				"broke the connection");
	}

	@Test
	void answerInManyPiecesIsNoGarbage() throws Exception {
		CompletableFuture<ProcessExit> exit = this.client.waitFor(this.address, "c1", "");
		Question question = this.server.next();
		byte[] payload = Response.newBuilder()
			.setPayload(ShimClientTests.exited(5).toByteString())
			.build()
			.toByteArray();
		var channel = question.channel();
		for (byte value : ByteBuffer.allocate(10 + payload.length)
			.putInt(payload.length)
			.putInt(1)
			.put((byte) 2)
			.put((byte) 0)
			.put(payload)
			.array()) {
			channel.writeAndFlush(channel.alloc().buffer(1).writeByte(value)).sync();
		}
		assertThat(exit.get(5, TimeUnit.SECONDS).code()).isEqualTo(5);
	}

	private void breaks(Consumer<Question> garbage, String message) throws Exception {
		CompletableFuture<ProcessExit> exit = this.client.waitFor(this.address, "c1", "");
		CompletableFuture<TaskProcess> state = this.client.state(this.address, "c1", "");
		Question question = this.server.next();
		this.server.next();
		garbage.accept(question);
		for (CompletableFuture<?> future : List.of(exit, state)) {
			assertThat(future).failsWithin(5, TimeUnit.SECONDS)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(IOException.class)
				.withMessageStartingWith("The shim at " + this.address.socket())
				.withMessageContaining(message);
		}
		await().until(() -> this.server.openConnections() == 0);
		CompletableFuture<ProcessExit> again = this.client.waitFor(this.address, "c1", "");
		this.server.next().answer(ShimClientTests.exited(6));
		assertThat(again.get(5, TimeUnit.SECONDS).code()).isEqualTo(6);
	}

}

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

import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.MessageLite;
import com.google.rpc.Status;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

import io.github.libcontainerd.internal.grpc.api.shim.v3.WaitRequest;
import io.github.libcontainerd.internal.grpc.api.ttrpc.Request;
import io.github.libcontainerd.internal.grpc.api.ttrpc.Response;

/**
 * A ttrpc server whose answers are the test's. It shares no code with the client.
 */
final class ShimServer implements AutoCloseable {

	private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();

	private final List<Channel> connections = new CopyOnWriteArrayList<>();

	private final EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final Channel listener;

	// Other service than this is refused; null for none.
	private volatile String onlyService;

	ShimServer(Path socket) {
		this.listener = new ServerBootstrap().group(this.eventLoop)
			.channel(NioServerDomainSocketChannel.class)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					ShimServer.this.connections.add(channel);
					channel.pipeline().addLast(new LengthFieldBasedFrameDecoder(1 << 22, 0, 4, 6, 0), new Reader());
				}

			})
			.bind(UnixDomainSocketAddress.of(socket))
			.syncUninterruptibly()
			.channel();
	}

	void serveOnly(String service) {
		this.onlyService = service;
	}

	Question next() throws InterruptedException {
		Question question = this.questions.poll(5, TimeUnit.SECONDS);
		if (question == null) {
			throw new AssertionError("No question came");
		}
		return question;
	}

	int unasked() {
		return this.questions.size();
	}

	List<Channel> connections() {
		return this.connections;
	}

	long openConnections() {
		return this.connections.stream().filter(Channel::isActive).count();
	}

	@Override
	public void close() {
		this.listener.close().syncUninterruptibly();
		// Closes the connections.
		this.eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	/** A request and the connection to answer it on. */
	record Question(Channel channel, int stream, int type, Request request) {

		String id() throws Exception {
			return WaitRequest.parseFrom(request().getPayload()).getId();
		}

		void answer(MessageLite message) {
			frame(stream(), 2, Response.newBuilder().setPayload(message.toByteString()).build().toByteArray());
		}

		void refuse(int code, String message) {
			frame(stream(), 2,
					Response.newBuilder()
						.setStatus(Status.newBuilder().setCode(code).setMessage(message))
						.build()
						.toByteArray());
		}

		void frame(int stream, int type, byte[] payload) {
			header(payload.length, stream, type, payload);
		}

		void header(int length, int stream, int type, byte[] payload) {
			ByteBuf buffer = channel().alloc().buffer();
			buffer.writeInt(length).writeInt(stream).writeByte(type).writeByte(0).writeBytes(payload);
			channel().writeAndFlush(buffer);
		}

	}

	private final class Reader extends SimpleChannelInboundHandler<ByteBuf> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) throws Exception {
			frame.skipBytes(4);
			int stream = frame.readInt();
			int type = frame.readByte();
			frame.skipBytes(1);
			byte[] payload = new byte[frame.readableBytes()];
			frame.readBytes(payload);
			Question question = new Question(context.channel(), stream, type, Request.parseFrom(payload));
			String only = ShimServer.this.onlyService;
			if (only != null && !only.equals(question.request().getService())) {
				question.refuse(12, "service " + question.request().getService());
			}
			else {
				ShimServer.this.questions.add(question);
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}

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
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.handler.codec.DecoderException;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.ttrpc.Request;
import io.github.libcontainerd.internal.grpc.api.ttrpc.Response;

/**
 * A connection to one shim, for any number of calls. It opens with the first and ends
 * when none is left, so that no shim has to care for a silent client. Everything happens
 * on its event loop.
 */
final class ShimConnection extends SimpleChannelInboundHandler<TtrpcFrame> {

	private final ShimAddress address;

	private final Runnable whenEnded;

	private final Map<Integer, ShimCall<?>> calls = new LinkedHashMap<>();

	private @Nullable Channel channel;

	private boolean connected;

	private boolean ended;

	private int version;

	private int nextStream = 1;

	/**
	 * Create one, not connected yet.
	 * @param whenEnded is called once, when no call can be made with it any more
	 */
	ShimConnection(ShimAddress address, Runnable whenEnded) {
		this.address = address;
		this.version = address.version();
		this.whenEnded = whenEnded;
	}

	void connect(EventLoop eventLoop) {
		ChannelFuture connecting;
		try {
			connecting = new Bootstrap().group(eventLoop)
				.channel(NioDomainSocketChannel.class)
				.handler(new ChannelInitializer<>() {

					@Override
					protected void initChannel(Channel channel) {
						channel.pipeline().addLast(new TtrpcCodec(), ShimConnection.this);
					}

				})
				.connect(UnixDomainSocketAddress.of(this.address.socket()));
		}
		catch (RuntimeException ex) {
			end(problem("can't be reached", ex));
			return;
		}
		this.channel = connecting.channel();
		connecting.addListener((result) -> {
			if (!result.isSuccess()) {
				end(problem("can't be reached", result.cause()));
			}
			else if (!this.ended) {
				this.connected = true;
				List.copyOf(this.calls.entrySet()).forEach((call) -> write(call.getKey(), call.getValue()));
			}
		});
	}

	/**
	 * Make a call.
	 */
	void add(ShimCall<?> call) {
		int stream = this.nextStream;
		this.nextStream += 2;
		this.calls.put(stream, call);
		if (this.connected) {
			write(stream, call);
		}
	}

	/**
	 * Nobody is interested in the answer any more, or it is there.
	 */
	void forget(ShimCall<?> call) {
		this.calls.values().remove(call);
	}

	/**
	 * Close it if nobody waits for an answer.
	 */
	void endIfIdle() {
		if (!this.ended && this.calls.isEmpty()) {
			end(problem("is not asked any more", null));
		}
	}

	private void write(int stream, ShimCall<?> call) {
		Channel open = this.channel;
		if (open == null) {
			return;
		}
		call.sentTo(this.version);
		byte[] payload = Request.newBuilder()
			.setService(service())
			.setMethod(call.method())
			.setPayload(call.request())
			.build()
			.toByteArray();
		open.writeAndFlush(new TtrpcFrame(stream, TtrpcFrame.REQUEST, payload)).addListener((result) -> {
			if (!result.isSuccess()) {
				end(problem("can't be asked", result.cause()));
			}
		});
	}

	private String service() {
		return "containerd.task.v" + this.version + ".Task";
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, TtrpcFrame frame) {
		if (this.ended) {
			return;
		}
		int stream = frame.stream();
		if (frame.type() != TtrpcFrame.RESPONSE) {
			end(problem("sent a frame of the type " + frame.type() + " that was not asked for", null));
			return;
		}
		if (stream < 0 || stream >= this.nextStream || stream % 2 == 0) {
			end(problem("answered a call that was not made, with the stream id " + Integer.toUnsignedString(stream),
					null));
			return;
		}
		ShimCall<?> call = this.calls.get(stream);
		if (call != null) {
			// Otherwise a late answer to a call that was forgotten.
			answered(stream, call, frame.payload());
		}
	}

	private void answered(int stream, ShimCall<?> call, byte[] payload) {
		try {
			Response response = Response.parseFrom(payload);
			Status status = response.getStatus();
			if (status.getCode() == 0) {
				call.complete(response.getPayload());
				this.calls.remove(stream);
				return;
			}
			ShimStatusException refusal = new ShimStatusException(call.method(), status.getCode(), status.getMessage());
			this.calls.remove(stream);
			if (refusal.isUnimplemented() && call.redirect()) {
				redirect(call);
			}
			else {
				call.fail(refusal);
			}
		}
		catch (InvalidProtocolBufferException ex) {
			end(problem("sent what is no answer to " + call.method(), ex));
		}
	}

	/**
	 * The shim is of the other generation, as after an upgrade of containerd under a
	 * running container. It says so for each call that was already on its way.
	 */
	private void redirect(ShimCall<?> call) {
		this.version = (call.version() == 2) ? 3 : 2;
		add(call);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		end(problem("closed the connection", null));
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		Throwable reason = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause;
		end(problem("broke the connection", reason));
	}

	/**
	 * Close it and fail what was not answered.
	 */
	void end(IOException failure) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.whenEnded.run();
		if (this.channel != null) {
			this.channel.close();
		}
		List<ShimCall<?>> unanswered = new ArrayList<>(this.calls.values());
		this.calls.clear();
		unanswered.forEach((call) -> call.fail(failure));
	}

	private IOException problem(String what, @Nullable Throwable cause) {
		String detail = (cause != null) ? ": " + cause.getMessage() : "";
		return new IOException("The shim at " + this.address.socket() + " " + what + detail, cause);
	}

}

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

package io.github.libcontainerd.spi;

import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.grpc.ChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * gRPC channels over unix domain sockets by the JDK alone, without a native library.
 */
public final class UnixSocketChannels {

	/**
	 * containerd's own limit in both directions; gRPC's default of 4 MiB is too small.
	 */
	public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

	private UnixSocketChannels() {
	}

	/**
	 * Return a new event loop of one daemon thread; the caller shuts it down.
	 * @return the event loop
	 */
	public static EventLoopGroup eventLoop() {
		return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("containerd-channel", true),
				NioIoHandler.newFactory());
	}

	/**
	 * Return a builder for a channel to a socket.
	 * @param socket the path of the socket
	 * @param credentials usually insecure ones: access is by file permission
	 * @param eventLoop does the input and output
	 * @return the builder
	 */
	public static NettyChannelBuilder builder(Path socket, ChannelCredentials credentials, EventLoopGroup eventLoop) {
		return NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket), credentials)
			.channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
			.eventLoopGroup(eventLoop)
			// The default authority is the path, which strict servers refuse.
			.overrideAuthority("localhost")
			.maxInboundMessageSize(MAX_MESSAGE_BYTES)
			.disableRetry()
			// An idle channel would be taken for a lost one.
			.idleTimeout(Long.MAX_VALUE, TimeUnit.DAYS)
			// gRPC sets it and a unix socket warns about it, once per connect.
			.withOption(ChannelOption.SO_KEEPALIVE, null);
	}

}

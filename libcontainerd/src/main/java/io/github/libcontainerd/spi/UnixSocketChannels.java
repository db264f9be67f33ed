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
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;

/**
 * Makes gRPC channels over unix sockets by the JDK alone, without a native library. They
 * share one daemon thread, which is started with the first of them. Used by a remote
 * without a {@link ChannelSource} of its own, and for a framework to build on. Safe for
 * use by several threads.
 *
 * @since 0.1.0
 */
public final class UnixSocketChannels implements ChannelSource {

	/**
	 * The limit for a message in bytes, which is containerd's own in both directions; the
	 * default of gRPC, 4 MiB, is too small.
	 */
	public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

	private final LazyEventLoop eventLoop = new LazyEventLoop();

	/**
	 * Return a builder for a channel.
	 * @param socket the path of the socket
	 * @param credentials usually insecure ones: access is by file permission
	 * @return a new builder
	 * @throws IllegalStateException if this has been closed
	 */
	public NettyChannelBuilder builder(Path socket, ChannelCredentials credentials) {
		return NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket), credentials)
			.channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
			.eventLoopGroup(this.eventLoop.get())
			// The default authority is the path, which strict servers refuse.
			.overrideAuthority("localhost")
			.maxInboundMessageSize(MAX_MESSAGE_BYTES)
			.disableRetry()
			// An idle channel would be taken for a lost one.
			.idleTimeout(Long.MAX_VALUE, TimeUnit.DAYS)
			// gRPC sets it and a unix socket warns about it, once per connect.
			.withOption(ChannelOption.SO_KEEPALIVE, null);
	}

	/**
	 * {@inheritDoc}
	 * @throws IllegalStateException if this has been closed
	 */
	@Override
	public ManagedChannel open(Path socket, Executor executor) {
		return builder(socket, InsecureChannelCredentials.create()).executor(executor).build();
	}

	/**
	 * Stop the thread, and wait for that, 3 seconds at most. The channels are to be shut
	 * down before.
	 */
	@Override
	public void close() {
		this.eventLoop.close();
	}

}

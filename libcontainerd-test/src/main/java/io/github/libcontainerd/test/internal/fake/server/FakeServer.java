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

package io.github.libcontainerd.test.internal.fake.server;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;

import io.github.libcontainerd.test.internal.host.EventLoops;

/**
 * One run of the fake's gRPC server.
 */
public final class FakeServer {

	private static final int MAX_MESSAGE = 16 << 20;

	private final EventLoops loops = new EventLoops("fake-loop");

	private final Server server;

	public FakeServer(Path socket, Executor executor, ServerInterceptor interceptor, List<BindableService> services)
			throws IOException {
		NettyServerBuilder builder = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
			.channelType(NioServerDomainSocketChannel.class)
			.bossEventLoopGroup(this.loops)
			.workerEventLoopGroup(this.loops)
			.executor(executor)
			// gRPC sets it and a unix socket warns about it.
			.withChildOption(ChannelOption.SO_KEEPALIVE, null)
			.maxInboundMessageSize(MAX_MESSAGE)
			.intercept(interceptor);
		services.forEach(builder::addService);
		try {
			this.server = builder.build().start();
		}
		catch (IOException ex) {
			this.loops.stop();
			throw ex;
		}
	}

	/**
	 * End as a killed process does.
	 */
	public void cut() {
		this.loops.cut();
		this.server.shutdownNow();
		try {
			this.server.awaitTermination(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.loops.stop();
	}

}

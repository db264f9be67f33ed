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

package io.github.libcontainerd.test.internal.real;

import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;

import io.github.libcontainerd.test.internal.host.Threads;

/**
 * A plain gRPC client connection over a unix socket, without anything of the library
 * under test.
 */
public final class Clients implements AutoCloseable {

	static final Metadata.Key<String> NAMESPACE = Metadata.Key.of("containerd-namespace",
			Metadata.ASCII_STRING_MARSHALLER);

	static final Metadata.Key<String> LEASE = Metadata.Key.of("containerd-lease", Metadata.ASCII_STRING_MARSHALLER);

	private static final int MAX_MESSAGE = 16 << 20;

	private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1,
			Threads.threads("test-client-loop"), NioIoHandler.newFactory());

	private final ManagedChannel channel;

	public Clients(Path socket) {
		this.channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
			.channelType(NioDomainSocketChannel.class)
			.eventLoopGroup(this.loop)
			.usePlaintext()
			.overrideAuthority("localhost")
			.directExecutor()
			// gRPC sets it and a unix socket warns about it.
			.withOption(ChannelOption.SO_KEEPALIVE, null)
			.maxInboundMessageSize(MAX_MESSAGE)
			.build();
	}

	public Channel plain() {
		return this.channel;
	}

	public Channel in(String namespace) {
		return ClientInterceptors.intercept(this.channel, new NamespaceHeader(namespace));
	}

	/** Calls that put what they make under a lease. */
	public Channel in(String namespace, String lease) {
		Metadata headers = new Metadata();
		headers.put(LEASE, lease);
		return ClientInterceptors.intercept(in(namespace), MetadataUtils.newAttachHeadersInterceptor(headers));
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
		try {
			this.channel.awaitTermination(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
	}

	/**
	 * Adds the namespace header.
	 */
	private static final class NamespaceHeader implements ClientInterceptor {

		private final String namespace;

		NamespaceHeader(String namespace) {
			this.namespace = namespace;
		}

		@Override
		public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
			return new ForwardingClientCall.SimpleForwardingClientCall<Q, A>(next.newCall(method, options)) {

				@Override
				public void start(ClientCall.Listener<A> listener, Metadata headers) {
					headers.put(NAMESPACE, NamespaceHeader.this.namespace);
					super.start(listener, headers);
				}

			};
		}

	}

}

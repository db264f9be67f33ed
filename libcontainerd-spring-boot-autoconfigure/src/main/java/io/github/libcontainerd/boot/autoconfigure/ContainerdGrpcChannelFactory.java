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

package io.github.libcontainerd.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.grpc.client.ChannelBuilderOptions;
import org.springframework.grpc.client.ChannelCredentialsProvider;
import org.springframework.grpc.client.ClientInterceptorsConfigurer;
import org.springframework.grpc.client.DefaultGrpcChannelFactory;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;
import org.springframework.util.unit.DataSize;

import io.github.libcontainerd.internal.grpc.UnixSocketChannels;

/**
 * Makes the gRPC channel {@value #CHANNEL_NAME}, and no other.
 * <p>
 * Of {@code spring.grpc.client.channel.containerd.*} it takes the user agent and the
 * limits of messages and metadata. The others would break what has to last for ever, the
 * event stream and the waiting for exits, or repeat what must happen once.
 */
final class ContainerdGrpcChannelFactory extends DefaultGrpcChannelFactory<NettyChannelBuilder> {

	static final String CHANNEL_NAME = "containerd";

	private static final Log logger = LogFactory.getLog(ContainerdGrpcChannelFactory.class);

	private static final Duration SHUTDOWN_GRACE_PERIOD = Duration.ofSeconds(2);

	private static final long NEVER_DAYS = TimeUnit.DAYS.convert(Long.MAX_VALUE, TimeUnit.NANOSECONDS);

	private final GrpcClientProperties.@Nullable Channel properties;

	private final Supplier<Path> address;

	private final EventLoopGroup eventLoop = UnixSocketChannels.eventLoop();

	// Set while a remote opens its channel.
	private final ThreadLocal<@Nullable Path> opening = new ThreadLocal<>();

	ContainerdGrpcChannelFactory(GrpcClientProperties.@Nullable Channel properties,
			List<GrpcChannelBuilderCustomizer<?>> customizers, ClientInterceptorsConfigurer interceptorsConfigurer,
			Supplier<Path> address) {
		super(List.of(customizer(properties, customizers)), interceptorsConfigurer);
		this.properties = properties;
		this.address = address;
	}

	@SuppressWarnings("unchecked")
	private static GrpcChannelBuilderCustomizer<NettyChannelBuilder> customizer(
			GrpcClientProperties.@Nullable Channel properties, List<GrpcChannelBuilderCustomizer<?>> customizers) {
		return (target, builder) -> {
			if (properties != null) {
				PropertyMapper map = PropertyMapper.get();
				map.from(properties::getUserAgent).to(builder::userAgent);
				map.from(properties.getInbound().getMetadata()::getMaxSize)
					.asInt((size) -> bytes(size, 0))
					.to(builder::maxInboundMetadataSize);
			}
			LambdaSafe.callbacks(GrpcChannelBuilderCustomizer.class, customizers, builder)
				.withLogger(ContainerdGrpcChannelFactory.class)
				.invoke((customizer) -> customizer.customize(target, builder));
		};
	}

	private static int bytes(DataSize size, int atLeast) {
		long bytes = size.toBytes();
		return (bytes < 0 || bytes > Integer.MAX_VALUE) ? Integer.MAX_VALUE : Math.max((int) bytes, atLeast);
	}

	/**
	 * Undo what customizers of all factories may have set.
	 */
	void fixTarget() {
		setCredentialsProvider(ChannelCredentialsProvider.INSECURE);
		setVirtualTargets((target) -> target);
		if (this.properties != null) {
			new IgnoredChannelProperties(this.properties).report(logger);
		}
	}

	@Override
	public boolean supports(String target) {
		return CHANNEL_NAME.equals(target);
	}

	/**
	 * Create the channel of a remote. Others with its name go to the default one.
	 */
	ManagedChannel createChannel(Path socket, Executor executor) {
		this.opening.set(socket);
		try {
			return createChannel(CHANNEL_NAME, ChannelBuilderOptions.defaults()
				.<NettyChannelBuilder>withCustomizer((target, builder) -> builder.executor(executor)));
		}
		finally {
			this.opening.remove();
		}
	}

	@Override
	public ManagedChannel createChannel(String target, ChannelBuilderOptions options) {
		return super.createChannel(target, options.withShutdownGracePeriod(SHUTDOWN_GRACE_PERIOD)
			.<NettyChannelBuilder>withCustomizer((name, builder) -> protect(builder)));
	}

	@Override
	protected NettyChannelBuilder newChannelBuilder(String target, ChannelCredentials credentials) {
		Path known = this.opening.get();
		return UnixSocketChannels.builder((known != null) ? known : this.address.get(), credentials, this.eventLoop)
			.intercept(new EndlessCallsInterceptor());
	}

	private void protect(NettyChannelBuilder builder) {
		DataSize maxSize = (this.properties != null) ? this.properties.getInbound().getMessage().getMaxSize()
				: DataSize.ofBytes(0);
		builder.maxInboundMessageSize(bytes(maxSize, UnixSocketChannels.MAX_MESSAGE_BYTES))
			.idleTimeout(NEVER_DAYS, TimeUnit.DAYS)
			.keepAliveTime(Long.MAX_VALUE, TimeUnit.NANOSECONDS)
			.disableRetry();
	}

	@Override
	public void destroy() {
		super.destroy();
		this.eventLoop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
	}

}

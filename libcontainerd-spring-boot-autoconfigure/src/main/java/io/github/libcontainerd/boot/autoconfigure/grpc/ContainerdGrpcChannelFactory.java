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

package io.github.libcontainerd.boot.autoconfigure.grpc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.grpc.client.autoconfigure.GrpcChannelFactoryCustomizer;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.grpc.client.ChannelBuilderOptions;
import org.springframework.grpc.client.ChannelCredentialsProvider;
import org.springframework.grpc.client.ClientInterceptorsConfigurer;
import org.springframework.grpc.client.DefaultGrpcChannelFactory;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

import io.github.libcontainerd.spi.UnixSocketChannels;

/**
 * Makes the gRPC channel {@value #CHANNEL_NAME}, and no other.
 * <p>
 * Of {@code spring.grpc.client.channel.containerd.*} it takes the user agent and the
 * limits of messages and metadata. The others would break what has to last for ever, the
 * event stream and the waiting for exits, or repeat what must happen once.
 */
final class ContainerdGrpcChannelFactory extends DefaultGrpcChannelFactory<NettyChannelBuilder> {

	static final String CHANNEL_NAME = "containerd";

	// By name, since Micrometer may be absent.
	private static final String OBSERVATION = "io.micrometer.core.instrument.binder.grpc"
			+ ".ObservationGrpcClientInterceptor";

	private static final Log logger = LogFactory.getLog(ContainerdGrpcChannelFactory.class);

	private static final Duration SHUTDOWN_GRACE_PERIOD = Duration.ofSeconds(2);

	private static final long NEVER_DAYS = TimeUnit.DAYS.convert(Long.MAX_VALUE, TimeUnit.NANOSECONDS);

	private final GrpcClientProperties.@Nullable Channel properties;

	private final List<GrpcChannelBuilderCustomizer<?>> customizers;

	private final ClientInterceptorsConfigurer interceptorsConfigurer;

	private final List<GrpcChannelFactoryCustomizer> factoryCustomizers;

	private final boolean observed;

	private final Supplier<Path> address;

	private final UnixSocketChannels channels;

	private ContainerdGrpcChannelFactory(GrpcClientProperties.@Nullable Channel properties,
			List<GrpcChannelBuilderCustomizer<?>> customizers, ClientInterceptorsConfigurer interceptorsConfigurer,
			List<GrpcChannelFactoryCustomizer> factoryCustomizers, boolean observed, Supplier<Path> address,
			UnixSocketChannels channels) {
		super(List.of(customizer(properties, customizers)), interceptorsConfigurer);
		this.properties = properties;
		this.customizers = customizers;
		this.interceptorsConfigurer = interceptorsConfigurer;
		this.factoryCustomizers = factoryCustomizers;
		this.observed = observed;
		this.address = address;
		this.channels = channels;
	}

	/**
	 * Create a factory.
	 * @param properties those of the channel, if there are any
	 * @param customizers customize the channels
	 * @param interceptorsConfigurer adds the global interceptors
	 * @param factoryCustomizers customize the factory
	 * @param observed whether Spring Boot observes each call
	 * @param address where containerd listens
	 * @return the factory
	 */
	static ContainerdGrpcChannelFactory of(GrpcClientProperties.@Nullable Channel properties,
			List<GrpcChannelBuilderCustomizer<?>> customizers, ClientInterceptorsConfigurer interceptorsConfigurer,
			List<GrpcChannelFactoryCustomizer> factoryCustomizers, boolean observed, Supplier<Path> address) {
		if (properties != null) {
			new IgnoredChannelProperties(properties).report(logger);
		}
		return new ContainerdGrpcChannelFactory(properties, customizers, interceptorsConfigurer, factoryCustomizers,
				observed, address, new UnixSocketChannels())
			.customized();
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

	private ContainerdGrpcChannelFactory customized() {
		this.factoryCustomizers.forEach((customizer) -> customizer.customize(this));
		// Customizers of all factories may have set them.
		setCredentialsProvider(ChannelCredentialsProvider.INSECURE);
		setVirtualTargets((target) -> target);
		return this;
	}

	@Override
	public boolean supports(String target) {
		return CHANNEL_NAME.equals(target);
	}

	/**
	 * Leave Spring Boot's observation of each call out unless it is asked for: up to half
	 * of a scrape would be about these calls, which users did not make and whose
	 * operations are observed anyway.
	 */
	@Override
	public boolean supports(ClientInterceptor interceptor) {
		return super.supports(interceptor)
				&& (this.observed || !OBSERVATION.equals(ClassUtils.getUserClass(interceptor).getName()));
	}

	/**
	 * Create a channel for the remote, which shuts it down. It may need several until
	 * containerd is there, and a factory holds on to what it has made.
	 */
	ManagedChannel createChannel(Path socket, Executor executor) {
		return new ContainerdGrpcChannelFactory(this.properties, this.customizers, this.interceptorsConfigurer,
				this.factoryCustomizers, this.observed, () -> socket, this.channels)
			.customized()
			.createChannel(CHANNEL_NAME, ChannelBuilderOptions.defaults()
				.<NettyChannelBuilder>withCustomizer((target, builder) -> builder.executor(executor)));
	}

	@Override
	public ManagedChannel createChannel(String target, ChannelBuilderOptions options) {
		return super.createChannel(target, options.withShutdownGracePeriod(SHUTDOWN_GRACE_PERIOD)
			.<NettyChannelBuilder>withCustomizer((name, builder) -> protect(builder)));
	}

	@Override
	protected NettyChannelBuilder newChannelBuilder(String target, ChannelCredentials credentials) {
		return this.channels.builder(this.address.get(), credentials).intercept(new EndlessCallsInterceptor());
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
		this.channels.close();
	}

}

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

import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.grpc.client.autoconfigure.CompositeChannelFactoryAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcChannelFactoryCustomizer;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.grpc.client.ClientInterceptorsConfigurer;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;
import org.springframework.grpc.client.GrpcChannelFactory;

import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.spi.ChannelSource;

/**
 * Auto-configuration of the gRPC channel to containerd, by Spring Boot's gRPC client
 * support: global interceptors and customizers apply to the channel {@code containerd} as
 * to any other, and observation with {@code libcontainerd.observation.calls}.
 * <p>
 * It comes after Spring Boot's own channel factories, which would step back if this one
 * was there first, and before they are composed.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GrpcClientAutoConfiguration.class, before = CompositeChannelFactoryAutoConfiguration.class)
@ConditionalOnClass({ AbstractStub.class, NettyChannelBuilder.class, GrpcChannelFactory.class,
		GrpcClientAutoConfiguration.class, Remote.class })
@ConditionalOnBooleanProperty(name = "libcontainerd.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "spring.grpc.client.enabled", matchIfMissing = true)
@ConditionalOnBean(ClientInterceptorsConfigurer.class)
@ConditionalOnMissingBean(ChannelSource.class)
public final class ContainerdGrpcChannelAutoConfiguration {

	// Before those of Spring Boot, which say that they support any target.
	@Bean
	@Order(0)
	@ConditionalOnMissingBean
	ContainerdGrpcChannelFactory containerdGrpcChannelFactory(GrpcClientProperties properties,
			ClientInterceptorsConfigurer interceptorsConfigurer,
			ObjectProvider<GrpcChannelBuilderCustomizer<?>> builderCustomizers,
			ObjectProvider<GrpcChannelFactoryCustomizer> factoryCustomizers, Environment environment,
			ObjectProvider<Remote> remote) {
		return ContainerdGrpcChannelFactory.of(properties.getChannel().get(ContainerdGrpcChannelFactory.CHANNEL_NAME),
				builderCustomizers.orderedStream().toList(), interceptorsConfigurer,
				factoryCustomizers.orderedStream().toList(),
				environment.getProperty("libcontainerd.observation.calls", Boolean.class, false),
				() -> remote.getObject().status().address());
	}

	@Bean(destroyMethod = "")
	ChannelSource containerdChannelSource(ContainerdGrpcChannelFactory factory) {
		return factory::createChannel;
	}

}

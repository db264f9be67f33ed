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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.micrometer.core.instrument.binder.grpc.ObservationGrpcClientInterceptor;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.CompositeChannelFactoryAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcChannelFactoryCustomizer;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.client.CompositeGrpcChannelFactory;
import org.springframework.grpc.client.GlobalClientInterceptor;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.grpc.client.NettyGrpcChannelFactory;
import org.springframework.grpc.client.interceptor.DefaultDeadlineSetupClientInterceptor;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.spi.ChannelSource;
import io.github.libcontainerd.spi.UnixSocketChannels;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.LeakCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ContainerdGrpcChannelAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContainerdGrpcChannelAutoConfigurationTests {

	private static FakeContainerd containerd;

	@TempDir
	private Path directory;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, GrpcClientAutoConfiguration.class,
				GrpcClientObservationAutoConfiguration.class, CompositeChannelFactoryAutoConfiguration.class,
				ContainerdGrpcChannelAutoConfiguration.class, LibcontainerdAutoConfiguration.class));

	@BeforeAll
	static void launch() {
		containerd = FakeContainerd.launch();
	}

	@AfterAll
	static void close() {
		containerd.close();
	}

	private ApplicationContextRunner connected() {
		return this.contextRunner.withPropertyValues("libcontainerd.address=" + containerd.socket(),
				"libcontainerd.state-directory=" + this.directory);
	}

	@Test
	void otherChannelsOfTheApplicationAreMadeBySpringBootsFactory() {
		connected().withPropertyValues("spring.grpc.client.channel.orders.target=static://orders:7070")
			.run((context) -> {
				assertThat(context).hasSingleBean(NettyGrpcChannelFactory.class)
					.hasSingleBean(ContainerdGrpcChannelFactory.class);
				GrpcChannelFactory primary = context.getBean(GrpcChannelFactory.class);
				assertThat(primary).isInstanceOf(CompositeGrpcChannelFactory.class);
				assertThat(primary.createChannel("orders").authority()).isEqualTo("orders:7070");
				assertThat(primary.createChannel("default").authority()).isEqualTo("localhost:9090");
				ContainerdGrpcChannelFactory ours = context.getBean(ContainerdGrpcChannelFactory.class);
				assertThat(ours.supports("orders")).isFalse();
				assertThat(ours.supports("unix:/run/other.sock")).isFalse();
			});
	}

	@Test
	void theApplicationMayUseTheChannelItself() {
		connected().run((context) -> {
			ManagedChannel channel = context.getBean(GrpcChannelFactory.class).createChannel("containerd");
			assertThat(channel.authority()).isEqualTo("localhost");
		});
	}

	@Test
	void theRemoteSpeaksThroughIt() {
		connected().run((context) -> {
			assertThat(context).hasSingleBean(ChannelSource.class);
			assertThat(context.getBean(Remote.class).status().version()).isNotNull();
			assertThat(context.getBean(Client.class).subscription().state()).isEqualTo(SubscriptionState.LIVE);
		});
	}

	@Test
	void closingTheContextLeavesNoThread() {
		LeakCheck leaks = LeakCheck.begin("containerd-", "nioEventLoop", "multiThreadIo");
		connected().run((context) -> context.getBean(GrpcChannelFactory.class).createChannel("containerd"));
		leaks.assertNothingLeft();
	}

	@Test
	void whenTheStartFailsNoThreadIsLeft() {
		LeakCheck leaks = LeakCheck.begin("containerd-");
		this.contextRunner
			.withPropertyValues("libcontainerd.address=/no/where.sock",
					"libcontainerd.state-directory=" + this.directory)
			.run((context) -> assertThat(context).hasFailed());
		leaks.assertNothingLeft();
	}

	@Test
	void withoutGrpcClientSupportThereIsNoFactory() {
		connected().withPropertyValues("spring.grpc.client.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(GrpcChannelFactory.class).doesNotHaveBean(ChannelSource.class);
			assertThat(context.getBean(Remote.class).status().version()).isNotNull();
		});
	}

	@Test
	void whenDisabledThereIsNoFactory() {
		this.contextRunner.withPropertyValues("libcontainerd.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ContainerdGrpcChannelFactory.class)
				.hasSingleBean(NettyGrpcChannelFactory.class));
	}

	@Test
	void itBacksOffFromAnotherSourceOfChannels() {
		connected().withBean(ChannelSource.class, UnixSocketChannels::new)
			.run((context) -> assertThat(context).doesNotHaveBean(ContainerdGrpcChannelFactory.class)
				.hasSingleBean(ChannelSource.class));
	}

	@Test
	void withoutSpringBootsFactoriesItIsTheOnlyOne() {
		connected()
			.withPropertyValues("spring.grpc.client.channelfactory.enabled=false",
					"spring.grpc.client.inprocess.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(GrpcChannelFactory.class)
				.hasSingleBean(ContainerdGrpcChannelFactory.class));
	}

	@Test
	void globalInterceptorsAndCustomizersApply() {
		connected().withUserConfiguration(CustomizingConfiguration.class).run((context) -> {
			CustomizingConfiguration configuration = context.getBean(CustomizingConfiguration.class);
			assertThat(configuration.calls).contains("containerd.services.version.v1.Version/Version");
			assertThat(configuration.targets).containsOnly("containerd");
			assertThat(configuration.factories).hasAtLeastOneElementOfType(ContainerdGrpcChannelFactory.class);
		});
	}

	@Test
	void callsAreObservedIfThatIsAskedFor() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		connected().withBean(ObservationRegistry.class, () -> registry(meters))
			.withPropertyValues("libcontainerd.observation.calls=true")
			.run((context) -> assertThat(meters.find("grpc.client").timers()).isNotEmpty());
	}

	@Test
	void anIdleScrapeHasNothingOfTheCallsToContainerd() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		connected().withBean(ObservationRegistry.class, () -> registry(meters))
			.withUserConfiguration(CustomizingConfiguration.class)
			.run((context) -> {
				assertThat(context.getBean(CustomizingConfiguration.class).calls).hasSizeGreaterThan(2);
				assertThat(meters.getMeters()).isEmpty();
				ClientInterceptor observation = context.getBean(ObservationGrpcClientInterceptor.class);
				assertThat(context.getBean(NettyGrpcChannelFactory.class).supports(observation)).isTrue();
			});
	}

	private static ObservationRegistry registry(SimpleMeterRegistry meters) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		return registry;
	}

	@Test
	void aDeadlineForAllCallsDoesNotEndTheEventStream() {
		connected().withUserConfiguration(DeadlineConfiguration.class).run((context) -> {
			Client client = context.getBean(Client.class);
			assertThat(client.subscription().state()).isEqualTo(SubscriptionState.LIVE);
			await().pollDelay(Duration.ofMillis(1500))
				.untilAsserted(() -> assertThat(client.subscription().reconnects()).isZero());
			assertThat(client.subscription().state()).isEqualTo(SubscriptionState.LIVE);
		});
	}

	@Test
	void propertiesThatWouldBreakTheEventStreamAreReportedAndIgnored(CapturedOutput output) {
		connected()
			.withPropertyValues("spring.grpc.client.channel.containerd.default.deadline=300ms",
					"spring.grpc.client.channel.containerd.idle.timeout=300ms",
					"spring.grpc.client.channel.containerd.keepalive.time=1s",
					"spring.grpc.client.channel.containerd.user-agent=me")
			.run((context) -> {
				assertThat(output).contains("These properties have no effect on the channel to containerd")
					.contains("spring.grpc.client.channel.containerd.default.deadline")
					.contains("spring.grpc.client.channel.containerd.idle.timeout")
					.contains("spring.grpc.client.channel.containerd.keepalive.time")
					.doesNotContain("containerd.user-agent");
				Client client = context.getBean(Client.class);
				await().pollDelay(Duration.ofMillis(800))
					.untilAsserted(() -> assertThat(client.subscription().reconnects()).isZero());
				assertThat(context.getBean(Remote.class).status().reconnects()).isZero();
			});
	}

	@Test
	void propertiesOfTheDefaultChannelDoNotConcernIt(CapturedOutput output) {
		connected()
			.withPropertyValues("spring.grpc.client.channel.default.ssl.enabled=true",
					"spring.grpc.client.channel.default.default.deadline=1ms")
			.run((context) -> {
				assertThat(context.getBean(Remote.class).status().version()).isNotNull();
				assertThat(output).doesNotContain("These properties have no effect");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizingConfiguration {

		final Queue<String> calls = new ConcurrentLinkedQueue<>();

		final Queue<String> targets = new ConcurrentLinkedQueue<>();

		final Queue<GrpcChannelFactory> factories = new ConcurrentLinkedQueue<>();

		@Bean
		@GlobalClientInterceptor
		ClientInterceptor recordingInterceptor() {
			return new ClientInterceptor() {

				@Override
				public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options,
						Channel next) {
					CustomizingConfiguration.this.calls.add(method.getFullMethodName());
					return next.newCall(method, options);
				}

			};
		}

		@Bean
		<T extends ManagedChannelBuilder<T>> GrpcChannelBuilderCustomizer<T> recordingCustomizer() {
			return (target, builder) -> {
				this.targets.add(target);
				builder.idleTimeout(1, TimeUnit.SECONDS);
			};
		}

		@Bean
		GrpcChannelFactoryCustomizer recordingFactoryCustomizer() {
			return this.factories::add;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeadlineConfiguration {

		@Bean
		@GlobalClientInterceptor
		DefaultDeadlineSetupClientInterceptor deadlineInterceptor() {
			return new DefaultDeadlineSetupClientInterceptor(Duration.ofSeconds(1));
		}

	}

}

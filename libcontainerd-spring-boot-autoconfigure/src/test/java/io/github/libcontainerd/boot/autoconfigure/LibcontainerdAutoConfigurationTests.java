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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.boot.autoconfigure.grpc.ContainerdGrpcChannelAutoConfiguration;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.OperationObserver;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.spi.ChannelSource;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.LeakCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link LibcontainerdAutoConfiguration}.
 */
class LibcontainerdAutoConfigurationTests {

	private static FakeContainerd containerd;

	@TempDir
	private Path directory;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LibcontainerdAutoConfiguration.class));

	@BeforeAll
	static void launch() {
		containerd = FakeContainerd.launch();
	}

	@AfterAll
	static void close() {
		containerd.close();
	}

	private ApplicationContextRunner connected() {
		return this.contextRunner.withPropertyValues("spring.application.name=my app",
				"libcontainerd.address=unix://" + containerd.socket(),
				"libcontainerd.state-directory=" + this.directory);
	}

	private ApplicationContextRunner stubbed() {
		return this.contextRunner.withUserConfiguration(StubRemoteConfiguration.class);
	}

	@Test
	void connectsAndOpensAClientForTheNamespaceOfTheApplication() {
		connected().run((context) -> {
			assertThat(context).hasSingleBean(Remote.class).hasSingleBean(Client.class).hasSingleBean(Backend.class);
			assertThat(context.getBean(Client.class).namespace()).isEqualTo("my-app");
			assertThat(context.getBean(Remote.class).status().address()).isEqualTo(containerd.socket());
			assertThat(context.getBean(ContainerdConnectionDetails.class).getNamespace()).isEqualTo("my-app");
		});
	}

	@Test
	void closingTheContextLeavesNoThread() {
		LeakCheck leaks = LeakCheck.begin("containerd-").fifosBelow(this.directory);
		connected().run((context) -> assertThat(context).hasNotFailed());
		leaks.assertNothingLeft();
	}

	@Test
	void whenDisabledThereAreNoBeans() {
		this.contextRunner.withPropertyValues("libcontainerd.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Remote.class)
				.doesNotHaveBean(Client.class)
				.doesNotHaveBean(LibcontainerdAutoConfiguration.class));
	}

	@Test
	void whenTheLibraryIsNotOnTheClassPathThereAreNoBeans() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Remote.class))
			.run((context) -> assertThat(context).doesNotHaveBean(LibcontainerdAutoConfiguration.class));
	}

	@Test
	void withoutGrpcClientSupportTheLibraryMakesTheChannelItself() {
		connected().withConfiguration(AutoConfigurations.of(ContainerdGrpcChannelAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.grpc", "org.springframework.boot.grpc"))
			.run((context) -> {
				assertThat(context).doesNotHaveBean(ChannelSource.class);
				assertThat(context.getBean(Remote.class).status().version()).isNotNull();
			});
	}

	@Test
	void theRemoteBacksOff() {
		stubbed().run((context) -> {
			assertThat(context).hasSingleBean(Remote.class);
			assertThat(context.getBean(Remote.class)).isSameAs(StubRemoteConfiguration.remote);
			assertThat(context.getBean(Client.class)).isSameAs(StubRemoteConfiguration.client);
		});
	}

	@Test
	void theClientBacksOff() {
		Client client = mock();
		stubbed().withBean("mine", Client.class, () -> client).run((context) -> {
			assertThat(context).hasSingleBean(Client.class);
			assertThat(context.getBean(Client.class)).isSameAs(client);
		});
	}

	@Test
	void theBackendBacksOffAndServesAllClients() {
		Backend backend = mock();
		stubbed().withPropertyValues("libcontainerd.clients.builds.namespace=ci")
			.withBean(Backend.class, () -> backend)
			.run((context) -> {
				assertThat(context).hasSingleBean(Backend.class);
				then(StubRemoteConfiguration.remote).should().client("libcontainerd", backend);
				then(StubRemoteConfiguration.remote).should().client("ci", backend);
			});
	}

	@Test
	void connectionDetailsOverrideProperties() {
		ContainerdConnectionDetails details = new ContainerdConnectionDetails() {

			@Override
			public @Nullable Path getAddress() {
				return containerd.socket();
			}

			@Override
			public String getNamespace() {
				return "details";
			}

		};
		this.contextRunner
			.withPropertyValues("libcontainerd.address=/no/where.sock", "libcontainerd.namespace=properties",
					"libcontainerd.state-directory=" + this.directory)
			.withBean(ContainerdConnectionDetails.class, () -> details)
			.run((context) -> {
				assertThat(context).hasSingleBean(ContainerdConnectionDetails.class);
				assertThat(context.getBean(Client.class).namespace()).isEqualTo("details");
			});
	}

	@Test
	void namedClientsHaveNamespacesAndQualifiersOfTheirOwn() {
		connected()
			.withPropertyValues("libcontainerd.clients.builds.namespace=ci", "libcontainerd.clients.judge.namespace=")
			.withUserConfiguration(NamedClientsConfiguration.class)
			.run((context) -> {
				NamedClients clients = context.getBean(NamedClients.class);
				assertThat(clients.primary().namespace()).isEqualTo("my-app");
				assertThat(clients.builds().namespace()).isEqualTo("ci");
				assertThat(clients.judge().namespace()).isEqualTo("judge");
				assertThat(clients.all()).containsOnlyKeys("containerdClient", "buildsContainerdClient",
						"judgeContainerdClient");
			});
	}

	@Test
	void twoClientsForOneNamespaceAreRefused() {
		connected().withPropertyValues("libcontainerd.clients.builds.namespace=my-app")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("libcontainerd.clients.builds.namespace"));
	}

	@Test
	void imagesAndContainersAreThoseOfTheDefaultClient() {
		connected().withPropertyValues("libcontainerd.clients.builds.namespace=ci").run((context) -> {
			Client client = context.getBean(Client.class);
			assertThat(context.getBean(Images.class)).isSameAs(client.images());
			assertThat(context.getBean(Networks.class)).isSameAs(client.networks());
			assertThat(context.getBean(Containers.class)).isSameAs(client.containers());
		});
	}

	@Test
	void operationsAreObserved() {
		List<String> observed = new CopyOnWriteArrayList<>();
		connected()
			.withBean(OperationObserver.class,
					() -> (operation) -> (failure) -> observed.add(operation.name() + " " + operation.namespace()))
			.run((context) -> {
				context.getBean(Client.class).delete("nothing");
				assertThat(observed).contains("delete my-app");
			});
	}

	@Test
	void registriesAreCheckedBeforeAnythingIsOpened() {
		connected().withPropertyValues("libcontainerd.registries[a.example].username=me")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("libcontainerd.registries[a.example].username"));
	}

	@Test
	void withLazyInitializationNothingIsOpenedUntilItIsAskedFor() {
		connected()
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context.getBeanFactory().containsSingleton("containerdRemote")).isFalse();
				assertThat(context.getBean(Client.class).namespace()).isEqualTo("my-app");
			});
	}

	@Test
	void leftContainersAreDealtWithAtStart() {
		stubbed().run((context) -> {
			then(StubRemoteConfiguration.client).should().restore("left");
			then(StubRemoteConfiguration.client).should(never()).close();
		});
		then(StubRemoteConfiguration.client).should(atLeastOnce()).close();
	}

	@Test
	void leftContainersStayAsTheyAreIfAskedTo() {
		stubbed().withPropertyValues("libcontainerd.restore-at-start=false")
			.run((context) -> then(StubRemoteConfiguration.client).should(never()).restore(any()));
	}

	@Configuration(proxyBeanMethods = false)
	static class StubRemoteConfiguration {

		static Remote remote;

		static Client client;

		@Bean
		Remote stubRemote() {
			remote = mock();
			client = mock();
			Client other = mock();
			given(other.namespace()).willReturn("ci");
			given(other.opened()).willReturn(CompletableFuture.completedFuture(null));
			given(client.opened()).willReturn(CompletableFuture.completedFuture(null));
			given(client.namespace()).willReturn("libcontainerd");
			given(client.restorable()).willReturn(List.of("left"));
			given(remote.client(eq("libcontainerd"), any())).willReturn(client);
			given(remote.client(eq("ci"), any())).willReturn(other);
			given(remote.status()).willReturn(Stubs.status());
			return remote;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedClientsConfiguration {

		@Bean
		NamedClients namedClients(Client primary, @Qualifier("builds") Client builds, @Qualifier("judge") Client judge,
				Map<String, Client> all) {
			return new NamedClients(primary, builds, judge, all);
		}

	}

	record NamedClients(Client primary, Client builds, Client judge, Map<String, Client> all) {

	}

}

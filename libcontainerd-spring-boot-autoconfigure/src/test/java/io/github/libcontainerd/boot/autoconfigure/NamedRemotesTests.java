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

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.CompositeChannelFactoryAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.boot.NamedRemotes;
import io.github.libcontainerd.boot.autoconfigure.diagnostics.NamedRemoteStartException;
import io.github.libcontainerd.boot.autoconfigure.grpc.ContainerdGrpcChannelAutoConfiguration;
import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerRestartingEvent;
import io.github.libcontainerd.boot.event.ContainerdConnectedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.LeakCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@code libcontainerd.remotes}.
 */
class NamedRemotesTests {

	private static FakeContainerd main;

	private static FakeContainerd edge;

	@TempDir
	private Path directory;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, GrpcClientAutoConfiguration.class,
				ContainerdGrpcChannelAutoConfiguration.class, CompositeChannelFactoryAutoConfiguration.class,
				LibcontainerdAutoConfiguration.class))
		.withPropertyValues("libcontainerd.remotes.edge.address=${edge.socket}",
				"libcontainerd.clients.far.remote=edge", "libcontainerd.namespace=near");

	@BeforeAll
	static void launch() {
		main = FakeContainerd.builder().version("1.7.24").launch();
		edge = FakeContainerd.builder().version("2.1.4").launch();
		main.image("tool:1", (image) -> image.prints("main", 0));
		edge.image("tool:1", (image) -> image.prints("edge", 0));
		edge.image("broken:1", (image) -> image.prints("no", 1));
	}

	@AfterAll
	static void close() {
		main.close();
		edge.close();
	}

	private ApplicationContextRunner connected() {
		return this.contextRunner.withPropertyValues("libcontainerd.address=" + main.socket(),
				"edge.socket=" + edge.socket(), "libcontainerd.state-directory=" + this.directory.resolve("m"),
				"libcontainerd.remotes.edge.state-directory=" + this.directory.resolve("e"));
	}

	@Test
	void eachHasAConnectionAndClientsOfItsOwn() {
		LeakCheck leaks = LeakCheck.begin("containerd-").fifosBelow(this.directory);
		connected().withUserConfiguration(ListeningConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Beans beans = context.getBean(Beans.class);
			assertThat(beans.remote().status().address()).isEqualTo(main.socket());
			assertThat(beans.edge().status().address()).isEqualTo(edge.socket());
			assertThat(beans.edge().status().version()).contains("2.1.4");
			assertThat(beans.remote().clients()).containsExactly(beans.client());
			assertThat(beans.edge().clients()).containsExactly(beans.far());
			assertThat(beans.all()).containsOnlyKeys("containerdRemote", "edgeContainerdRemote");
			assertThat(NamedRemotes.of(context)).containsExactly(Map.entry(NamedRemotes.DEFAULT, beans.remote()),
					Map.entry("edge", beans.edge()));
			try (RunResult near = beans.client().containers().run("tool:1");
					RunResult far = beans.far().containers().run("tool:1")) {
				assertThat(near.stdout().text().strip()).isEqualTo("main");
				assertThat(far.stdout().text().strip()).isEqualTo("edge");
			}
			Listener listener = context.getBean(Listener.class);
			assertThat(listener.exits).containsExactlyInAnyOrder("near", "far");
			assertThat(listener.connections).containsExactlyInAnyOrder(beans.remote(), beans.edge());
		});
		leaks.assertNothingLeft();
	}

	@Test
	@Timeout(30)
	void restartPoliciesOfEachAreReleasedWhenTheApplicationHasStarted() {
		connected().withUserConfiguration(ListeningConfiguration.class).run((context) -> {
			Client far = context.getBean("farContainerdClient", Client.class);
			try (RunResult result = far.containers()
				.run("broken:1", (run) -> run.restart(RestartPolicy.onFailure(1)))) {
				assertThat(result.exitCode()).isOne();
			}
			assertThat(context.getBean(Listener.class).restarts).containsExactly("far");
		});
	}

	@Test
	void theEndOfOneContainerdIsNotThatOfTheOther() {
		FakeContainerd third = FakeContainerd.launch();
		connected().withPropertyValues("edge.socket=" + third.socket()).run((context) -> {
			third.close();
			Remote remote = context.getBean("edgeContainerdRemote", Remote.class);
			await().until(() -> remote.status().connection() == RemoteStatus.Connection.DISCONNECTED);
			try (RunResult result = context.getBean(Client.class).containers().run("tool:1")) {
				assertThat(result.exitCode()).isZero();
			}
		});
	}

	@Test
	void withoutANamedRemoteTheNameOfTheUsersOwnIsTheDefault() {
		Remote own = mock();
		Client client = mock();
		given(own.status()).willReturn(Stubs.status());
		given(own.client(any(), any())).willReturn(client);
		given(client.namespace()).willReturn("near");
		given(client.opened()).willReturn(CompletableFuture.completedFuture(null));
		connected().withBean("mine", Remote.class, () -> own).run((context) -> {
			assertThat(context.getBean(Remote.class)).isSameAs(own);
			assertThat(NamedRemotes.of(context)).containsOnlyKeys(NamedRemotes.DEFAULT, "edge")
				.containsEntry(NamedRemotes.DEFAULT, own);
		});
	}

	@Test
	void oneThatIsNotThereEndsTheStartWithItsName() {
		LeakCheck leaks = LeakCheck.begin("containerd-").fifosBelow(this.directory);
		connected().withPropertyValues("edge.socket=" + this.directory.resolve("no.sock"))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(NamedRemoteStartException.class.getName() + ": Could not open remote 'edge'"));
		leaks.assertNothingLeft();
	}

	@Test
	void wrongPropertiesAreToldBeforeAnythingIsOpened() {
		connected().withPropertyValues("edge.socket=tcp://host:1", "libcontainerd.address=/no/where.sock")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("libcontainerd.remotes.edge.address"));
	}

	@Configuration(proxyBeanMethods = false)
	static class ListeningConfiguration {

		@Bean
		Beans beans(Remote remote, @Qualifier("edge") Remote edge, Client client, @Qualifier("far") Client far,
				Map<String, Remote> all) {
			return new Beans(remote, edge, client, far, all);
		}

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	record Beans(Remote remote, Remote edge, Client client, Client far, Map<String, Remote> all) {

	}

	static class Listener {

		final List<String> exits = new CopyOnWriteArrayList<>();

		final List<String> restarts = new CopyOnWriteArrayList<>();

		final List<Remote> connections = new CopyOnWriteArrayList<>();

		@EventListener
		void on(ContainerExitedEvent event) {
			this.exits.add(event.getNamespace());
		}

		@EventListener
		void on(ContainerRestartingEvent event) {
			this.restarts.add(event.getNamespace());
		}

		@EventListener
		void on(ContainerdConnectedEvent event) {
			this.connections.add(event.getSource());
		}

	}

}

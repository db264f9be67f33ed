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

package io.github.libcontainerd.boot.test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.spi.SimulatedNetworks;
import io.github.libcontainerd.test.FakeBehaviour;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of networks and published ports with a fake containerd.
 */
@SpringBootTest(classes = FakeNetworksTests.Application.class,
		properties = { "libcontainerd.networks.declared.subnet=198.51.100.0/24",
				"libcontainerd.network.default-network=apps" })
@AutoConfigureFakeContainerd(images = "postgres:16")
class FakeNetworksTests {

	@Autowired
	private FakeContainerd containerd;

	@Autowired
	private Containers containers;

	@Autowired
	private Client client;

	@Autowired
	private ContainerEvents events;

	@Autowired
	private Networks networks;

	@Autowired
	private SimulatedNetworks simulated;

	@AfterEach
	void removeContainers() {
		this.simulated.recover();
		this.containers.list().forEach(RunningContainer::remove);
	}

	@Test
	void aPublishedPortAnswersAsScriptedUntilTheEndOfTheContainer() throws IOException {
		this.containerd.image("postgres:16", (image) -> image.behaves(FakeBehaviour.normal()
			.answers(5432,
					(connection) -> connection.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8)))));
		RunningContainer database = this.containers.start("postgres:16",
				(run) -> run.publish(5432).command("sleep", "1000"));
		assertThat(database.networks()).containsOnlyKeys("apps");
		InetSocketAddress address = database.port(5432);
		assertThat(address.getAddress().isLoopbackAddress()).isTrue();
		ContainerStartedEvent started = this.events.await(ContainerStartedEvent.class,
				(event) -> event.getContainerId().equals(database.id()), Duration.ofSeconds(5));
		assertThat(started.getPorts()).isEqualTo(database.ports());
		assertThat(started.getNetworks()).isEqualTo(database.networks());
		assertThat(read(address)).isEqualTo("hello");
		database.signal(9);
		database.exit().join();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> read(address));
		assertThat(this.networks.inspect("apps").members()).isEmpty();
	}

	@Test
	void aRestartedContainerAnswersAtTheSamePort() {
		this.containerd.image("postgres:16", (image) -> image.behaves(FakeBehaviour.normal()
			.answers(5432,
					(connection) -> connection.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8)))));
		RunningContainer database = this.containers.start("postgres:16",
				(run) -> run.publish(5432).restart(RestartPolicy.always()).command("sleep", "1000"));
		InetSocketAddress address = database.port(5432);
		database.signal(9);
		await().atMost(Duration.ofSeconds(10)).until(() -> this.client.inspect(database.id()).run() > 1);
		await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> read(address).equals("hello"));
	}

	@Test
	void aPortWithoutAScriptAcceptsAndCloses() throws IOException {
		RunningContainer database = this.containers.start("postgres:16",
				(run) -> run.publish(80).command("sleep", "1000"));
		assertThat(read(database.port(80))).isEmpty();
	}

	@Test
	void aPortThatAnotherContainerHasIsInUse() {
		RunningContainer first = this.containers.start("postgres:16",
				(run) -> run.id("first").publish(80).command("sleep", "1000"));
		int port = first.port(80).getPort();
		assertThatExceptionOfType(NetworkException.class)
			.isThrownBy(() -> this.containers.start("postgres:16",
					(run) -> run.publish(PublishedPort.tcp(port, 80)).command("sleep", "1000")))
			.withMessageContaining("/first'")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.PORT_IN_USE));
	}

	@Test
	void aDeclaredNetworkIsThereAndOneInUseIsNotRemoved() {
		assertThat(this.networks.inspect("declared").subnet()).hasToString("198.51.100.0/24");
		RunningContainer database = this.containers.start("postgres:16",
				(run) -> run.id("db").network("declared").command("sleep", "1000"));
		assertThat(this.networks.inspect("declared").members()).extracting(Network.Member::address)
			.containsExactly(database.address());
		assertThatExceptionOfType(NetworkException.class).isThrownBy(() -> this.networks.remove("declared"))
			.withMessageContaining("/db'");
		database.remove();
		assertThat(this.networks.inspect("declared").members()).isEmpty();
	}

	@Test
	void aNetworkWithIpv6GivesAddressesAndPublishesInBothFamilies() {
		Network six = this.networks.create("six", (network) -> network.ipv6(true));
		assertThat(six.ipv6Subnet()).hasToString("2001:2::/64");
		RunningContainer database = this.containers.start("postgres:16",
				(run) -> run.id("db")
					.network("six")
					.publish(PublishedPort.tcp(80).onAllAddresses())
					.publish(81)
					.command("sleep", "1000"));
		assertThat(database.ipv6Address()).isEqualTo(IpAddresses.parse("2001:2::2"));
		assertThat(database.address().getHostAddress()).startsWith("198.18.");
		assertThat(this.client.inspect("db").ipv6Networks()).isEqualTo(Map.of("six", database.ipv6Address()));
		assertThat(this.networks.inspect("six").members()).extracting(Network.Member::ipv6Address)
			.containsExactly(database.ipv6Address());
		int port = database.port(80).getPort();
		assertThat(database.ports()).hasToString("[0.0.0.0:" + port + ":80/tcp, [::]:" + port + ":80/tcp, 127.0.0.1:"
				+ database.port(81).getPort() + ":81/tcp]");
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> this.containers.start("postgres:16",
				(run) -> run.publish(PublishedPort.tcp(80).on("::1")).command("sleep", "1000")));
		database.remove();
		this.networks.remove("six");
	}

	@ParameterizedTest
	@EnumSource
	void aStartFailsForTheReasonThatTheTestWants(Reason reason) {
		this.simulated.fail(reason);
		assertThatExceptionOfType(NetworkException.class)
			.isThrownBy(() -> this.containers.start("postgres:16", (run) -> run.publish(5432).command("sleep", "1000")))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
		assertThat(this.containers.list()).isEmpty();
	}

	private static String read(InetSocketAddress address) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(address, 5000);
			socket.setSoTimeout(5000);
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@SpringBootApplication(proxyBeanMethods = false)
	static class Application {

	}

}

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

package io.github.libcontainerd.boot.test.container;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.container.ContainerImageMetadata;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.WaitStrategy;
import io.github.libcontainerd.test.FakeBehaviour;
import io.github.libcontainerd.test.FakeImage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TestContainer} in an application context with a fake containerd.
 */
@SpringBootTest(classes = { ShopApplication.class, TestContainerTests.Images.class },
		properties = { "spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource",
				"libcontainerd.containers.mail.image=axllent/mailpit", "libcontainerd.containers.mail.ports=1025" })
@AutoConfigureFakeContainerd
@ImportContainers(SharedContainers.class)
class TestContainerTests {

	static final TestContainer greeter = TestContainer.of("acme/greeter", (run) -> run.memory("64m"))
		.command("sh", "-c", "echo up; sleep 1000")
		.publish(80, 81)
		.waitFor(WaitStrategy.log("up"));

	static final TestContainer mail = TestContainer.of("axllent/mailpit").publish(1025);

	private static int early;

	@Autowired
	private Containers containers;

	@Autowired
	private Environment environment;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("shop.greeter-port", () -> greeter.port(80));
	}

	@BeforeAll
	static void ask() {
		early = greeter.port(80);
	}

	@Test
	void theDataSourceIsConnected(@Autowired JdbcConnectionDetails details, @Autowired SimpleDriverDataSource source,
			@Autowired ConfigurableListableBeanFactory beans) {
		assertThat(details.getJdbcUrl())
			.startsWith("jdbc:postgresql://127.0.0.1:" + SharedContainers.ORDER_DB.port(5432) + "/shopper");
		assertThat(details.getUsername()).isEqualTo("shopper");
		assertThat(details.getPassword()).isEqualTo("secret");
		assertThat(source.getUrl()).isEqualTo(details.getJdbcUrl());
		assertThat(beans.getDependentBeans("testContainers")).contains("jdbcConnectionDetailsForOrderDb");
		assertThat(ContainerImageMetadata.isPresent(beans.getMergedBeanDefinition("jdbcConnectionDetailsForOrderDb")))
			.isTrue();
	}

	@Test
	void itAnswersWhereTheFieldSays(@Value("${shop.greeter-port}") int port) throws IOException {
		assertThat(port).isEqualTo(greeter.port(80)).isEqualTo(early);
		assertThat(greeter.host()).isEqualTo("127.0.0.1");
		try (Socket socket = new Socket(greeter.host(), greeter.port(80))) {
			assertThat(socket.getInputStream().readAllBytes()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
		}
		assertThat(greeter.address(81)).isEqualTo(greeter.running().port(81));
		assertThat(greeter.exec("echo", "inside").stdout().text()).isEqualTo("inside\n");
		assertThat(greeter.logs()).isEqualTo("up\n");
	}

	@Test
	void itIsABeanWithItsNameAsTheQualifier(@Autowired @Qualifier("greeter") RunningContainer container,
			@Autowired Client client) {
		assertThat(container).isSameAs(greeter.running());
		assertThat(container.id()).matches("test_greeter_[0-9a-f]{8}");
		assertThat(client.inspect(container.id()).labels()).containsEntry(DeclaredContainers.NAME_LABEL, "greeter")
			.containsEntry(Leftovers.LABEL, "TestContainerTests.greeter");
	}

	@Test
	void anotherThreadKnowsTheOneThatIsTested() {
		await().until(() -> greeter.exec("true").successful());
	}

	@Test
	void thoseOfATestAreInANetworkOfTheirOwn(@Autowired Networks networks) {
		assertThat(networks.list()).filteredOn((network) -> network.name().startsWith("test-"))
			.singleElement()
			.satisfies((network) -> assertThat(network.members()).hasSize(4));
		assertThat(greeter.running().networks().keySet())
			.isEqualTo(SharedContainers.SEARCH.running().networks().keySet());
	}

	@Test
	void itTakesThePlaceOfADeclaredOneOfItsName() {
		assertThat(this.containers.list()).extracting(RunningContainer::id)
			.filteredOn((id) -> id.contains("mail"))
			.containsExactly(mail.running().id());
		assertThat(this.environment.getProperty("libcontainerd.containers.mail.port.1025", int.class))
			.isEqualTo(mail.port(1025));
		assertThat(this.environment.getProperty("libcontainerd.containers.search.host"))
			.isEqualTo(SharedContainers.SEARCH.host());
	}

	@Test
	void whatItDependsOnIsReadyBefore() {
		assertThat(SharedContainers.READY).containsExactly("order-db", "search");
	}

	@Nested
	class Inner {

		@Test
		void aNestedClassHasThem(@Autowired Client client) {
			assertThat(client.inspect(greeter.running().id()).status()).isEqualTo(ContainerStatus.RUNNING);
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Images {

		@Bean
		FakeImage postgres() {
			return FakeImage.named("acme/pg:1").env("POSTGRES_USER", "shopper").cmd("sleep", "1000").build();
		}

		@Bean
		FakeImage greeter() {
			return FakeImage.named("acme/greeter")
				.behaves(FakeBehaviour.normal()
					.answers(80,
							(connection) -> connection.getOutputStream()
								.write("hello".getBytes(StandardCharsets.UTF_8))))
				.build();
		}

	}

}

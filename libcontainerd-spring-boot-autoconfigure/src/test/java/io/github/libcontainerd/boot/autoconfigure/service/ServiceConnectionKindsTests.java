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

package io.github.libcontainerd.boot.autoconfigure.service;

import java.nio.file.Path;

import io.r2dbc.spi.ConnectionFactoryOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.elasticsearch.autoconfigure.ElasticsearchConnectionDetails;
import org.springframework.boot.elasticsearch.autoconfigure.ElasticsearchConnectionDetails.Node;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.container.DeclaredContainersAutoConfiguration;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What the factories of Spring Boot make of declared containers of several kinds.
 */
class ServiceConnectionKindsTests {

	private static final String DB = "libcontainerd.containers.db.";

	@TempDir
	private Path directory;

	private final FakeContainerd daemon = FakeContainerd.launch();

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void setUp() {
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LibcontainerdAutoConfiguration.class,
					DeclaredContainersAutoConfiguration.class, ServiceConnectionAutoConfiguration.class))
			.withPropertyValues("spring.application.name=shop", "libcontainerd.stop-grace=100ms",
					"libcontainerd.address=" + this.daemon.socket(),
					"libcontainerd.state-directory=" + this.directory.resolve("state"));
	}

	@AfterEach
	void close() {
		this.daemon.close();
	}

	// Its port, which may be taken by others here, is not looked at.
	private ApplicationContextRunner service(String image, int port, String... env) {
		this.daemon.image(image, (each) -> each.cmd("sleep", "1000"));
		ApplicationContextRunner runner = this.contextRunner.withPropertyValues(DB + "image=" + image,
				DB + "networks=host", DB + "ports=" + port, DB + "wait-for.enabled=false");
		for (String variable : env) {
			runner = runner.withPropertyValues(DB + "env." + variable);
		}
		return runner;
	}

	@Test
	void aDatabaseIsConnectedReactivelyToo() {
		service("postgres:16", 5432, "POSTGRES_USER=shop", "POSTGRES_PASSWORD=secret", "POSTGRES_DB=orders")
			.run((context) -> {
				ConnectionFactoryOptions options = context
					.getBean("r2dbcConnectionDetailsForDb", R2dbcConnectionDetails.class)
					.getConnectionFactoryOptions();
				assertThat(options.getRequiredValue(ConnectionFactoryOptions.DRIVER)).isEqualTo("postgresql");
				assertThat(options.getRequiredValue(ConnectionFactoryOptions.HOST)).isEqualTo("127.0.0.1");
				assertThat(options.getRequiredValue(ConnectionFactoryOptions.PORT)).isEqualTo(5432);
				assertThat(options.getRequiredValue(ConnectionFactoryOptions.DATABASE)).isEqualTo("orders");
				assertThat(options.getRequiredValue(ConnectionFactoryOptions.USER)).isEqualTo("shop");
				assertThat(options.getRequiredValue(ConnectionFactoryOptions.PASSWORD)).hasToString("secret");
				assertThat(context.getBean(JdbcConnectionDetails.class).getJdbcUrl()).contains("/orders");
			});
	}

	@Test
	void mongoIsConnected() {
		service("registry.example.com/library/mongo:7", 27017, "MONGO_INITDB_ROOT_USERNAME=root",
				"MONGO_INITDB_ROOT_PASSWORD=secret", "MONGO_INITDB_DATABASE=orders")
			.run((context) -> assertThat(
					context.getBean("mongoConnectionDetailsForDb", MongoConnectionDetails.class).getConnectionString())
				.hasToString("mongodb://root:secret@127.0.0.1:27017/orders?authSource=admin"));
	}

	@Test
	void elasticsearchIsConnected() {
		service("elasticsearch:9", 9200, "ELASTIC_PASSWORD=secret").run((context) -> {
			ElasticsearchConnectionDetails details = context.getBean("elasticsearchConnectionDetailsForDb",
					ElasticsearchConnectionDetails.class);
			assertThat(details.getNodes()).extracting(Node::hostname, Node::port)
				.containsExactly(tuple("127.0.0.1", 9200));
			assertThat(details.getUsername()).isEqualTo("elastic");
			assertThat(details.getPassword()).isEqualTo("secret");
		});
	}

	@Test
	void whatSpringBootDoesNotKnowIsNotConnected() {
		service("apache/kafka:4", 9092).withPropertyValues("kafka=${" + DB + "host}:${" + DB + "port.9092}")
			.run((context) -> {
				assertThat(context.getBeanNamesForType(ConnectionDetails.class))
					.noneMatch((name) -> name.endsWith("ForDb"));
				assertThat(context.getEnvironment().getProperty("kafka")).isEqualTo("127.0.0.1:9092");
			});
	}

}

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
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.container.DeclaredContainersAutoConfiguration;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ServiceConnectionAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceConnectionAutoConfigurationTests {

	private static final String DB = "libcontainerd.containers.db.";

	private static final String OTHER = "libcontainerd.containers.other-db.";

	private static final String URL = "spring.datasource.url=jdbc:postgresql://elsewhere/shop";

	@TempDir
	private Path directory;

	private final FakeContainerd daemon = FakeContainerd.launch();

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void setUp() {
		this.daemon.image("postgres:16", (image) -> image.cmd("sleep", "1000").env("POSTGRES_USER", "admin"));
		this.daemon.image("acme/pg:1", (image) -> image.cmd("sleep", "1000"));
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LibcontainerdAutoConfiguration.class,
					DeclaredContainersAutoConfiguration.class, ServiceConnectionAutoConfiguration.class,
					DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.application.name=shop", "libcontainerd.stop-grace=1s",
					"libcontainerd.address=" + this.daemon.socket(),
					"libcontainerd.state-directory=" + this.directory.resolve("state"),
					"spring.datasource.type=" + SimpleDriverDataSource.class.getName());
	}

	@AfterEach
	void close() {
		this.daemon.close();
	}

	// Its port, which may be taken by others here, is not looked at.
	private ApplicationContextRunner withDatabase() {
		return this.contextRunner.withPropertyValues(DB + "image=postgres:16", DB + "networks=host", DB + "ports=5432",
				DB + "wait-for.enabled=false", DB + "env.POSTGRES_PASSWORD=secret");
	}

	@Test
	void theDataSourceIsConnectedToTheDeclaredContainer() {
		withDatabase().run((context) -> {
			JdbcConnectionDetails details = context.getBean("jdbcConnectionDetailsForDb", JdbcConnectionDetails.class);
			assertThat(context).hasSingleBean(JdbcConnectionDetails.class);
			assertThat(details.getJdbcUrl()).startsWith("jdbc:postgresql://127.0.0.1:5432/admin");
			assertThat(details.getUsername()).isEqualTo("admin");
			assertThat(details.getPassword()).isEqualTo("secret");
			assertThat(context.getBean(SimpleDriverDataSource.class).getUrl()).isEqualTo(details.getJdbcUrl());
			assertThat(context.getBean(FlywayConnectionDetails.class).getJdbcUrl()).isEqualTo(details.getJdbcUrl());
			assertThat(context.getBeanFactory().getDependentBeans(DeclaredContainers.BEAN_NAME))
				.contains("jdbcConnectionDetailsForDb");
		});
	}

	@Test
	void aConnectionThatIsNotWantedIsNotMade() {
		withDatabase().withPropertyValues(DB + "service-connection=false", URL)
			.run((context) -> assertThat(context).hasSingleBean(DeclaredContainers.class)
				.getBeans(JdbcConnectionDetails.class)
				.doesNotContainKey("jdbcConnectionDetailsForDb"));
	}

	@Test
	void thePropertySaysWhatAnImageOfAnotherNameIs() {
		withDatabase().withPropertyValues(DB + "image=acme/pg:1", URL)
			.run((context) -> assertThat(context.getBeanNamesForType(JdbcConnectionDetails.class))
				.doesNotContain("jdbcConnectionDetailsForDb"));
		withDatabase().withPropertyValues(DB + "image=acme/pg:1", DB + "service-connection=postgres")
			.run((context) -> assertThat(context.getBean(JdbcConnectionDetails.class).getUsername())
				.isEqualTo("postgres"));
	}

	@Test
	void ofTwoOfOneKindOneHasToBeThePrimaryOne() {
		ApplicationContextRunner two = withDatabase().withPropertyValues(OTHER + "image=postgres:16",
				OTHER + "networks=host", OTHER + "ports=5432", OTHER + "wait-for.enabled=false",
				OTHER + "env.POSTGRES_PASSWORD=other");
		two.run((context) -> assertThat(context).getFailure()
			.hasStackTraceContaining("is of the same kind as 'db'")
			.hasStackTraceContaining("libcontainerd.containers.other-db.primary"));
		two.withPropertyValues(OTHER + "primary=true").run((context) -> {
			assertThat(context.getBean(JdbcConnectionDetails.class).getPassword()).isEqualTo("other");
			assertThat(context.getBeansOfType(JdbcConnectionDetails.class))
				.containsOnlyKeys("jdbcConnectionDetailsForDb", "jdbcConnectionDetailsForOtherDb");
		});
	}

	@Test
	void theApplicationsOwnDetailsWin() {
		JdbcConnectionDetails own = mock();
		given(own.getJdbcUrl()).willReturn("jdbc:postgresql://elsewhere/shop");
		given(own.getDriverClassName()).willReturn("org.postgresql.Driver");
		withDatabase().withBean("own", JdbcConnectionDetails.class, () -> own)
			.run((context) -> assertThat(context.getBeansOfType(JdbcConnectionDetails.class)).containsOnlyKeys("own"));
	}

	@Test
	void whatTheKindOfServiceNeedsIsNamed() {
		this.contextRunner.withPropertyValues(DB + "image=postgres:16", DB + "ports=5432")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("The declared container 'db' (postgres:16) can't be connected to")
				.hasStackTraceContaining("libcontainerd.containers.db.service-connection"));
		this.contextRunner.withPropertyValues(DB + "image=postgres:16", DB + "env.POSTGRES_PASSWORD=secret")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Port 5432 of container 'db' is not published"));
	}

	@Test
	void withoutSpringBootsModuleContainersAreStartedAndALineSaysSo(CapturedOutput output) {
		withDatabase().withClassLoader(new FilteredClassLoader("org.springframework.boot.docker.compose"))
			.withPropertyValues("spring.datasource.url=jdbc:postgresql://${" + DB + "host}:${" + DB + "port.5432}/shop")
			.run((context) -> {
				assertThat(context.getBean(DeclaredContainers.class).names()).containsExactly("db");
				assertThat(context.getBean(SimpleDriverDataSource.class).getUrl())
					.isEqualTo("jdbc:postgresql://127.0.0.1:5432/shop");
				assertThat(output).containsOnlyOnce("Without the module spring-boot-docker-compose");
			});
	}

	@Test
	void springBootsOwnSupportIsOffUnlessItIsSwitchedOn() {
		StandardEnvironment environment = new StandardEnvironment();
		ComposeEnvironmentPostProcessor processor = new ComposeEnvironmentPostProcessor();
		processor.postProcessEnvironment(environment, new SpringApplication());
		assertThat(environment.containsProperty(ComposeEnvironmentPostProcessor.PROPERTY)).isFalse();
		environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(DB + "image", "postgres")));
		processor.postProcessEnvironment(environment, new SpringApplication());
		assertThat(environment.getProperty(ComposeEnvironmentPostProcessor.PROPERTY)).isEqualTo("false");
		environment.getPropertySources()
			.addFirst(new MapPropertySource("user", Map.of(ComposeEnvironmentPostProcessor.PROPERTY, "true")));
		assertThat(environment.getProperty(ComposeEnvironmentPostProcessor.PROPERTY)).isEqualTo("true");
	}

}

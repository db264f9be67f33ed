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
package io.github.libcontainerd.boot.autoconfigure.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.container.ContainerDeclarations;
import io.github.libcontainerd.boot.autoconfigure.container.DeclaredContainersAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.grpc.ContainerdGrpcChannelAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.service.ServiceConnectionAutoConfiguration;
import io.github.libcontainerd.boot.container.ComposeFileException;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link ComposeFileEnvironmentPostProcessor}, with whole applications.
 */
@ExtendWith(OutputCaptureExtension.class)
class ComposeFileEnvironmentPostProcessorTests {

	private static final String WITHOUT_WEB = "libcontainerd.containers.web.enabled=false";

	private static final String FILE_PROPERTY = "libcontainerd.compose.file=";

	private static final String DB = "libcontainerd.containers.db.";

	// Its port, which may be taken by others here, is not looked at.
	private static final String NO_WAIT = DB + "wait-for.enabled=false";

	private static final String FILE = """
			services:
			  db:
			    image: postgres:16
			    network_mode: host
			    ports: ['5432']
			    command: [sh, -c, 'echo $${HOME} $${spring.application.name} \\$${x}']
			    environment:
			      POSTGRES_PASSWORD: secret
			      POSTGRES_USER: '$${HOME}'
			    labels:
			      org.springframework.boot.jdbc.parameters: ssl=false
			  Prepare_It:
			    image: prepare:1
			    network_mode: none
			  web:
			    build: .
			    depends_on: [db]
			""";

	@TempDir
	private Path directory;

	private final FakeContainerd daemon = FakeContainerd.launch();

	@BeforeEach
	void setUp() throws IOException {
		this.daemon.image("postgres:16", (image) -> image.cmd("sleep", "1000"));
		this.daemon.image("postgres:17", (image) -> image.cmd("sleep", "1000"));
		this.daemon.image("prepare:1", (image) -> image.cmd("sleep", "1000"));
		Files.writeString(this.directory.resolve("compose.yaml"), FILE);
	}

	@AfterEach
	void close() {
		this.daemon.close();
	}

	private ConfigurableApplicationContext run(String... properties) {
		return run(new SpringApplicationBuilder(Application.class), properties);
	}

	private ConfigurableApplicationContext run(SpringApplicationBuilder application, String... properties) {
		List<String> arguments = new ArrayList<>(List.of(properties));
		if (Stream.of(properties).noneMatch((property) -> property.startsWith(FILE_PROPERTY))) {
			arguments.add(FILE_PROPERTY + this.directory.resolve("compose.yaml"));
		}
		arguments.addAll(List.of("spring.application.name=shop", "libcontainerd.stop-grace=1s",
				"libcontainerd.address=" + this.daemon.socket(),
				"libcontainerd.state-directory=" + this.directory.resolve("state")));
		return application.web(WebApplicationType.NONE)
			.run(arguments.stream().map((property) -> "--" + property).toArray(String[]::new));
	}

	@Test
	void theServicesRunAndAreConnected() {
		try (ConfigurableApplicationContext context = run(WITHOUT_WEB, NO_WAIT)) {
			assertThat(context.getBean(DeclaredContainers.class).names()).containsExactlyInAnyOrder("db", "prepare-it");
			assertThat(this.daemon.containers("shop")).hasSize(2);
			JdbcConnectionDetails details = context.getBean(JdbcConnectionDetails.class);
			assertThat(details.getJdbcUrl()).startsWith("jdbc:postgresql://127.0.0.1:5432/").contains("ssl=false");
			assertThat(details.getPassword()).isEqualTo("secret");
			assertThat(context.getBean(ComposeProperties.class).getFile()).hasSize(1);
			assertThat(context.getEnvironment().getProperty("spring.docker.compose.enabled")).isEqualTo("false");
		}
		assertThat(this.daemon.containers("shop")).isEmpty();
	}

	@Test
	void whatLooksLikeAPlaceholderOfSpringStays() {
		try (ConfigurableApplicationContext context = run(WITHOUT_WEB, NO_WAIT)) {
			assertThat(ContainerDeclarations.of(context.getEnvironment()).get("db").request().command())
				.containsExactly("sh", "-c", "echo ${HOME} ${spring.application.name} \\${x}");
			assertThat(context.getBean(JdbcConnectionDetails.class).getUsername()).isEqualTo("${HOME}");
		}
	}

	@Test
	void propertiesOfTheApplicationCountMore() {
		try (ConfigurableApplicationContext context = run(WITHOUT_WEB, NO_WAIT, DB + "image=postgres:17",
				DB + "env.POSTGRES_PASSWORD=other", DB + "env.MORE=more", DB + "command=sleep,1000")) {
			ContainerDeclarations declarations = ContainerDeclarations.of(context.getEnvironment());
			assertThat(declarations.get("db").image()).isEqualTo("postgres:17");
			assertThat(declarations.get("db").env()).containsEntry("POSTGRES_PASSWORD", "other")
				.containsEntry("POSTGRES_USER", "${HOME}")
				.containsEntry("MORE", "more");
			assertThat(declarations.get("db").request().command()).containsExactly("sleep", "1000");
		}
	}

	@Test
	void anotherServiceCanBeGivenItsImage() {
		this.daemon.image("web:dev", (image) -> image.cmd("sleep", "1000"));
		try (ConfigurableApplicationContext context = run("libcontainerd.containers.web.image=web:dev",
				"libcontainerd.containers.web.networks=none", NO_WAIT)) {
			assertThat(context.getBean(DeclaredContainers.class).names()).containsSubsequence("db", "web");
		}
	}

	@Test
	void theFileCanBeSaidInAFileOfProperties() throws IOException {
		Path configuration = Files.writeString(this.directory.resolve("application.yaml"), """
				libcontainerd:
				  compose:
				    file: ${where}/compose.yaml
				  containers: { web: { enabled: false } }
				---
				spring.config.activate.on-profile: small
				libcontainerd.containers.db.enabled: false
				""");
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run("--spring.config.location=" + configuration, "--where=" + this.directory,
					"--spring.profiles.active=small", "--libcontainerd.address=" + this.daemon.socket(),
					"--libcontainerd.state-directory=" + this.directory.resolve("state"))) {
			assertThat(context.getBean(DeclaredContainers.class).names()).containsExactly("prepare-it");
		}
	}

	@Test
	void nothingIsReadThatIsNotAskedFor() {
		Stream
			.of("libcontainerd.compose.file=", "libcontainerd.compose.enabled=false", "libcontainerd.enabled=false",
					"libcontainerd.declared.enabled=false")
			.forEach((property) -> {
				try (ConfigurableApplicationContext context = run(property, "spring.docker.compose.enabled=false")) {
					assertThat(context.getBeansOfType(DeclaredContainers.class)).isEmpty();
					assertThat(context.getEnvironment().getPropertySources().contains("composeFiles")).isFalse();
				}
			});
	}

	@Test
	void whatIsNotSupportedEndsTheStartWithItsPlace(CapturedOutput output) {
		assertThatException().isThrownBy(this::run).isInstanceOf(ComposeFileException.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(this.directory.resolve("compose.yaml") + ", line 16, column 12")
			.contains("'services.web.build' is not supported")
			.contains("Build the image with a tool of yours");
		assertThat(this.daemon.containers("shop")).isEmpty();
	}

	@Test
	void whatADeclarationRefusesIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		Files.writeString(this.directory.resolve("compose.yaml"), """
				services:
				  db:
				    image: 'Not An Image'
				""");
		assertThatException().isThrownBy(this::run);
		assertThat(output).contains("libcontainerd.containers.db.image").contains("compose.yaml] - 3:12");
	}

	@Test
	void aNoteIsLogged(CapturedOutput output) {
		run("libcontainerd.containers.web.image=prepare:1", "libcontainerd.containers.web.networks=host", NO_WAIT)
			.close();
		assertThat(output).containsOnlyOnce("'services.web.build' of");
	}

	@Test
	void withoutAParserOfYamlItIsNamed() {
		SpringApplicationBuilder application = new SpringApplicationBuilder(
				new DefaultResourceLoader(new FilteredClassLoader("org.yaml.snakeyaml")), Application.class);
		assertThatException().isThrownBy(() -> run(application)).withMessageContaining("org.yaml:snakeyaml");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LibcontainerdAutoConfiguration.class, ContainerdGrpcChannelAutoConfiguration.class,
			DeclaredContainersAutoConfiguration.class, ServiceConnectionAutoConfiguration.class })
	static class Application {

	}

}

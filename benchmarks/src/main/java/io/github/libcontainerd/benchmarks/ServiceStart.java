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

package io.github.libcontainerd.benchmarks;

import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.WaitStrategy;
import io.github.libcontainerd.test.PrivateContainerd;

/**
 * From the start of a JVM to the answer of a PostgreSQL to its application: with a
 * database that runs already, declared to the starter and made, declared and adopted, and
 * with Testcontainers on a Docker Engine. The same image, which is there already, and the
 * same line of the log to wait for; Testcontainers is spared its container that removes
 * others. Each in a fresh JVM, in turns.
 */
final class ServiceStart {

	private static final Logger logger = LoggerFactory.getLogger(ServiceStart.class);

	private static final int RUNS = 9;

	private static final String RESULT = "answered after milliseconds: ";

	private static final String IMAGE = "postgres:local";

	private static final String NO_COMPOSE = "--spring.docker.compose.enabled=false";

	private static final String READY = "ready to accept connections";

	private final PrivateContainerd containerd;

	private final Path archive;

	ServiceStart(PrivateContainerd containerd) {
		this.containerd = containerd;
		this.archive = containerd.directory().resolve("postgres.tar");
	}

	void measure() throws Exception {
		String build = System.getProperty("benchmarks.service-image", "script/service-image");
		run(new ProcessBuilder(build, "postgres", this.archive.toString()));
		try (PrivateDockerd dockerd = PrivateDockerd.launchWithNetworks(this.containerd);
				Remote remote = Remote.open(this.containerd.directory().resolve("services"),
						RemoteOption.address(this.containerd.socket()))) {
			run(new ProcessBuilder("docker", "-H", dockerd.host(), "load", "-i", this.archive.toString()));
			String namespace = this.containerd.uniqueNamespace();
			Client client = remote.client(namespace, (id, info) -> {
			});
			try (InputStream content = Files.newInputStream(this.archive)) {
				client.images().importArchive(content);
			}
			RunningContainer database = client.containers()
				.start(RunRequest.of(IMAGE)
					.env("POSTGRES_PASSWORD", "secret")
					.publish(5432)
					.waitFor(WaitStrategy.log(READY))
					.build());
			List<Way> ways = ways(database.port(5432).getPort(), dockerd);
			Map<String, Figures> figures = new LinkedHashMap<>();
			for (int i = 0; i <= RUNS; i++) {
				for (Way way : ways) {
					long nanos = start(way);
					// The first of each fills the page cache.
					if (i > 0) {
						figures.computeIfAbsent(way.name(), (name) -> new Figures()).add(nanos);
					}
				}
			}
			database.remove();
			figures.forEach((name, values) -> logger.info("service start, {}: {}", name, values));
			double running = median(figures, "running already");
			logger.info("service start: declared and made takes {} of Testcontainers' time", String.format(Locale.ROOT,
					"%.2f", median(figures, "declared and made") / median(figures, "Testcontainers")));
			logger.info("service start: adoption adds {} ms",
					String.format(Locale.ROOT, "%.0f", median(figures, "declared and adopted") - running));
		}
	}

	private static double median(Map<String, Figures> figures, String way) {
		return Objects.requireNonNull(figures.get(way), way).medianMillis();
	}

	private List<Way> ways(int port, PrivateDockerd dockerd) {
		String address = "--libcontainerd.address=" + this.containerd.socket();
		List<Way> ways = new ArrayList<>();
		ways.add(new Way("running already",
				List.of("--libcontainerd.enabled=false", NO_COMPOSE,
						"--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port
								+ "/postgres?user=postgres&password=secret")));
		ways.add(new Way("declared and made",
				declared(address, "made", "--libcontainerd.declared.lifecycle=start-and-stop")));
		ways.add(new Way("declared and adopted",
				declared(address, "adopted", "--libcontainerd.declared.lifecycle=start-only")));
		ways.add(
				new Way("Testcontainers", List.of("--libcontainerd.enabled=false", NO_COMPOSE, "--testcontainers=true"),
						Map.of("DOCKER_HOST", dockerd.host(), "TESTCONTAINERS_RYUK_DISABLED", "true",
								"TESTCONTAINERS_CHECKS_DISABLE", "true", "TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1")));
		return ways;
	}

	private List<String> declared(String address, String name, String lifecycle) {
		return List.of(address, "--libcontainerd.namespace=services-" + name,
				"--libcontainerd.state-directory=" + this.containerd.directory().resolve(name), lifecycle,
				"--libcontainerd.live-restore=true", "--libcontainerd.containers.db.archive=" + this.archive,
				"--libcontainerd.containers.db.image=" + IMAGE, "--libcontainerd.containers.db.ports=5432",
				// As Testcontainers starts it.
				"--libcontainerd.containers.db.command=postgres,-c,fsync=off",
				"--libcontainerd.containers.db.env.POSTGRES_PASSWORD=secret",
				"--libcontainerd.containers.db.wait-for.log=" + READY);
	}

	private static long start(Way way) throws Exception {
		List<String> arguments = new ArrayList<>(List.of("service-once"));
		arguments.addAll(way.arguments());
		arguments.addAll(List.of("--logging.level.root=warn", "--spring.main.banner-mode=off"));
		// What an Engine of Debian 12 speaks.
		ProcessBuilder builder = new ProcessBuilder(
				ChildJvm.command(List.of("-Dapi.version=1.41"), arguments.toArray(String[]::new)));
		builder.environment().putAll(way.environment());
		String output = run(builder);
		String line = output.lines()
			.filter((each) -> each.contains(RESULT))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("no answer, " + way.name() + ": " + output));
		return Duration.ofMillis(Long.parseLong(line.substring(line.indexOf(RESULT) + RESULT.length()).strip()))
			.toNanos();
	}

	private static String run(ProcessBuilder builder) throws Exception {
		Process process = builder.redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IllegalStateException(builder.command().get(0) + " failed: " + output);
		}
		return output;
	}

	static void once(String[] args) {
		SpringApplication application = new SpringApplication(Application.class, TestcontainersDatabase.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run(args)) {
			Integer one = context.getBean(JdbcTemplate.class).queryForObject("select 1", Integer.class);
			long began = ManagementFactory.getRuntimeMXBean().getStartTime();
			if (one == null || one != 1) {
				throw new IllegalStateException("the database did not answer");
			}
			LoggerFactory.getLogger(Application.class).warn("{}{}", RESULT, System.currentTimeMillis() - began);
		}
	}

	/**
	 * A way to have a database.
	 *
	 * @param name the name
	 * @param arguments the arguments of the application
	 * @param environment more variables
	 */
	private record Way(String name, List<String> arguments, Map<String, String> environment) {

		Way(String name, List<String> arguments) {
			this(name, arguments, Map.of());
		}

	}

	/**
	 * An application with a database.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	/**
	 * The database of Testcontainers.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("testcontainers")
	static class TestcontainersDatabase {

		@Bean
		@ServiceConnection
		PostgreSQLContainer database() {
			return new PostgreSQLContainer(DockerImageName.parse(IMAGE))
				.waitingFor(Wait.forLogMessage(".*" + READY + ".*\\s", 1));
		}

	}

}

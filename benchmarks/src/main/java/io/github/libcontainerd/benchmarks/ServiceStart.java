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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
 * From the start of a JVM, and from that of its context, to the answer of a PostgreSQL to
 * its application: with a database that runs already, without the starter and beside one
 * to which nothing is declared, declared to the starter and made, declared and adopted,
 * and with Testcontainers on a Docker Engine. The same image, which is there already, and
 * the same line of the log to wait for; Testcontainers is spared its container that
 * removes others. Each in a fresh JVM, in turns.
 */
final class ServiceStart {

	private static final Logger logger = LoggerFactory.getLogger(ServiceStart.class);

	private static final int RUNS = 9;

	private static final Pattern RESULT = Pattern.compile("answered after (\\d+) ms, (\\d+) ms of its context");

	private static final String IMAGE = "postgres:local";

	private static final String DISABLED = "--libcontainerd.enabled=false";

	private static final String NO_COMPOSE = "--spring.docker.compose.enabled=false";

	private static final String READY = "ready to accept connections";

	private static final String RUNNING = "running already, without the starter";

	private static final String UNDECLARED = "running already, nothing declared";

	private static final String MADE = "declared and made";

	private static final String ADOPTED = "declared and adopted";

	private static final String TESTCONTAINERS = "Testcontainers";

	private final PrivateContainerd containerd;

	private final Path archive;

	private final String adopted;

	ServiceStart(PrivateContainerd containerd) {
		this.containerd = containerd;
		this.archive = containerd.directory().resolve("postgres.tar");
		this.adopted = containerd.uniqueNamespace();
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
			Map<String, Figures> jvms = new LinkedHashMap<>();
			Map<String, Figures> contexts = new LinkedHashMap<>();
			try {
				for (int i = 0; i <= RUNS; i++) {
					for (Way way : ways) {
						Answer answer = start(way);
						// The first of each fills the page cache.
						if (i > 0) {
							jvms.computeIfAbsent(way.name(), (name) -> new Figures()).add(answer.ofJvm());
							contexts.computeIfAbsent(way.name(), (name) -> new Figures()).add(answer.ofContext());
						}
					}
				}
			}
			finally {
				database.remove();
				endAdopted();
			}
			report("of the JVM", jvms);
			report("of the context", contexts);
		}
	}

	private static void report(String what, Map<String, Figures> figures) {
		figures.forEach((name, values) -> logger.info("service start {}, {}: {}", what, name, values));
		double adopted = median(figures, ADOPTED);
		logger.info("service start {}: declared and made takes {} of Testcontainers' time", what,
				String.format(Locale.ROOT, "%.2f", median(figures, MADE) / median(figures, TESTCONTAINERS)));
		logger.info("service start {}: adoption adds {} ms to the starter, and {} ms to an application without it",
				what, String.format(Locale.ROOT, "%.0f", adopted - median(figures, UNDECLARED)),
				String.format(Locale.ROOT, "%.0f", adopted - median(figures, RUNNING)));
	}

	/**
	 * Remove the container that is left running to be adopted.
	 */
	private void endAdopted() throws Exception {
		start(new Way("end", declared(this.adopted, "adopted", "start-and-stop")));
	}

	private static double median(Map<String, Figures> figures, String way) {
		return Objects.requireNonNull(figures.get(way), way).medianMillis();
	}

	private List<Way> ways(int port, PrivateDockerd dockerd) {
		String url = "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port
				+ "/postgres?user=postgres&password=secret";
		List<Way> ways = new ArrayList<>();
		ways.add(new Way(RUNNING, List.of(DISABLED, NO_COMPOSE, url)));
		List<String> undeclared = new ArrayList<>(starter(this.containerd.uniqueNamespace(), "undeclared"));
		undeclared.addAll(List.of(NO_COMPOSE, url));
		ways.add(new Way(UNDECLARED, undeclared));
		ways.add(new Way(MADE, declared(this.containerd.uniqueNamespace(), "made", "start-and-stop")));
		ways.add(new Way(ADOPTED, declared(this.adopted, "adopted", "start-only")));
		ways.add(new Way(TESTCONTAINERS, List.of(DISABLED, NO_COMPOSE, "--testcontainers=true"),
				Map.of("DOCKER_HOST", dockerd.host(), "TESTCONTAINERS_RYUK_DISABLED", "true",
						"TESTCONTAINERS_CHECKS_DISABLE", "true", "TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1")));
		return ways;
	}

	private List<String> starter(String namespace, String state) {
		return List.of("--libcontainerd.address=" + this.containerd.socket(), "--libcontainerd.namespace=" + namespace,
				"--libcontainerd.state-directory=" + this.containerd.directory().resolve(state),
				"--libcontainerd.live-restore=true");
	}

	private List<String> declared(String namespace, String state, String lifecycle) {
		List<String> arguments = new ArrayList<>(starter(namespace, state));
		arguments.addAll(List.of("--libcontainerd.declared.lifecycle=" + lifecycle,
				"--libcontainerd.containers.db.archive=" + this.archive, "--libcontainerd.containers.db.image=" + IMAGE,
				"--libcontainerd.containers.db.ports=5432",
				// As Testcontainers starts it.
				"--libcontainerd.containers.db.command=postgres,-c,fsync=off",
				"--libcontainerd.containers.db.env.POSTGRES_PASSWORD=secret",
				"--libcontainerd.containers.db.wait-for.log=" + READY));
		return arguments;
	}

	private static Answer start(Way way) throws Exception {
		List<String> arguments = new ArrayList<>(List.of("service-once"));
		arguments.addAll(way.arguments());
		arguments.addAll(List.of("--logging.level.root=warn", "--spring.main.banner-mode=off"));
		// What an Engine of Debian 12 speaks.
		ProcessBuilder builder = new ProcessBuilder(
				ChildJvm.command(List.of("-Dapi.version=1.41"), arguments.toArray(String[]::new)));
		builder.environment().putAll(way.environment());
		String output = run(builder);
		Matcher result = RESULT.matcher(output);
		if (!result.find()) {
			throw new IllegalStateException("no answer, " + way.name() + ": " + output);
		}
		return new Answer(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(result.group(1))),
				TimeUnit.MILLISECONDS.toNanos(Long.parseLong(result.group(2))));
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
		long start = System.currentTimeMillis();
		try (ConfigurableApplicationContext context = application.run(args)) {
			Integer one = context.getBean(JdbcTemplate.class).queryForObject("select 1", Integer.class);
			long now = System.currentTimeMillis();
			if (one == null || one != 1) {
				throw new IllegalStateException("the database did not answer");
			}
			LoggerFactory.getLogger(Application.class)
				.warn("answered after {} ms, {} ms of its context",
						now - ManagementFactory.getRuntimeMXBean().getStartTime(), now - start);
		}
	}

	/**
	 * How long the answer took.
	 *
	 * @param ofJvm nanoseconds since the start of the JVM
	 * @param ofContext nanoseconds since the start of the context
	 */
	private record Answer(long ofJvm, long ofContext) {

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

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

package io.github.libcontainerd.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.util.FileSystemUtils;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.PostgresImage;
import io.github.libcontainerd.test.PrivateContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications with a declared PostgreSQL, in a network namespace that plays the host.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealDeclaredContainerTests {

	private static final Path directory = Path.of("/tmp/lc-" + UUID.randomUUID().toString().substring(0, 8));

	private final Path network = directory.resolve("network");

	private PrivateContainerd daemon;

	@BeforeEach
	void launch() throws Exception {
		Files.createDirectories(directory);
		Files.createFile(this.network);
		assertThat(new ProcessBuilder("unshare", "--net=" + this.network, "ip", "link", "set", "lo", "up").start()
			.waitFor()).isZero();
		this.daemon = PrivateContainerd.launch();
		this.daemon.image("shop", "docker.io/library/postgres:16", PostgresImage.create(directory));
	}

	@AfterEach
	void close() throws Exception {
		if (this.daemon != null) {
			this.daemon.close();
			new ProcessBuilder("umount", this.network.toString()).start().waitFor();
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	@Test
	void theDataSourceIsConnectedAndStaysSoWhoeverDies() throws Exception {
		String pid;
		try (Application application = new Application("first")) {
			pid = application.await("pid");
			application.await("rows");
		}
		try (Application application = new Application("second")) {
			assertThat(application.await("pid")).isEqualTo(pid);
			assertThat(application.await("rows")).isEqualTo("1");
			assertThat(application.await("after")).isEqualTo("1");
			application.await("stopped");
			assertThat(application.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(application.process.exitValue()).isZero();
		}
		assertThat(Files.readAllLines(Path.of("/proc/self/mountinfo")))
			.noneMatch((line) -> line.contains(directory + "/state/netns"));
	}

	/**
	 * An application on the host.
	 */
	private final class Application implements AutoCloseable {

		private final Process process;

		private final BufferedReader out;

		Application(String work) throws IOException {
			List<String> command = new ArrayList<>(
					List.of("nsenter", "--net=" + RealDeclaredContainerTests.this.network,
							Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m",
							"-XX:TieredStopAtLevel=1", "-cp",
							System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
							Worker.class.getName(), "--work=" + work));
			command.addAll(List.of("--spring.application.name=shop",
					"--libcontainerd.address=" + RealDeclaredContainerTests.this.daemon.socket(),
					"--libcontainerd.containerd-state=" + RealDeclaredContainerTests.this.daemon.stateDirectory(),
					"--libcontainerd.state-directory=" + directory.resolve("state"),
					"--libcontainerd.live-restore=true", "--libcontainerd.containers.db.image=postgres:16",
					"--libcontainerd.containers.db.ports=5432", "--libcontainerd.containers.db.restart=always",
					"--libcontainerd.containers.db.env.POSTGRES_PASSWORD=secret", "--spring.flyway.enabled=false",
					"--spring.datasource.type=" + SimpleDriverDataSource.class.getName()));
			this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
			this.out = this.process.inputReader();
		}

		String await(String key) throws IOException {
			List<String> before = new ArrayList<>();
			for (String line = this.out.readLine(); line != null; line = this.out.readLine()) {
				if (line.startsWith(key + " ")) {
					return line.substring(key.length() + 1);
				}
				before.add(line);
			}
			throw new AssertionError("it has not said " + key + ": " + String.join("\n", before));
		}

		@Override
		public void close() {
			this.process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Worker {

		public static void main(String[] arguments) {
			new SpringApplicationBuilder(Worker.class).web(WebApplicationType.NONE).run(arguments);
		}

		// Destroyed after the database is stopped.
		@Bean
		AutoCloseable prune(Networks networks) {
			return () -> {
				networks.remove("default");
				System.out.println("stopped yes");
			};
		}

		@Bean
		@Order(1)
		CommandLineRunner work(Client client, @Qualifier("db") RunningContainer db, DataSource source,
				Environment environment) {
			return (arguments) -> {
				JdbcClient jdbc = JdbcClient.create(source);
				if (environment.getRequiredProperty("work").equals("first")) {
					jdbc.sql("create table articles (name text)").update();
					jdbc.sql("insert into articles values ('chair')").update();
				}
				System.out.println("pid " + client.inspect("shop_db").pid());
				System.out.println("rows " + count(jdbc));
				if (environment.getRequiredProperty("work").equals("first")) {
					// Until it is killed.
					new CountDownLatch(1).await(60, TimeUnit.SECONDS);
				}
			};
		}

		private static long count(JdbcClient jdbc) {
			return (long) jdbc.sql("select count(*) from articles").query().singleValue();
		}

		@Bean
		@Order(2)
		CommandLineRunner kill(Client client, @Qualifier("db") RunningContainer db, DataSource source) {
			return (arguments) -> {
				int pid = client.inspect("shop_db").pid();
				db.signal(9);
				await().atMost(20, TimeUnit.SECONDS).until(() -> {
					int next = client.inspect("shop_db").pid();
					return next != pid && next != 0;
				});
				JdbcClient jdbc = JdbcClient.create(source);
				await().atMost(30, TimeUnit.SECONDS)
					.ignoreExceptionsInstanceOf(DataAccessException.class)
					.untilAsserted(() -> System.out.println("after " + count(jdbc)));
			};
		}

	}

}

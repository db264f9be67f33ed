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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.FileSystemUtils;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.BusyboxRootfs;
import io.github.libcontainerd.test.LeakCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of how an application ends that is a process of its own.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealProcessTests {

	private static final int SIGTERM_EXIT = 143;

	private final String id = UUID.randomUUID().toString().substring(0, 8);

	private final Path directory = Path.of("/tmp/lc-" + this.id);

	private final String namespace = "boot-" + this.id;

	private final Path rootfs = this.directory.resolve("rootfs");

	private LeakCheck leaks;

	@BeforeEach
	void setUp() throws IOException {
		Files.createDirectories(this.directory);
		BusyboxRootfs.create(this.rootfs);
		this.leaks = LeakCheck.begin()
			.fifosBelow(this.directory)
			.namespace(this.namespace)
			.mountsBelow(this.directory)
			.patience(Duration.ofSeconds(15));
	}

	@AfterEach
	void removeFiles() throws IOException {
		FileSystemUtils.deleteRecursively(this.directory);
	}

	@Test
	void endsByItselfWhenItsWorkIsDone() throws Exception {
		Process process = launch("--work=exit 0");
		List<String> output = process.inputReader(StandardCharsets.UTF_8).lines().toList();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(String.join("\n", output)).isZero();
		assertThat(output).anyMatch((line) -> line.endsWith("exited with 0"));
		this.leaks.assertNothingLeft();
	}

	@Test
	void cleansUpOnSigterm() throws Exception {
		Process process = launch("--work=trap 'exit 0' TERM; echo up; while :; do sleep 0.1; done");
		awaitLine(process, "[work] stdout: up");
		process.destroy();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(SIGTERM_EXIT);
		this.leaks.assertNothingLeft();
	}

	@Test
	void afterSigkillTheNextStartStopsWhatIsLeft() throws Exception {
		Process process = launch("--work=trap 'exit 0' TERM; echo up; while :; do sleep 0.1; done");
		awaitLine(process, "[work] stdout: up");
		process.destroyForcibly();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Empty.class)
			.web(WebApplicationType.NONE)
			.run(arguments().toArray(String[]::new))) {
			Client client = context.getBean(Client.class);
			await().untilAsserted(() -> assertThat(client.list()).isEmpty());
			assertThat(client.restorable()).isEmpty();
		}
		this.leaks.assertNothingLeft();
	}

	private static void awaitLine(Process process, String text) throws IOException {
		BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
		List<String> seen = new ArrayList<>();
		String line = reader.readLine();
		while (line != null && !line.contains(text)) {
			seen.add(line);
			line = reader.readLine();
		}
		assertThat(line).as(String.join("\n", seen)).isNotNull();
	}

	private Process launch(String work) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m", "-cp",
						System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						Worker.class.getName(), "--rootfs=" + this.rootfs, work));
		command.addAll(arguments());
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	private List<String> arguments() {
		return List.of("--libcontainerd.daemon.mode=always", "--libcontainerd.namespace=" + this.namespace,
				"--libcontainerd.state-directory=" + this.directory.resolve("s"),
				"--libcontainerd.daemon.root=" + this.directory.resolve("r"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Worker {

		private static final Log logger = LogFactory.getLog(Worker.class);

		public static void main(String[] arguments) {
			new SpringApplicationBuilder(Worker.class).web(WebApplicationType.NONE).run(arguments);
		}

		@Bean
		CommandLineRunner work(Client client, Environment environment) {
			return (arguments) -> {
				Spec spec = Spec.defaults()
					.toBuilder()
					.root(environment.getRequiredProperty("rootfs"))
					.process((process) -> process.args("/bin/sh", "-c", environment.getRequiredProperty("work")))
					.build();
				int code = client.create("work", spec).exit().get().code();
				logger.info("exited with " + code);
			};
		}

	}

}

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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.FileSystemUtils;

import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.volume.Volume;
import io.github.libcontainerd.volume.Volumes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications with the services of compose files, in a network namespace that plays the
 * host.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealComposeTests {

	private static final String FILE = """
			services:
			  web:
			    image: busybox
			    command: httpd -f -p 8080 -h /www
			    ports: ["8080"]
			    volumes: ["pages:/www:ro"]
			    depends_on:
			      pages: { condition: service_completed_successfully }
			      backend: { condition: service_healthy }
			  pages:
			    image: busybox
			    command: ["sh", "-c", "wget -q -O /www/page http://backend/greeting && echo $$PROJECT >> /www/page"]
			    environment: { PROJECT: "of PROJECT_NAME" }
			    volumes: ["pages:/www"]
			    networks: [default, back]
			    depends_on: { backend: { condition: service_healthy } }
			  backend:
			    image: busybox
			    command: ["sh", "-c", "mkdir /srv && echo hello > /srv/greeting && exec httpd -f -p 80 -h /srv"]
			    ports: ["127.0.0.1::80"]
			    networks: [default, back]
			    healthcheck: { test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1/greeting"], interval: 1s }
			networks:
			  back: { internal: IS_INTERNAL }
			volumes:
			  pages:
			""";

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
		this.daemon.image("projects", "busybox", TestImage.busybox());
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
	void twoProjectsWithTheSameNamesServeTheirPagesSideBySide() throws Exception {
		try (Application shop = new Application("shop", "true");
				Application store = new Application("store", "false")) {
			assertThat(shop.await("page")).isEqualTo("hello|of shop");
			assertThat(store.await("page")).isEqualTo("hello|of store");
			assertThat(shop.await("backend")).isEqualTo("hello");
			assertThat(store.await("backend")).isEqualTo("hello");
			shop.proceed();
			assertThat(shop.await("volumes"))
				.isEqualTo("shop_pages[shop_pages, shop_web] store_pages[store_pages, store_web]");
			assertThat(shop.await("networks")).isEqualTo("shop_back(internal) shop_default store_back store_default");
			shop.proceed();
			assertThat(shop.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(shop.process.exitValue()).isZero();
			store.proceed();
			assertThat(store.await("volumes")).isEqualTo("shop_pages[] store_pages[store_pages, store_web]");
			store.proceed();
			assertThat(store.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(store.process.exitValue()).isZero();
		}
	}

	/**
	 * An application on the host.
	 */
	private final class Application implements AutoCloseable {

		private final Process process;

		private final BufferedReader out;

		Application(String project, String internal) throws IOException {
			Path file = Files.createDirectories(directory.resolve(project)).resolve("compose.yaml");
			Files.writeString(file, FILE.replace("PROJECT_NAME", project).replace("IS_INTERNAL", internal));
			List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + RealComposeTests.this.network,
					Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m",
					"-XX:TieredStopAtLevel=1", "-cp",
					System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
					Worker.class.getName()));
			command.addAll(List.of("--spring.application.name=" + project, "--libcontainerd.namespace=projects",
					"--libcontainerd.compose.file=" + file,
					"--libcontainerd.address=" + RealComposeTests.this.daemon.socket(),
					"--libcontainerd.containerd-state=" + RealComposeTests.this.daemon.stateDirectory(),
					"--libcontainerd.state-directory=" + directory.resolve("state-" + project)));
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

		void proceed() throws IOException {
			this.process.getOutputStream().write('\n');
			this.process.getOutputStream().flush();
		}

		@Override
		public void close() {
			this.process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
	static class Worker {

		public static void main(String[] arguments) {
			new SpringApplicationBuilder(Worker.class).web(WebApplicationType.NONE).run(arguments).close();
		}

		@Bean
		CommandLineRunner work(Environment environment, Volumes volumes, Networks networks) {
			return (arguments) -> {
				System.out.println("page " + get(environment, "web", "8080", "/page"));
				System.out.println("backend " + get(environment, "backend", "80", "/greeting"));
				System.in.read();
				System.out.println("volumes " + volumes.list()
					.stream()
					.map((volume) -> volume.name() + users(volume))
					.collect(Collectors.joining(" ")));
				System.out.println("networks " + networks.list()
					.stream()
					.map((network) -> network.name() + (network.internal() ? "(internal)" : ""))
					.sorted()
					.collect(Collectors.joining(" ")));
				System.in.read();
			};
		}

		private static TreeSet<String> users(Volume volume) {
			return new TreeSet<>(volume.containers());
		}

		private static String get(Environment environment, String container, String port, String path)
				throws IOException, InterruptedException {
			String prefix = "libcontainerd.containers." + container + ".";
			URI uri = URI.create("http://" + environment.getRequiredProperty(prefix + "host") + ":"
					+ environment.getRequiredProperty(prefix + "port." + port) + path);
			return HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines())
				.body()
				.collect(Collectors.joining("|"));
		}

	}

}

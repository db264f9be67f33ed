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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.test.PrivateContainerd;

/**
 * The start of an application context with and without the starter, each in a fresh JVM.
 */
final class ContextStart {

	private static final Logger logger = LoggerFactory.getLogger(ContextStart.class);

	private static final int RUNS = 7;

	private static final String RESULT = "started in nanoseconds: ";

	private final PrivateContainerd containerd;

	ContextStart(PrivateContainerd containerd) {
		this.containerd = containerd;
	}

	void measure() throws Exception {
		Figures with = new Figures();
		Figures without = new Figures();
		for (int i = 0; i <= RUNS; i++) {
			long one = start(true);
			long other = start(false);
			if (i > 0) {
				with.add(one);
				without.add(other);
			}
		}
		logger.info("context start: with the starter    {}", with);
		logger.info("context start: without the starter {}", without);
		logger.info("context start: the starter adds {}",
				String.format(Locale.ROOT, "%.0f ms", with.medianMillis() - without.medianMillis()));
	}

	private long start(boolean enabled) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path")));
		boolean fat = System.getProperty("java.class.path").endsWith(".jar")
				&& !System.getProperty("java.class.path").contains(":");
		command.add(fat ? "org.springframework.boot.loader.launch.JarLauncher" : Benchmarks.class.getName());
		command.addAll(List.of("context-once", "--libcontainerd.enabled=" + enabled,
				"--libcontainerd.address=" + this.containerd.socket(),
				"--libcontainerd.state-directory=" + this.containerd.directory().resolve("context"),
				"--libcontainerd.namespace=" + this.containerd.uniqueNamespace(), "--logging.level.root=warn",
				"--spring.main.banner-mode=off"));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		int status = process.waitFor();
		return output.lines()
			.filter((line) -> line.contains(RESULT))
			.map((line) -> Long.parseLong(line.substring(line.indexOf(RESULT) + RESULT.length()).strip()))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("the application ended with " + status + ": " + output));
	}

	static void once(String[] args) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		long began = System.nanoTime();
		try (ConfigurableApplicationContext context = application.run(args)) {
			long took = System.nanoTime() - began;
			LoggerFactory.getLogger(Application.class).warn("{}{}{}", context.getApplicationName(), RESULT, took);
		}
	}

	/**
	 * As little as possible.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}

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

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.test.PrivateContainerd;

/**
 * The start of an application context with and without the starter, and with a starter
 * that connects later, each in a fresh JVM, in turns; without and with an archive of
 * classes. Besides the time that passes, the processor time of the thread that starts the
 * context is measured, and that of the whole JVM: on a machine whose processors are all
 * busy with compiling, time passes by the latter.
 */
final class ContextStart {

	private static final Logger logger = LoggerFactory.getLogger(ContextStart.class);

	private static final int RUNS = 11;

	private static final String RESULT = "started in nanoseconds: ";

	private static final List<String> KINDS = List.of("time", "starting thread", "all threads");

	private static final Way WITHOUT = new Way("without the starter", "--libcontainerd.enabled=false");

	private static final List<Way> WITH = List.of(new Way("with the starter", "--libcontainerd.enabled=true"),
			new Way("deferred", "--libcontainerd.bootstrap-mode=deferred"));

	private final PrivateContainerd containerd;

	ContextStart(PrivateContainerd containerd) {
		this.containerd = containerd;
	}

	void measure() throws Exception {
		List<Jvm> jvms = new ArrayList<>(List.of(new Jvm("plain", null, null),
				new Jvm("cds", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=")));
		if (Runtime.version().feature() >= 25) {
			jvms.add(new Jvm("aot-cache", "-XX:AOTCacheOutput=", "-XX:AOTCache="));
		}
		logger.info("context start: Java {}", Runtime.version());
		Map<String, Figures> figures = new LinkedHashMap<>();
		for (int i = 0; i <= RUNS; i++) {
			for (Jvm jvm : jvms) {
				if (i == 0) {
					train(jvm);
				}
				long[] without = start(jvm, WITHOUT);
				// The first of each fills the page cache.
				add(figures, jvm.name() + ", %s: " + WITHOUT.name(), i, without);
				for (Way way : WITH) {
					long[] with = start(jvm, way);
					add(figures, jvm.name() + ", %s: " + way.name(), i, with);
					for (int kind = 0; kind < with.length; kind++) {
						with[kind] -= without[kind];
					}
					add(figures, jvm.name() + ", %s: " + way.name() + " adds", i, with);
				}
			}
		}
		figures.forEach((name, values) -> logger.info("context start, {} {}", name, values));
	}

	private static void add(Map<String, Figures> figures, String name, int run, long[] values) {
		for (int kind = 0; kind < values.length && run > 0; kind++) {
			figures.computeIfAbsent(name.formatted(KINDS.get(kind)), (key) -> new Figures()).add(values[kind]);
		}
	}

	/**
	 * As Spring Boot advises: a run that ends when the context has been refreshed.
	 */
	private void train(Jvm jvm) throws Exception {
		if (jvm.training() == null) {
			return;
		}
		for (Way way : Stream.concat(Stream.of(WITHOUT), WITH.stream()).toList()) {
			Path archive = archive(jvm, way);
			String output = run(List.of(jvm.training() + archive, "-Dspring.context.exit=onRefresh"), way);
			if (Files.notExists(archive)) {
				throw new IllegalStateException("no archive: " + output);
			}
		}
	}

	private Path archive(Jvm jvm, Way way) {
		return this.containerd.directory().resolve(jvm.name() + "-" + way.name().replace(' ', '-'));
	}

	private long[] start(Jvm jvm, Way way) throws Exception {
		String output = run((jvm.use() != null) ? List.of(jvm.use() + archive(jvm, way)) : List.of(), way);
		String line = output.lines()
			.filter((each) -> each.contains(RESULT))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("the application did not start: " + output));
		return Arrays.stream(line.substring(line.indexOf(RESULT) + RESULT.length()).strip().split(" "))
			.mapToLong(Long::parseLong)
			.toArray();
	}

	private String run(List<String> options, Way way) throws Exception {
		List<String> command = ChildJvm.command(options, "context-once", way.property(),
				"--libcontainerd.address=" + this.containerd.socket(),
				"--libcontainerd.state-directory=" + this.containerd.directory().resolve("context"),
				"--libcontainerd.namespace=" + this.containerd.uniqueNamespace(), "--logging.level.root=warn",
				"--spring.main.banner-mode=off", "--spring.docker.compose.enabled=false");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output;
	}

	static void once(String[] args) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		ProcessHandle.Info process = ProcessHandle.current().info();
		long[] before = { System.nanoTime(), threads.getCurrentThreadCpuTime(), cpu(process) };
		try (ConfigurableApplicationContext context = application.run(args)) {
			long[] after = { System.nanoTime(), threads.getCurrentThreadCpuTime(),
					cpu(ProcessHandle.current().info()) };
			LoggerFactory.getLogger(Application.class)
				.warn("{}{}{} {} {}", context.getApplicationName(), RESULT, after[0] - before[0], after[1] - before[1],
						after[2] - before[2]);
		}
	}

	private static long cpu(ProcessHandle.Info process) {
		return process.totalCpuDuration().orElse(Duration.ZERO).toNanos();
	}

	/**
	 * A way to start the application.
	 *
	 * @param name the name
	 * @param property what makes the difference
	 */
	private record Way(String name, String property) {
	}

	/**
	 * A way to run the JVM.
	 *
	 * @param name the name
	 * @param training the option that makes an archive of classes, or {@code null}
	 * @param use the option that uses it
	 */
	private record Jvm(String name, @Nullable String training, @Nullable String use) {
	}

	/**
	 * As little as possible.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

	}

}

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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.test.PrivateContainerd;

/**
 * The start of an application context with and without the starter, each in a fresh JVM,
 * in turns. Besides the time that passes, the processor time of the thread that starts
 * the context is measured, and that of the whole JVM: on a machine whose processors are
 * all busy with compiling, time passes by the latter.
 */
final class ContextStart {

	private static final Logger logger = LoggerFactory.getLogger(ContextStart.class);

	private static final int RUNS = 11;

	private static final String RESULT = "started in nanoseconds: ";

	private final PrivateContainerd containerd;

	ContextStart(PrivateContainerd containerd) {
		this.containerd = containerd;
	}

	void measure() throws Exception {
		List<Figures> with = List.of(new Figures(), new Figures(), new Figures());
		List<Figures> without = List.of(new Figures(), new Figures(), new Figures());
		List<Figures> added = List.of(new Figures(), new Figures(), new Figures());
		for (int i = 0; i <= RUNS; i++) {
			long[] one = start(true);
			long[] other = start(false);
			// The first of each fills the page cache.
			for (int kind = 0; kind < added.size() && i > 0; kind++) {
				with.get(kind).add(one[kind]);
				without.get(kind).add(other[kind]);
				added.get(kind).add(one[kind] - other[kind]);
			}
		}
		List<String> kinds = List.of("time", "starting thread", "all threads");
		for (int kind = 0; kind < kinds.size(); kind++) {
			logger.info("context start, {}: with the starter    {}", kinds.get(kind), with.get(kind));
			logger.info("context start, {}: without the starter {}", kinds.get(kind), without.get(kind));
			logger.info("context start, {}: the starter adds    {}", kinds.get(kind), added.get(kind));
		}
	}

	private long[] start(boolean enabled) throws Exception {
		List<String> command = ChildJvm.command(List.of(), "context-once", "--libcontainerd.enabled=" + enabled,
				"--libcontainerd.address=" + this.containerd.socket(),
				"--libcontainerd.state-directory=" + this.containerd.directory().resolve("context"),
				"--libcontainerd.namespace=" + this.containerd.uniqueNamespace(), "--logging.level.root=warn",
				"--spring.main.banner-mode=off");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		int status = process.waitFor();
		String line = output.lines()
			.filter((each) -> each.contains(RESULT))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("the application ended with " + status + ": " + output));
		return Arrays.stream(line.substring(line.indexOf(RESULT) + RESULT.length()).strip().split(" "))
			.mapToLong(Long::parseLong)
			.toArray();
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
	 * As little as possible.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}

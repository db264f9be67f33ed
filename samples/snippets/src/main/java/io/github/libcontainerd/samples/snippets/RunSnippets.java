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

package io.github.libcontainerd.samples.snippets;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.ExecRequest;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.PullPolicy;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.RunningProcess;
import io.github.libcontainerd.run.WaitStrategy;
import io.github.libcontainerd.spec.Rlimit;

/**
 * Snippets of {@code docs/guide/run.md} and {@code docs/guide/logs.md}.
 */
class RunSnippets {

	private static final Logger logger = LoggerFactory.getLogger(RunSnippets.class);

	String run(Client containerd) {
		RunResult result = containerd.containers().run("busybox", "uname", "-r");
		return result.stdout().text();
	}

	void judge(Client containerd, String program, Path tests) {
		try (RunResult result = containerd.containers()
			.run("docker.io/library/python:3-alpine",
					(run) -> run.command("python", "-")
						.stdin(program)
						.bindReadOnly(tests, "/tests")
						.tmpfs("/tmp", 16 << 20)
						.readOnlyRootfs(true)
						.user("nobody")
						.dropCapabilities("ALL")
						.memory("128m")
						.cpus(0.5)
						.pids(50)
						.timeout(Duration.ofSeconds(5)))) {
			String verdict = result.timedOut() ? "too slow"
					: result.oomKilled() ? "too much memory" : result.successful() ? "accepted" : "failed";
			logger.info("{} after {}: {}", verdict, result.duration(), result.stderr().text());
		}
	}

	void change(Client containerd) {
		containerd.containers()
			.run("busybox",
					(run) -> run.command("true")
						.pull(PullPolicy.NEVER)
						.spec((spec) -> spec.process((process) -> process.rlimit(Rlimit.openFiles(100_000)))));
	}

	RunningContainer start(Client containerd) {
		return containerd.containers()
			.start("docker.io/library/redis:7",
					(run) -> run.id("cache")
						.command("redis-server", "--save", "")
						.network(NetworkMode.host())
						.restart(RestartPolicy.unlessStopped())
						.stopGrace(Duration.ofSeconds(30)));
	}

	RunningContainer startWithInit(Client containerd) {
		return containerd.containers()
			.start("busybox", (run) -> run.command("sh", "-c", "while true; do date; sleep 60; done").init(true));
	}

	void use(Client containerd) throws InterruptedException {
		RunningContainer cache = containerd.containers().find("cache").orElseThrow();
		RunResult answer = cache.exec("redis-cli", "ping");
		logger.info("{} says {}", cache.id(), answer.stdout().text());
		cache.stop();
		logger.info("Ended with {}", cache.waitForExit().code());
	}

	void talk(RunningContainer container) throws IOException {
		RunningProcess shell = container.startProcess(ExecRequest.of("sh").tty(true).build());
		shell.resize(120, 40);
		try (OutputStream in = shell.streams().stdin()) {
			in.write("ls; exit\n".getBytes(StandardCharsets.UTF_8));
			in.flush();
			shell.streams().stdout().transferTo(OutputStream.nullOutputStream());
		}
	}

	InetSocketAddress ready(Client containerd) {
		RunningContainer database = containerd.containers()
			.start("postgres:16",
					(run) -> run.env("POSTGRES_PASSWORD", "secret")
						.publish(5432)
						.waitFor(WaitStrategy.log("ready to accept connections", 2), WaitStrategy.port(5432)));
		return database.port(5432);
	}

	RunningContainer checked(Client containerd) {
		return containerd.containers()
			.start("postgres:16",
					(run) -> run.env("POSTGRES_PASSWORD", "secret")
						.health(HealthCheck.of("pg_isready", "-U", "postgres").interval(Duration.ofSeconds(5)))
						.waitFor(WaitStrategy.health()));
	}

	void keep(Client containerd) {
		containerd.containers().run("busybox", (run) -> run.id("report-1").command("date").remove(false));
		RunningContainer report = containerd.containers().find("report-1").orElseThrow();
		logger.info("Ended with {}", report.exit().join().code());
		report.remove();
	}

	void again(Client containerd) throws InterruptedException {
		RunningContainer again = containerd.containers().find("report-1").orElseThrow().start();
		logger.info("Ended with {} this time", again.waitForExit().code());
	}

	RunningContainer logged(Client containerd) {
		return containerd.containers()
			.start("busybox", (run) -> run.command("sh", "-c", "while date; do sleep 1; done")
				.log(LogSink.file(Path.of("/var/log/clock.json"), 1 << 20, 5), LogSink.logger("clock")));
	}

	void read(RunningContainer container) {
		try (Stream<LogEntry> last = container.logs(LogOption.tail(100))) {
			last.forEach((entry) -> logger.info("{} {}: {}", entry.time(), entry.stream().value(), entry.text()));
		}
		Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
		try (Stream<LogEntry> lines = container.logs(LogOption.since(hourAgo), LogOption.follow())) {
			lines.filter((entry) -> entry.text().contains("ERROR")).findFirst().ifPresent((entry) -> container.stop());
		}
	}

}

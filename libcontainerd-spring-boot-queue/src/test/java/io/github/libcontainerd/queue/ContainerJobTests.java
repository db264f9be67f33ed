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

package io.github.libcontainerd.queue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link ContainerJob}.
 */
class ContainerJobTests {

	private static ContainerJob full() {
		return ContainerJob.of("tool:1")
			.id("one")
			.entrypoint("/bin/sh")
			.command("-c", "echo 'ä \uD83D\uDE00'")
			.env("A", "secret\n")
			.user("1000")
			.workingDir("/work")
			.memory(64 << 20)
			.cpus(0.5)
			.pids(7)
			.input(new byte[] { 0, -1, 13 })
			.file("text\r\n", "/etc/file")
			.requires("gpu", "true")
			.timeout(Duration.ofMillis(1234))
			.retries(4)
			.priority(-3)
			.submitter("team")
			.build();
	}

	@Test
	void jsonHasAllOfIt() {
		ContainerJob job = full();
		assertThat(ContainerJob.fromJson(job.toJson())).usingRecursiveComparison().isEqualTo(job);
	}

	@Test
	void theFormatIsWhatOtherVersionsRead() {
		assertThat(ContainerJob.of("tool:1").id("one").env("B", "2").env("A", "1").build().toJson()).isEqualTo("""
				{"format":1,"id":"one","image":"tool:1","command":[],"env":{"A":"1","B":"2"},"memory":268435456,\
				"cpus":1.0,"pids":512,"files":{},"requires":{},"timeout":"PT1H","retries":2,"priority":0,\
				"submitter":"default"}""");
	}

	@Test
	void aNewerFormatIsRefused() {
		String json = full().toJson().replace("\"format\":1", "\"format\":2");
		assertThatExceptionOfType(JobRejectedException.class).isThrownBy(() -> ContainerJob.fromJson(json))
			.withMessageContaining("format is 2")
			.withMessageContaining("update");
	}

	@Test
	void damagedJsonIsRefused() {
		assertThatExceptionOfType(JobRejectedException.class).isThrownBy(() -> ContainerJob.fromJson("{"));
		assertThatExceptionOfType(JobRejectedException.class).isThrownBy(() -> ContainerJob.fromJson("{\"format\":1}"))
			.withMessageContaining("'image' is missing");
	}

	@Test
	void whatMayBeSecretIsNotInItsText() {
		assertThat(full().toString()).contains("one", "tool:1").doesNotContain("secret").doesNotContain("echo");
	}

	@ParameterizedTest
	@MethodSource
	void whatCantTravelIsRefused(String problem, Consumer<ContainerJob.Builder> with) {
		ContainerJob.Builder job = ContainerJob.of("tool:1").with(with);
		assertThatExceptionOfType(JobRejectedException.class).isThrownBy(job::build).withMessageContaining(problem);
	}

	static Stream<Object[]> whatCantTravelIsRefused() {
		return Stream.of(refused("the id 'a b'", (job) -> job.id("a b")),
				refused("1048577 bytes", (job) -> job.input(new byte[1024 * 1024 + 1])),
				refused("1048580 bytes", (job) -> job.input(new byte[1024 * 1024]).file("text", "/x")),
				refused("code 0", (job) -> job.command("a\0b")), refused("code 0", (job) -> job.env("A", "\0")),
				refused("not valid Unicode", (job) -> job.env("A", "\uD83D")),
				refused("must be absolute", (job) -> job.file("x", "etc")),
				refused("6 MiB or more", (job) -> job.memory(1)), refused("0.01 or more", (job) -> job.cpus(0)),
				refused("1 or more", (job) -> job.pids(0)), refused("timeout", (job) -> job.timeout(Duration.ZERO)),
				refused("0 to 100", (job) -> job.retries(101)), refused("submitter", (job) -> job.submitter(" ")),
				refused("put what is large", (job) -> job.command("x".repeat(300_000))));
	}

	private static Object[] refused(String problem, Consumer<ContainerJob.Builder> with) {
		return new Object[] { problem, with };
	}

	@Test
	void aRequestBecomesAJobAndARequestAgain() {
		RunRequest request = RunRequest.of("tool:1")
			.command("a", "b")
			.env("A", "1")
			.user("1000")
			.workingDir("/work")
			.memory("64m")
			.cpus(0.5)
			.pids(9)
			.stdin("input")
			.file("text", "/etc/file")
			.timeout(Duration.ofSeconds(3))
			.build();
		RunRequest again = ContainerJob.of(request).build().toRequest().build();
		assertThat(again.command()).isEqualTo(request.command());
		assertThat(again.env()).isEqualTo(request.env());
		assertThat(again.user()).isEqualTo("1000");
		assertThat(again.workingDir()).isEqualTo("/work");
		assertThat(again.limits()).hasToString(request.limits().toString());
		assertThat(again.files()).isEqualTo(request.files());
		assertThat(again.timeout()).isEqualTo(request.timeout());
		assertThat(((RunInput.OfBytes) again.stdin()).bytes()).isEqualTo(((RunInput.OfBytes) request.stdin()).bytes());
	}

	@ParameterizedTest
	@MethodSource
	void whatOnlyThisMachineHasIsRefused(String problem, Consumer<RunRequest.Builder> with) {
		RunRequest.Builder request = RunRequest.of("tool:1");
		with.accept(request);
		assertThatExceptionOfType(JobRejectedException.class).isThrownBy(() -> ContainerJob.of(request.build()))
			.satisfies((ex) -> assertThat(ex.problems()).singleElement().asString().contains(problem));
	}

	static Stream<Object[]> whatOnlyThisMachineHasIsRefused() {
		return Stream.of(request("mounts", (run) -> run.bind(Path.of("/tmp"), "/x")),
				request("mounts", (run) -> run.volume("data", "/x")),
				request("files of this machine", (run) -> run.file(Path.of("/etc/hostname"), "/x")),
				request("ports", (run) -> run.publish(80)),
				request("networks", (run) -> run.network(NetworkMode.host())),
				request("must be bytes", (run) -> run.stdin(RunInput.open())),
				request("terminal", (run) -> run.tty(true)),
				request("log sinks", (run) -> run.log(LogSink.logger("x"))),
				request("restart policy", (run) -> run.restart(RestartPolicy.always())),
				request("function", (run) -> run.spec((spec) -> spec.hostname("x"))),
				request("id", (run) -> run.id("mine")), request("removed", (run) -> run.remove(false)),
				request("hostname", (run) -> run.hostname("x")), request("hostname", (run) -> run.label("a", "b")),
				request("hostname", (run) -> run.memory("64m").memorySwap("65m")),
				request("hostname", (run) -> run.readOnlyRootfs(true)));
	}

	private static Object[] request(String problem, Consumer<RunRequest.Builder> with) {
		return new Object[] { problem, with };
	}

}

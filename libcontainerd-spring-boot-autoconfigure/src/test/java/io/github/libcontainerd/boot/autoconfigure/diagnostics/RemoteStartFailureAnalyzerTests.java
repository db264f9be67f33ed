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

package io.github.libcontainerd.boot.autoconfigure.diagnostics;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.grpc.ContainerdGrpcChannelAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link RemoteStartFailureAnalyzer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RemoteStartFailureAnalyzerTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void aMissingSocketNamesThePropertyAndTheRemedies() {
		this.environment.setProperty("libcontainerd.address", "/run/c.sock");
		FailureAnalysis analysis = analyze(Reason.SOCKET_MISSING, "/run/c.sock", "");
		assertThat(analysis.getDescription())
			.isEqualTo("There is no containerd socket at '/run/c.sock' (libcontainerd.address = '/run/c.sock').");
		assertThat(analysis.getAction()).contains("systemctl start containerd")
			.contains("apt-get install containerd runc")
			.contains("libcontainerd.daemon.mode");
	}

	@Test
	void aNamedRemoteIsToldByItsProperties() {
		this.environment.setProperty("libcontainerd.address", "/run/c.sock");
		this.environment.setProperty("libcontainerd.remotes.edge.address", "/run/e.sock");
		FailureAnalysis analysis = new RemoteStartFailureAnalyzer(this.environment)
			.analyze(new NamedRemoteStartException("edge",
					new RemoteStartException(Reason.SOCKET_MISSING, "/run/e.sock", "", null)));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("There is no containerd socket at '/run/e.sock'"
				+ " (libcontainerd.remotes.edge.address = '/run/e.sock').");
		assertThat(analysis.getAction())
			.endsWith("or correct libcontainerd.remotes.edge.address, or unset it to have one started.");
	}

	@Test
	void aMissingProgramIsInstalled() {
		FailureAnalysis analysis = analyze(Reason.BINARY_MISSING, "containerd",
				"and nothing listens on /run/containerd/containerd.sock");
		assertThat(analysis.getDescription())
			.isEqualTo("The program 'containerd' is not on the PATH, and nothing listens on"
					+ " /run/containerd/containerd.sock (libcontainerd.daemon.binary is not set).");
		assertThat(analysis.getAction()).contains("apt-get install containerd runc");
	}

	@Test
	void aFailedDaemonShowsTheEndOfItsLog() {
		FailureAnalysis analysis = analyze(Reason.DAEMON_FAILED, "/usr/bin/containerd", "line one\nline two");
		assertThat(analysis.getDescription()).isEqualTo("""
				The containerd started from '/usr/bin/containerd' did not come up \
				(libcontainerd.daemon.binary is not set). It said:
				    line one
				    line two""");
		assertThat(analysis.getAction()).contains("libcontainerd.daemon.debug");
	}

	@Test
	void aDirectoryInUseNamesTheOtherProcess() {
		this.environment.setProperty("libcontainerd.state-directory", "/run/x");
		FailureAnalysis analysis = analyze(Reason.STATE_DIRECTORY_IN_USE, "/run/x", "by the process 77");
		assertThat(analysis.getDescription()).isEqualTo("The state directory '/run/x' is in use: by the process 77"
				+ " (libcontainerd.state-directory = '/run/x').");
		assertThat(analysis.getAction()).startsWith("Stop the other process, or set libcontainerd.state-directory");
	}

	@Test
	void asOneOfSeveralInstancesTheApplicationGetsAName() {
		FailureAnalysis analysis = analyze(Reason.STATE_DIRECTORY_IN_USE, "/run/x", "by the process 77");
		assertThat(analysis.getAction()).contains("set libcontainerd.instance of one of them, to '2' for example");
	}

	@ParameterizedTest
	@EnumSource
	void everyReasonHasAPropertyAndARemedy(Reason reason) {
		FailureAnalysis analysis = analyze(reason, "subject", "detail");
		assertThat(analysis.getDescription()).contains("subject").contains("detail").contains("libcontainerd.");
		assertThat(analysis.getAction()).endsWith(".").doesNotContain("null");
		assertThat(Stream.of(analysis.getAction().split("\\. ")).count()).isOne();
	}

	@Test
	void anApplicationWithAWrongAddressSaysWhatToDo(@TempDir Path directory, CapturedOutput output) {
		Path socket = directory.resolve("none.sock");
		assertStartFails("--libcontainerd.address=" + socket, "--libcontainerd.state-directory=" + directory);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("There is no containerd socket at '" + socket + "' (libcontainerd.address = '" + socket + "').")
			.contains("Start containerd (`systemctl start containerd`)");
	}

	@Test
	void aFileThatIsNoSocketSaysWhatToDo(@TempDir Path directory, CapturedOutput output) throws Exception {
		Path file = Files.createFile(directory.resolve("file"));
		assertStartFails("--libcontainerd.address=" + file, "--libcontainerd.state-directory=" + directory);
		assertThat(output).contains("APPLICATION FAILED TO START").contains("libcontainerd.address = '" + file + "'");
	}

	@Test
	void aDaemonThatFailsSaysWhatItSaid(@TempDir Path directory, CapturedOutput output) throws Exception {
		Path program = Files.writeString(directory.resolve("containerd"),
				"#!/bin/sh\necho broken config >&2\nexit 1\n");
		assertThat(program.toFile().setExecutable(true)).isTrue();
		assertStartFails("--libcontainerd.daemon.mode=always", "--libcontainerd.daemon.binary=" + program,
				"--libcontainerd.daemon.root=" + directory.resolve("r"), "--libcontainerd.start-timeout=3s",
				"--libcontainerd.state-directory=" + directory.resolve("s"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("did not come up")
			.contains("broken config");
	}

	@Test
	void anInvalidPropertyIsNamed(CapturedOutput output) {
		assertStartFails("--libcontainerd.namespace=a/b");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("libcontainerd.namespace")
			.contains("a/b")
			.contains("a namespace has 1 to 76 letters");
	}

	private static void assertStartFails(String... arguments) {
		assertThatException().isThrownBy(
				() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run(arguments));
	}

	private FailureAnalysis analyze(Reason reason, String subject, String detail) {
		RemoteStartException failure = new RemoteStartException(reason, subject, detail, null);
		FailureAnalysis analysis = new RemoteStartFailureAnalyzer(this.environment)
			.analyze(new IllegalStateException(failure));
		assertThat(analysis).isNotNull();
		return analysis;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ContainerdGrpcChannelAutoConfiguration.class, LibcontainerdAutoConfiguration.class })
	static class Application {

	}

}

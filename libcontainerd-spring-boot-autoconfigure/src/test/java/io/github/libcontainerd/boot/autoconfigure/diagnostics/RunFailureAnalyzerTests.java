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

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.grpc.ContainerdGrpcChannelAutoConfiguration;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.PullPolicy;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link ImageFailureAnalyzer}, {@link NetworkFailureAnalyzer} and
 * {@link StartFailedFailureAnalyzer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RunFailureAnalyzerTests {

	@ParameterizedTest
	@EnumSource
	void everyTroubleWithAnImageHasARemedy(ImageException.Reason reason) {
		check(new ImageFailureAnalyzer()
			.analyze(new IllegalStateException(new ImageException("pull", "a/b", "ns", reason, "detail", null))),
				"Could not pull image 'a/b' in namespace 'ns': detail.");
	}

	@ParameterizedTest
	@ValueSource(ints = { StartFailedException.COMMAND_NOT_FOUND, StartFailedException.NOT_EXECUTABLE,
			StartFailedException.OTHER })
	void everyFailedStartHasARemedy(int exitCode) {
		check(new StartFailedFailureAnalyzer()
			.analyze(new IllegalStateException(new StartFailedException(null, exitCode, "no such file", null))),
				"no such file.");
	}

	@ParameterizedTest
	@EnumSource
	void everyTroubleWithANetworkHasARemedy(NetworkException.Reason reason) {
		check(new NetworkFailureAnalyzer().analyze(new IllegalStateException(
				new NetworkException("create network 'backend'", reason, "the host has a route to 10.0.0.0/8", null))),
				"Could not create network 'backend': the host has a route to 10.0.0.0/8.");
	}

	private static void check(@Nullable FailureAnalysis analysis, String description) {
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).endsWith(description);
		assertThat(analysis.getAction()).endsWith(".").doesNotContain(". ");
	}

	@Test
	void anApplicationWhoseImageIsNotThereSaysWhatToDo(@TempDir Path directory, CapturedOutput output) {
		try (FakeContainerd containerd = FakeContainerd.launch()) {
			assertThatException().isThrownBy(() -> new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.run("--libcontainerd.address=" + containerd.socket(), "--libcontainerd.state-directory=" + directory));
		}
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Could not run image 'acme/nothing'")
			.contains("push or import it first");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ContainerdGrpcChannelAutoConfiguration.class, LibcontainerdAutoConfiguration.class })
	static class Application {

		@Bean
		ApplicationRunner run(Containers containers) {
			return (arguments) -> containers.run("acme/nothing", (run) -> run.pull(PullPolicy.NEVER));
		}

	}

}

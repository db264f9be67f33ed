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

package io.github.libcontainerd.boot.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what is said while an application waits for its containers at the end.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ShutdownNoticeTests {

	private static FakeContainerd containerd;

	@TempDir
	private Path directory;

	@BeforeAll
	static void launch() {
		containerd = FakeContainerd.launch();
	}

	@AfterAll
	static void close() {
		containerd.close();
	}

	private void run(String script) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, LibcontainerdAutoConfiguration.class))
			.withPropertyValues("libcontainerd.address=" + containerd.socket(), "libcontainerd.namespace=jobs",
					"libcontainerd.state-directory=" + this.directory, "libcontainerd.stop-grace=2s")
			.run((context) -> context.getBean(Client.class)
				.create("stubborn",
						Spec.defaults()
							.toBuilder()
							.root("/")
							.process((process) -> process.args("/bin/sh", "-c", script))
							.build()));
	}

	@Test
	void theContainersThatAreWaitedForAreNamed(CapturedOutput output) {
		run("trap '' TERM; while true; do sleep 0.05; done");
		assertThat(output).containsOnlyOnce("Waiting for containers of namespace 'jobs' to end; what has not after"
				+ " 2.0 s is killed: [stubborn]");
	}

	@Test
	void nothingIsSaidWhenTheyEndAtOnce(CapturedOutput output) {
		run("trap 'exit 0' TERM; while true; do sleep 0.05; done");
		assertThat(output).doesNotContain("Waiting for containers");
	}

}

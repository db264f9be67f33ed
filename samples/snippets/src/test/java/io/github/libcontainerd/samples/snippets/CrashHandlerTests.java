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

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.FakeRootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CrashHandler}, and snippets of {@code docs/guide/testing.md} and
 * {@code docs/comparison.md}.
 */
class CrashHandlerTests {

	@Test
	void aCrashIsRemembered() {
		CrashHandler handler = new CrashHandler();
		StateInfo exit = new StateInfo(StateChange.EXIT, 4711, 7, true, StateInfo.INIT, false, Instant.now(), 1);
		handler.onCrash((ContainerExitedEvent) ContainerStateChangedEvent.of(mock(Client.class), "job-1", exit,
				Map.of("team", "blue"), null));
		assertThat(handler.crashed()).containsExactly("job-1: 7");
	}

	@Test
	void aCrashOfAContainerIsRemembered(@TempDir Path directory) throws Exception {
		Path rootfs = FakeRootfs.create(directory.resolve("rootfs"));
		try (FakeContainerd containerd = FakeContainerd.launch();
				ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).run(
						"--libcontainerd.address=" + containerd.socket(),
						"--libcontainerd.state-directory=" + directory.resolve("state"))) {
			Spec spec = Spec.defaults()
				.toBuilder()
				.root(rootfs.toString())
				.process((process) -> process.args("/bin/sh", "-c", "echo oops; exit 7"))
				.build();
			context.getBean(Client.class).create("job-1", spec).exit().get(10, TimeUnit.SECONDS);
			assertThat(context.getBean(CrashHandler.class).crashed()).containsExactly("job-1: 7");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(CrashHandler.class)
	static class Application {

	}

}

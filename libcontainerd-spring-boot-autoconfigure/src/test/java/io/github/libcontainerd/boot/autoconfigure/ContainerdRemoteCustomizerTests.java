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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import io.github.libcontainerd.boot.ContainerdRemoteCustomizer;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContainerdRemoteCustomizer}.
 */
class ContainerdRemoteCustomizerTests {

	@TempDir
	private Path directory;

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void setUp() {
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LibcontainerdAutoConfiguration.class))
			.withUserConfiguration(Customizers.class)
			.withPropertyValues("libcontainerd.bootstrap-mode=deferred",
					"libcontainerd.address=" + this.directory.resolve("none.sock"),
					"libcontainerd.state-directory=" + this.directory.resolve("state"));
	}

	@Test
	void customizersAreCalledInTheirOrderAndTheLastOptionHolds() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(Remote.class).status().address()).isEqualTo(Path.of("/second.sock"));
			assertThat(context.getBean(Customizers.class).seenBySecond)
				.contains(RemoteOption.address(this.directory.resolve("none.sock")),
						RemoteOption.address(Path.of("/first.sock")))
				.last()
				.isEqualTo(RemoteOption.address(Path.of("/first.sock")));
		});
	}

	@Test
	void everyRemoteIsCustomizedAndNamed() {
		this.contextRunner
			.withPropertyValues("libcontainerd.remotes.edge.address=" + this.directory.resolve("edge.sock"),
					"libcontainerd.remotes.edge.state-directory=" + this.directory.resolve("edge"))
			.run((context) -> {
				assertThat(context.getBean(Customizers.class).remotes).containsExactlyInAnyOrder(null, "edge");
				assertThat(context.getBean("edgeContainerdRemote", Remote.class).status().address())
					.isEqualTo(this.directory.resolve("edge.sock"));
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		final List<@Nullable String> remotes = new ArrayList<>();

		final List<RemoteOption> seenBySecond = new ArrayList<>();

		@Bean
		@Order(2)
		ContainerdRemoteCustomizer second() {
			return (options, remote) -> {
				if (remote == null) {
					this.seenBySecond.addAll(options);
					options.add(RemoteOption.address(Path.of("/second.sock")));
				}
			};
		}

		@Bean
		@Order(1)
		ContainerdRemoteCustomizer first() {
			return (options, remote) -> {
				this.remotes.add(remote);
				if (remote == null) {
					options.add(RemoteOption.address(Path.of("/first.sock")));
				}
			};
		}

	}

}

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
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

import io.github.libcontainerd.boot.RunRequestCustomizer;
import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RunRequestCustomizer}.
 */
class RunRequestCustomizerTests {

	@TempDir
	private Path directory;

	private final FakeContainerd daemon = FakeContainerd.launch();

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void setUp() {
		this.daemon.image("tool:1", (image) -> image.prints("done", 0));
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LibcontainerdAutoConfiguration.class))
			.withPropertyValues("libcontainerd.address=" + this.daemon.socket(),
					"libcontainerd.clients.other.namespace=other",
					"libcontainerd.state-directory=" + this.directory.resolve("state"));
	}

	@AfterEach
	void close() {
		this.daemon.close();
	}

	@Test
	void everyRunOfEveryClientIsCustomized() {
		this.contextRunner.withUserConfiguration(Labels.class).run((context) -> {
			Labels labels = context.getBean(Labels.class);
			context.getBean(Containers.class).run("tool:1").close();
			assertThat(labels.take()).containsEntry("owner", "ci").containsEntry("rank", "second");
			context.getBean("otherContainerdClient", Client.class).containers().run("tool:1").close();
			assertThat(labels.take()).containsEntry("owner", "ci");
			context.getBean(Containers.class).runAsync(RunRequest.of("tool:1").build()).join().close();
			assertThat(labels.take()).containsEntry("owner", "ci");
			context.getBean(Containers.class).start("tool:1").remove();
			assertThat(labels.take()).containsEntry("owner", "ci");
		});
	}

	@Test
	void whatIsAskedForCanBeLeftAlone() {
		this.contextRunner.withUserConfiguration(Labels.class).run((context) -> {
			context.getBean(Containers.class).run("tool:1", (request) -> request.label("owner", "me")).close();
			assertThat(context.getBean(Labels.class).take()).containsEntry("owner", "me");
		});
	}

	@Test
	void whatACustomizerThrowsIsThrownByTheRun() {
		this.contextRunner.withBean(RunRequestCustomizer.class, () -> (builder, request) -> {
			throw new IllegalStateException("not today");
		}).run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Containers.class).run("tool:1"))
				.withMessage("not today");
			assertThat(context.getBean(Client.class).list()).isEmpty();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Labels {

		private volatile Map<String, String> last = Map.of();

		Map<String, String> take() {
			Map<String, String> result = this.last;
			this.last = Map.of();
			return result;
		}

		@EventListener
		void onStart(ContainerStartedEvent event) {
			this.last = event.getLabels();
		}

		@Bean
		@Order(2)
		RunRequestCustomizer second() {
			return (builder, request) -> {
				assertThat(request.labels()).containsEntry("rank", "first");
				builder.label("rank", "second");
			};
		}

		@Bean
		@Order(1)
		RunRequestCustomizer first() {
			return (builder, request) -> {
				builder.label("rank", "first");
				if (!request.labels().containsKey("owner")) {
					builder.label("owner", "ci");
				}
			};
		}

	}

}

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
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of several instances of one application on one machine.
 */
@Timeout(60)
class SeveralInstancesTests {

	private final String application = "app" + UUID.randomUUID().toString().substring(0, 8);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, LibcontainerdAutoConfiguration.class))
		.withPropertyValues("spring.application.name=" + this.application, "libcontainerd.live-restore=true");

	private FakeContainerd containerd;

	@BeforeEach
	void launch() {
		this.containerd = FakeContainerd.launch();
	}

	@AfterEach
	void close() {
		this.containerd.close();
	}

	private ApplicationContextRunner connected(String... properties) {
		return this.contextRunner.withPropertyValues("libcontainerd.address=" + this.containerd.socket())
			.withPropertyValues(properties);
	}

	@Test
	void theSecondOneFailsUnlessItHasAName() {
		connected().run((first) -> {
			assertThat(first).hasNotFailed();
			connected().run((second) -> assertThat(second).getFailure()
				.rootCause()
				.isInstanceOf(RemoteStartException.class)
				.hasMessageContaining("is in use"));
			connected("libcontainerd.instance=2").run((second) -> assertThat(second).hasNotFailed());
		});
		assertNothingLeft();
	}

	private void assertNothingLeft() {
		assertThat(Path.of("/run/libcontainerd", this.application)).doesNotExist();
		assertThat(Path.of("/run/libcontainerd", this.application + "-2")).doesNotExist();
	}

	@Test
	void eachHasContainersOfItsOwnAndFindsThemAgain() {
		connected().run((first) -> {
			Client ours = first.getBean(Client.class);
			ours.create("web", sleeping());
			connected("libcontainerd.instance=2").run((second) -> {
				Client theirs = second.getBean(Client.class);
				assertThat(theirs.list()).isEmpty();
				assertThat(theirs.restorable()).isEmpty();
				theirs.create("web", sleeping());
			});
			assertThat(ours.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
			connected("libcontainerd.instance=2", "libcontainerd.live-restore=false").run((second) -> {
				assertThat(second).hasNotFailed();
				assertThat(this.containerd.tasks(this.application + "-2")).as("found again, and stopped").isEmpty();
			});
			assertThat(ours.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
			ours.delete("web");
		});
		assertNothingLeft();
	}

	private static Spec sleeping() {
		return Spec.defaults().toBuilder().root("/").process((process) -> process.args("/bin/sleep", "1000")).build();
	}

}

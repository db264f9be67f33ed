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

package io.github.libcontainerd.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.BusyboxRootfs;
import io.github.libcontainerd.test.PrivateContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of two instances of one application that use one real containerd.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealSeveralInstancesTests {

	private final String application = "app" + UUID.randomUUID().toString().substring(0, 8);

	private final Path directory = Path.of("/tmp", "lc-" + this.application);

	private PrivateContainerd containerd;

	@BeforeEach
	void launch() throws IOException {
		this.containerd = PrivateContainerd.launch();
		BusyboxRootfs.create(Files.createDirectories(this.directory));
	}

	@AfterEach
	void removeFiles() throws IOException {
		this.containerd.close();
		FileSystemUtils.deleteRecursively(this.directory);
	}

	@Test
	void neitherTouchesTheOtherAndEachFindsItsOwnAgain() {
		try (ConfigurableApplicationContext first = start()) {
			Client ours = first.getBean(Client.class);
			ours.create("web", sleeping());
			int pid = ours.inspect("web").pid();
			int other;
			try (ConfigurableApplicationContext second = start("libcontainerd.instance=8081")) {
				Client theirs = second.getBean(Client.class);
				assertThat(theirs.list()).isEmpty();
				theirs.create("web", sleeping());
				other = theirs.inspect("web").pid();
			}
			try (ConfigurableApplicationContext second = start("libcontainerd.instance=8081")) {
				Client theirs = second.getBean(Client.class);
				assertThat(theirs.inspect("web").pid()).isEqualTo(other);
				assertThat(theirs.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
				theirs.delete("web");
			}
			assertThat(ours.inspect("web").pid()).isEqualTo(pid);
			assertThat(ours.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
			ours.delete("web");
		}
		assertThat(Path.of("/run/libcontainerd", this.application)).doesNotExist();
		assertThat(Path.of("/run/libcontainerd", this.application + "-8081")).doesNotExist();
	}

	private Spec sleeping() {
		return Spec.defaults()
			.toBuilder()
			.root(this.directory.toString())
			.process((process) -> process.args("/bin/sleep", "1000"))
			.build();
	}

	private ConfigurableApplicationContext start(String... more) {
		List<String> properties = new ArrayList<>(List.of(more));
		properties.addAll(List.of("spring.application.name=" + this.application, "libcontainerd.live-restore=true",
				"libcontainerd.address=" + this.containerd.socket(), "spring.main.banner-mode=off"));
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(properties.toArray(String[]::new))
			.run();
	}

	/**
	 * An application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}

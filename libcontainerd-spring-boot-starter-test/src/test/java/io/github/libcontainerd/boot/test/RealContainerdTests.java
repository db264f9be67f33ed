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

package io.github.libcontainerd.boot.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.libcontainerd.boot.autoconfigure.ContainerdConnectionDetails;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdProperties;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.test.LeakCheck;
import io.github.libcontainerd.test.PrivateContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealContainerd}.
 */
@RealContainerd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealContainerdTests {

	private final List<PrivateContainerd> seen = new ArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(RealContainerdAutoConfiguration.class, LibcontainerdAutoConfiguration.class));

	@Test
	void aTestWithoutSpringHasADaemonAndARootFileSystem(PrivateContainerd containerd, TestRootfs rootfs,
			@TempDir Path unrelated) {
		assertThat(containerd.isAlive()).isTrue();
		assertThat(containerd.version()).isNotBlank();
		assertThat(rootfs.path().resolve("bin/sh")).exists();
		assertThat(unrelated).isNotEqualTo(rootfs.path());
		this.seen.add(containerd);
	}

	@Test
	void itIsTheSameForAllMethods(PrivateContainerd containerd) {
		assertThat(containerd.isAlive()).isTrue();
		this.seen.add(containerd);
	}

	@Test
	void anApplicationHasADaemonThatEndsWithIt() {
		LeakCheck leaks = LeakCheck.begin("containerd-", "grpc-", "nioEventLoop");
		List<Path> directories = new ArrayList<>();
		List<Long> pids = new ArrayList<>();
		this.runner.run((context) -> {
			PrivateContainerd containerd = context.getBean(PrivateContainerd.class);
			directories.add(containerd.directory());
			pids.add(containerd.pid());
			assertThat(context.getBean(LibcontainerdProperties.class).getContainerdState())
				.isEqualTo(containerd.stateDirectory());
			leaks.namespace(context.getBean(Client.class).namespace()).mountsBelow(containerd.directory());
			context.getBean(Client.class).create("left", context.getBean(TestRootfs.class).shell("sleep 60"));
			context.getBean(ContainerEvents.class).awaitStart("left");
			assertThat(context.getBean(Client.class).containers().run("busybox", "sh", "-c", "id -u; exit 3"))
				.satisfies((result) -> {
					assertThat(result.exitCode()).isEqualTo(3);
					assertThat(result.stdout().text()).isEqualTo("0\n");
				});
		});
		assertThat(Files.exists(directories.get(0))).isFalse();
		assertThat(ProcessHandle.of(pids.get(0)).filter(ProcessHandle::isAlive)).isEmpty();
		leaks.assertNothingLeft();
	}

	@Test
	void anApplicationsOwnConnectionDetailsWin(PrivateContainerd own) {
		String namespace = own.uniqueNamespace();
		this.runner
			.withBean(ContainerdConnectionDetails.class, () -> new TestConnectionDetails(own.socket(), namespace))
			.run((context) -> {
				assertThat(context.getBean(PrivateContainerd.class)).isNotSameAs(own);
				assertThat(context.getBean(Client.class).namespace()).isEqualTo(namespace);
			});
	}

	@Nested
	class Inner {

		@Test
		void aNestedClassSharesTheDaemon(PrivateContainerd containerd) {
			assertThat(RealContainerdTests.this.seen).isNotEmpty().containsOnly(containerd);
		}

	}

}

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

package io.github.libcontainerd.boot.test.container;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdProperties;
import io.github.libcontainerd.boot.test.RealContainerd;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.run.WaitStrategy;
import io.github.libcontainerd.test.PrivateContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a {@link TestContainer} on the real containerd of a test.
 */
@SpringBootTest
@RealContainerd
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TestContainerOnRealContainerdTests {

	static final TestContainer writer = TestContainer.of("busybox")
		.command("sh", "-c", "echo up; exec sleep 1000")
		.waitFor(WaitStrategy.log("up"));

	@Test
	void itRunsThere(@Autowired Client client, @Autowired PrivateContainerd containerd,
			@Autowired LibcontainerdProperties properties) {
		assertThat(properties.getStateDirectory()).startsWith(containerd.directory());
		assertThat(client.inspect(writer.running().id()).pid()).isPositive();
		assertThat(writer.exec("hostname").stdout().text()).isEqualTo("writer\n");
		assertThat(writer.logs()).isEqualTo("up\n");
	}

	// It has a client by its container.
	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}

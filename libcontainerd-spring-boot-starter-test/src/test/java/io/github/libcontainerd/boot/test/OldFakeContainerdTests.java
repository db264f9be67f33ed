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

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.image.Image;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the attributes of {@link AutoConfigureFakeContainerd}.
 */
@SpringBootTest(classes = AutoConfigureFakeContainerdTests.Application.class)
@AutoConfigureFakeContainerd(version = "1.6.20", images = { "alpine:3.20", "localhost:5000/tool" })
class OldFakeContainerdTests {

	@Test
	void theVersionCanBeChosen(@Autowired Remote remote, @Autowired Client client, @Autowired TestRootfs rootfs,
			@Autowired ContainerEvents events) {
		assertThat(remote.status().version()).isEqualTo("1.6.20");
		client.create("job", rootfs.shell("exit 7"));
		assertThat(events.awaitExit("job").getExitCode()).isEqualTo(7);
	}

	@Test
	void theImagesCanBeChosen(@Autowired Client client) {
		assertThat(client.images().list()).extracting(Image::name)
			.containsExactly("docker.io/acme/report:latest", "docker.io/library/alpine:3.20",
					"localhost:5000/tool:latest");
		assertThat(client.containers().run("alpine:3.20", "echo", "hello").stdout().text()).isEqualTo("hello\n");
	}

}

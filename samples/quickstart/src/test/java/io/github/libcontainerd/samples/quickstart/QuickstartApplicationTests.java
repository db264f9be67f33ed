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

package io.github.libcontainerd.samples.quickstart;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.boot.test.ContainerEvents;
import io.github.libcontainerd.boot.test.TestRootfs;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.test.FakeBehaviour;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the application says of its containers. They need neither root nor
 * containerd.
 */
@SpringBootTest(properties = "quickstart.rootfs=${libcontainerd.test.rootfs}")
@AutoConfigureFakeContainerd
@ExtendWith(OutputCaptureExtension.class)
class QuickstartApplicationTests {

	@Autowired
	private Client client;

	@Autowired
	private TestRootfs rootfs;

	@Autowired
	private ContainerEvents events;

	@Test
	void aStartAndAnExitAreLogged(CapturedOutput output) {
		this.client.create("job", this.rootfs.shell("exit 3"));
		this.events.awaitExit("job");
		assertThat(output).contains("start-container job pid ").contains("exit job code 3");
	}

	@Test
	void lackOfMemoryIsLogged(@Autowired FakeContainerd containerd, CapturedOutput output) {
		containerd.onCreate("greedy"::equals, FakeBehaviour.normal().outOfMemory(1, Duration.ofMillis(50)));
		this.client.create("greedy", this.rootfs.shell("sleep 60"));
		this.events.awaitExit("greedy");
		assertThat(output).contains("oom greedy").contains("exit greedy code 137");
	}

}

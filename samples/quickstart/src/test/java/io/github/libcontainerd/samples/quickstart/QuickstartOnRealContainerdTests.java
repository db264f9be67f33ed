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

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.boot.test.ContainerEvents;
import io.github.libcontainerd.boot.test.RealContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the application's container on a real containerd, as root.
 */
@SpringBootTest(properties = "quickstart.rootfs=${libcontainerd.test.rootfs}")
@RealContainerd
class QuickstartOnRealContainerdTests {

	@Test
	void theContainerWritesItsLinesAndExitsWithSeven(@Autowired ContainerEvents events) {
		assertThat(events.awaitExit("quickstart").getExitCode()).isEqualTo(7);
		assertThat(events.states("quickstart")).containsExactly(StateChange.START, StateChange.EXIT);
		events.awaitLine("quickstart", "line 4 of stdout", Duration.ofSeconds(5));
		events.awaitLine("quickstart", "line 4 of stderr", Duration.ofSeconds(5));
		assertThat(events.lines("quickstart", OutputStreamName.STDOUT)).containsExactly("line 1 of stdout",
				"line 2 of stdout", "line 3 of stdout", "line 4 of stdout");
		assertThat(events.lines("quickstart", OutputStreamName.STDERR)).hasSize(4);
	}

}

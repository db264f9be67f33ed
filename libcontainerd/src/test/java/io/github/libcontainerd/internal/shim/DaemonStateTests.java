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
package io.github.libcontainerd.internal.shim;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.test.PrivateContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DaemonState}.
 */
class DaemonStateTests {

	@Test
	void theStateOfARunningContainerdIsFound() {
		try (PrivateContainerd daemon = PrivateContainerd.launch()) {
			assertThat(DaemonState.of(daemon.socket())).contains(daemon.stateDirectory());
			assertThat(DaemonState.of(daemon.directory().resolve("none.sock"))).isEmpty();
		}
	}

	@Test
	void theKeyOfTheFirstLevelCounts() {
		assertThat(DaemonState.read(List.of("version = 2", "  state = '/srv/state' # fast", "[grpc]")))
			.isEqualTo(Path.of("/srv/state"));
		assertThat(DaemonState.read(List.of("version = 2", "[plugins]", "state = \"/other\"")))
			.isEqualTo(Path.of("/run/containerd"));
	}

}

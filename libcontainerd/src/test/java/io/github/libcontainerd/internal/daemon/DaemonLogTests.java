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

package io.github.libcontainerd.internal.daemon;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DaemonLog}.
 */
class DaemonLogTests {

	@ParameterizedTest
	@ValueSource(strings = {
			"time=\"2026-11-01T10:00:00Z\" level=error msg=\"collecting metrics for job-1\" error=\"ttrpc: closed: unknown\"",
			"time=\"2026-11-01T10:00:00Z\" level=error msg=\"collecting metrics for job-1\" error=\"process job-1 not found: not found\"",
			"time=\"2026-11-01T10:00:00Z\" level=error msg=\"collecting metrics for job-1\" error=\"cgroups: cgroup deleted: unknown\"" })
	void metricsOfAContainerThatIsJustEndingAreNoError(String line) {
		assertThat(DaemonLog.level(line)).isEqualTo(Level.DEBUG);
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"level=error msg=\"collecting metrics for job-1\" error=\"open /sys/fs/cgroup/memory: permission denied\"",
			"level=error msg=\"failed to delete task\" error=\"ttrpc: closed: unknown\"",
			"level=error msg=\"failed to handle event\" error=\"collecting metrics was never asked for\"" })
	void whatElseFailsStaysAnError(String line) {
		assertThat(DaemonLog.level(line)).isEqualTo(Level.ERROR);
	}

	@ParameterizedTest
	@ValueSource(strings = { "level=warning msg=\"cleaning up after shim disconnected\" id=a",
			"level=info msg=\"starting containerd\"" })
	void whatEveryRunSaysIsForWhoDebugs(String line) {
		assertThat(DaemonLog.level(line)).isEqualTo(Level.DEBUG);
	}

	@ParameterizedTest
	@ValueSource(strings = { "panic: runtime error", "" })
	void aLineOfAnotherFormIsLogged(String line) {
		assertThat(DaemonLog.level(line)).isEqualTo(Level.INFO);
	}

}

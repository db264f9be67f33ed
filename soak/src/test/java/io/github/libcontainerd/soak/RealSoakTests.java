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

package io.github.libcontainerd.soak;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A short soak on a real containerd; {@code script/soak} is the long one.
 */
class RealSoakTests {

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	Path directory;

	@Test
	void ledgerBalances() {
		String containerd = System.getenv().getOrDefault("LIBCONTAINERD_TEST_CONTAINERD", "");
		Options options = new Options(Duration.ofSeconds(25), 17, containerd.isBlank() ? null : Path.of(containerd), 3,
				".*");
		assertThat(Soak.run(options, this.directory)).as("What does not balance; see %s", this.directory).isEmpty();
	}

}

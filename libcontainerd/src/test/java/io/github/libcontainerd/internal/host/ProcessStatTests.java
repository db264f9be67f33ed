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

package io.github.libcontainerd.internal.host;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ProcessStat}.
 */
class ProcessStatTests {

	@TempDir
	private Path directory;

	@Test
	void parentAndStartAreReadWhateverTheNameIs() throws Exception {
		Path program = Files.copy(Path.of("/bin/sleep"), this.directory.resolve("a) S 1 (2"));
		Process process = new ProcessBuilder(program.toString(), "1000").start();
		try {
			ProcessStat stat = ProcessStat.of(process.pid());
			assertThat(stat.parent()).isEqualTo(ProcessHandle.current().pid());
			ProcessStat earlier = ProcessStat.of(ProcessHandle.current().pid());
			assertThat(stat.startTicks()).isGreaterThan(earlier.startTicks());
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	@Test
	void processThatIsNotThereIsAnError() {
		assertThatIOException().isThrownBy(() -> ProcessStat.of(1 << 23));
	}

}

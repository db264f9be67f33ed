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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether swap can be limited.
 */
class SwapAccountingTests {

	@TempDir
	private Path groups;

	@Test
	void firstVersion() throws IOException {
		Path memory = Files.createDirectory(this.groups.resolve("memory"));
		assertThat(SwapAccounting.available(this.groups)).isFalse();
		Files.createFile(memory.resolve("memory.memsw.limit_in_bytes"));
		assertThat(SwapAccounting.available(this.groups)).isTrue();
	}

	@Test
	void secondVersion() throws IOException {
		Files.createFile(this.groups.resolve("cgroup.controllers"));
		Path slice = Files.createDirectory(this.groups.resolve("system.slice"));
		assertThat(SwapAccounting.available(this.groups)).isFalse();
		Files.createFile(slice.resolve("memory.swap.max"));
		assertThat(SwapAccounting.available(this.groups)).isTrue();
	}

	@Test
	void nothingIsNot() {
		assertThat(SwapAccounting.available(this.groups.resolve("missing"))).isFalse();
	}

	@Test
	void twiceTheMemoryIsUsual() {
		assertThat(SwapAccounting.usualLimit(24 << 20)).isEqualTo(48 << 20);
		assertThat(SwapAccounting.usualLimit(Long.MAX_VALUE - 1)).isEqualTo(Long.MAX_VALUE);
	}

}

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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Processors}.
 */
class ProcessorsTests {

	@TempDir
	Path system;

	@BeforeEach
	void files() throws IOException {
		Files.createDirectories(this.system.resolve("cpu"));
		Files.writeString(this.system.resolve("cpu/online"), "0-2,6\n");
		Files.createDirectories(this.system.resolve("node"));
		Files.writeString(this.system.resolve("node/online"), "0\n");
	}

	private String problem(@Nullable String cpus, @Nullable String mems) {
		return new Processors(this.system).problem(cpus, mems).orElse("none");
	}

	@Test
	void whatIsThereCanBeChosen() {
		assertThat(problem(null, null)).isEqualTo("none");
		assertThat(problem("0-2,6", "0")).isEqualTo("none");
		assertThat(problem("1", "")).isEqualTo("none");
	}

	@Test
	void whatIsNotThereIsNamed() {
		assertThat(problem("0-3", null)).isEqualTo("there is no processor 3 for '0-3'; this host has 0-2,6");
		assertThat(problem("0", "1")).isEqualTo("there is no memory node 1 for '1'; this host has 0");
		assertThat(problem("all", null)).isEqualTo("'all' is no list of processors; write it as '0-2,7'");
		assertThat(problem("2-0", null)).contains("is no list");
	}

	@Test
	void whereItCantBeToldItIsLeftToTheRuntime() throws IOException {
		Files.delete(this.system.resolve("node/online"));
		assertThat(problem("0", "9")).isEqualTo("none");
	}

}

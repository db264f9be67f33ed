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
 * Tests for {@link RuntimePrograms}.
 */
class RuntimeProgramsTests {

	private static final String RUNC = "io.containerd.runc.v2";

	@TempDir
	Path directory;

	private Path bin;

	private Path proc;

	@BeforeEach
	void directories() throws IOException {
		this.bin = Files.createDirectory(this.directory.resolve("bin"));
		this.proc = Files.createDirectory(this.directory.resolve("proc"));
	}

	private void program(Path file) throws IOException {
		Files.createDirectories(file.getParent());
		Files.writeString(file, "");
		assertThat(file.toFile().setExecutable(true)).isTrue();
	}

	private void process(int pid, String name, String environment) throws IOException {
		Path process = Files.createDirectory(this.proc.resolve(Integer.toString(pid)));
		Files.writeString(process.resolve("comm"), name + "\n");
		Files.writeString(process.resolve("environ"), environment);
	}

	private String problem(String shim, @Nullable String program, boolean inherited) {
		return new RuntimePrograms(this.bin.toString(), this.proc).problem(shim, program, inherited).orElse("none");
	}

	@Test
	void aProgramOnThePathIsThere() throws IOException {
		program(this.bin.resolve("my-runc"));
		program(this.bin.resolve("containerd-shim-walls-v2"));
		assertThat(problem(RUNC, "my-runc", true)).isEqualTo("none");
		assertThat(problem(RUNC, this.bin.resolve("my-runc").toString(), true)).isEqualTo("none");
		assertThat(problem("io.containerd.walls.v2", null, true)).isEqualTo("none");
	}

	@Test
	void aMissingOneIsNamedWithItsPackage() throws IOException {
		assertThat(problem(RUNC, "my-runc", true))
			.isEqualTo("the runtime 'my-runc' is not there: there is no program 'my-runc' on the PATH of containerd;"
					+ " install it, or give its path");
		assertThat(problem("io.containerd.kata.v2", null, true)).contains("'io.containerd.kata.v2'")
			.contains("'containerd-shim-kata-v2'")
			.contains("katacontainers.io");
		Files.writeString(this.bin.resolve("text"), "");
		assertThat(problem(RUNC, this.bin.resolve("text").toString(), true)).contains("executed; correct the path");
	}

	@Test
	void whatContainerdSeesCounts() throws IOException {
		assertThat(problem(RUNC, "my-runc", false)).isEqualTo("none");
		process(7, "bash", "PATH=/nowhere");
		assertThat(problem(RUNC, "my-runc", false)).isEqualTo("none");
		process(8, "containerd", "HOME=/\0PATH=/nowhere:" + this.directory.resolve("own") + "\0LANG=C\0");
		assertThat(problem(RUNC, "my-runc", false)).contains("'my-runc'");
		program(this.directory.resolve("own/my-runc"));
		assertThat(problem(RUNC, "my-runc", false)).isEqualTo("none");
		assertThat(problem(RUNC, "my-runc", true)).isEqualTo("none");
	}

	@Test
	void aPluginHasNoProgram() {
		assertThat(problem("io.containerd.runtime.v1.linux", null, true)).isEqualTo("none");
	}

}

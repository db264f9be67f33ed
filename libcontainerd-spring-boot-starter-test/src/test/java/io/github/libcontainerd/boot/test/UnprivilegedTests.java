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

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the tests with a fake containerd in a JVM of their own, as a user without rights.
 * Their contexts are those that Spring caches until the JVM ends.
 */
class UnprivilegedTests {

	private static final String NOBODY = "65534";

	private Path directory = Path.of("unset");

	@BeforeEach
	void makeDirectory() throws IOException {
		this.directory = Files.createTempDirectory(Path.of("/tmp"), "lc-nobody-");
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	@AfterEach
	void removeDirectory() throws IOException {
		FileSystemUtils.deleteRecursively(this.directory);
	}

	@Test
	void theFakeNeedsNoRightsAndLeavesNothingWhenTheJvmEnds() throws Exception {
		Path temporary = Files.createDirectory(this.directory.resolve("tmp"));
		Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
		List<String> command = new ArrayList<>();
		boolean root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
		if (root) {
			command.addAll(
					List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--no-new-privs"));
		}
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"-Djava.io.tmpdir=" + temporary, "-cp", readableClassPath(), TestLauncher.class.getName(),
				AutoConfigureFakeContainerdTests.class.getName(), OldFakeContainerdTests.class.getName(),
				FakeContainerdAutoConfigurationTests.class.getName(),
				"io.github.libcontainerd.boot.test.container.TestContainerTests"));
		Path log = this.directory.resolve("log");
		Process process = new ProcessBuilder(command).directory(temporary.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
			String output = Files.readString(log, StandardCharsets.UTF_8);
			assertThat(process.exitValue()).as(output).isZero();
			assertThat(output).contains("as user " + (root ? NOBODY : "")).contains("0 failed");
			try (Stream<Path> left = Files.list(temporary)) {
				assertThat(left.map((path) -> path.getFileName().toString())
					.filter((name) -> name.startsWith("lc-") || name.startsWith("lf-"))).isEmpty();
			}
		}
		finally {
			process.destroyForcibly();
		}
	}

	// The repository of root is closed to others, its files are not.
	private String readableClassPath() throws IOException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Path copies = Files.createDirectory(this.directory.resolve("lib"));
		List<String> readable = new ArrayList<>();
		for (String entry : classPath.split(File.pathSeparator)) {
			Path source = Path.of(entry);
			if (Files.exists(source)) {
				Path copy = copies.resolve(readable.size() + "-" + source.getFileName());
				copy(source, copy);
				readable.add(copy.toString());
			}
		}
		return String.join(File.pathSeparator, readable);
	}

	private static void copy(Path source, Path copy) throws IOException {
		if (Files.isDirectory(source)) {
			FileSystemUtils.copyRecursively(source, copy);
		}
		else {
			Files.copy(source, copy, StandardCopyOption.COPY_ATTRIBUTES);
		}
	}

}

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

package io.github.libcontainerd.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A root file system for a {@link FakeContainerd}: empty executables in the place of
 * commands. It needs no busybox, and a real containerd cannot run it.
 */
public final class FakeRootfs {

	/** The commands that the fake's shell knows. */
	static final List<String> COMMANDS = List.of("sh", "busybox", "true", "false", "echo", "printf", "sleep", "cat",
			"head", "seq", "yes", "kill", "wc", "env", "printenv", "pwd", "test", "stty", "id", "hostname", "ls",
			"touch", "mkdir", "rm", "tail");

	private FakeRootfs() {
	}

	/**
	 * Build a root file system.
	 * @param directory the directory to fill, created when missing
	 * @return the directory, absolute
	 */
	public static Path create(Path directory) {
		Path root = directory.toAbsolutePath().normalize();
		try {
			for (String name : List.of("bin", "etc", "proc", "dev", "tmp")) {
				Files.createDirectories(root.resolve(name));
			}
			for (String name : COMMANDS) {
				Path file = root.resolve("bin").resolve(name);
				if (!Files.exists(file)) {
					Files.createFile(file,
							PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
				}
			}
			Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
			Files.writeString(root.resolve("etc/group"), "root:x:0:\n");
			return root;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot build a root file system in " + root, ex);
		}
	}

}

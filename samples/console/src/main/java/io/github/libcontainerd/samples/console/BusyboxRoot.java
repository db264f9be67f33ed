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

package io.github.libcontainerd.samples.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.springframework.util.FileSystemUtils;

/**
 * A root file system with nothing but the host's busybox, for those who have no image
 * yet. It is removed when the JVM ends.
 *
 * @param path where it is
 */
record BusyboxRoot(Path path) {

	private static final Path BUSYBOX = Path.of("/bin/busybox");

	private static final List<String> COMMANDS = List.of("sh", "cat", "date", "df", "echo", "env", "false", "free",
			"grep", "head", "hostname", "id", "kill", "ls", "mount", "ps", "pwd", "rm", "seq", "sleep", "stty", "tail",
			"touch", "top", "true", "uname", "vi", "wc", "yes");

	static BusyboxRoot create() throws IOException {
		// Containers without an id are named after the directory.
		Path root = Files.createDirectory(Files.createTempDirectory("console-rootfs").resolve("busybox"));
		for (String directory : List.of("bin", "proc", "sys", "dev", "tmp", "etc")) {
			Files.createDirectory(root.resolve(directory));
		}
		Path busybox = Files.copy(BUSYBOX, root.resolve("bin/busybox"));
		for (String command : COMMANDS) {
			Files.createLink(root.resolve("bin").resolve(command), busybox);
		}
		return new BusyboxRoot(root);
	}

	void delete() {
		try {
			FileSystemUtils.deleteRecursively(this.path.getParent());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

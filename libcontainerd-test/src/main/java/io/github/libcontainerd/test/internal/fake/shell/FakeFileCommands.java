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

package io.github.libcontainerd.test.internal.fake.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The commands of the fake's shell that are about files.
 *
 * @param shell the shell
 */
record FakeFileCommands(FakeShell shell) {

	private static final Set<String> NAMES = Set.of("cat", "ls", "touch", "mkdir", "rm", "tail");

	static boolean has(String name) {
		return NAMES.contains(name);
	}

	int run(String name, List<String> args) {
		List<String> files = args.stream().filter((arg) -> !arg.startsWith("-") || arg.equals("-")).toList();
		boolean force = args.stream().anyMatch((arg) -> arg.matches("-[a-z]*[fp][a-z]*"));
		if (files.isEmpty()) {
			files = name.equals("ls") ? List.of(this.shell.spec.cwd()) : List.of("-");
		}
		int status = 0;
		for (String file : files) {
			try {
				run(name, file, force);
			}
			catch (IOException ex) {
				status = 1;
				this.shell.print(this.shell.err, "%s: %s\n".formatted(name, problem(name, file, ex)));
			}
		}
		return status;
	}

	private static String problem(String name, String file, IOException ex) {
		String why = String.valueOf(ex.getMessage());
		String reason = why.contains("Read-only") ? "Read-only file system"
				: why.contains("exists") ? "File exists" : "No such file or directory";
		return switch (name) {
			case "cat", "tail" -> "can't open '" + file + "': " + reason;
			case "mkdir" -> "can't create directory '" + file + "': " + reason;
			case "rm" -> "can't remove '" + file + "': " + reason;
			default -> file + ": " + reason;
		};
	}

	private void run(String name, String file, boolean force) throws IOException {
		switch (name) {
			case "cat", "tail" -> copy(name, file);
			case "ls" -> this.shell.list(file).forEach((entry) -> this.shell.print(this.shell.out, entry + "\n"));
			case "touch" -> {
				Path path = this.shell.target(file);
				if (!Files.exists(path)) {
					Files.createFile(path);
				}
			}
			case "mkdir" -> {
				if (force) {
					this.shell.makeDirectory(file);
					return;
				}
				Path path = this.shell.target(file);
				if (Files.exists(path)) {
					throw new IOException(file + " exists");
				}
				Files.createDirectory(path);
			}
			default -> {
				if (!force || this.shell.exists(file)) {
					this.shell.remove(file);
				}
			}
		}
	}

	/**
	 * All of a file, even for tail: nobody needs less. What has no end needs all memory.
	 */
	private void copy(String name, String file) throws IOException {
		if (file.equals("-")) {
			this.shell.in.transferTo(this.shell.out);
			return;
		}
		if (name.equals("tail") && file.equals("/dev/zero")) {
			this.shell.run.runOutOfMemory();
		}
		try (InputStream stream = Files.newInputStream(this.shell.file(file))) {
			stream.transferTo(this.shell.out);
		}
	}

}

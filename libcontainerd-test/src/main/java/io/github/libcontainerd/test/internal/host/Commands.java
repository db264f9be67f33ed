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

package io.github.libcontainerd.test.internal.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Commands and files of the host.
 */
public final class Commands {

	private Commands() {
	}

	/**
	 * Run a command to its end.
	 * @return what it wrote to its standard output and error
	 */
	public static String run(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			int status = process.waitFor();
			if (status != 0) {
				throw new IllegalStateException(
						"%s ended with status %d: %s".formatted(String.join(" ", command), status, output));
			}
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot run " + command[0], ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while running " + command[0], ex);
		}
	}

	/**
	 * Where a command is found.
	 * @return its file or {@code null} if it is in none of the directories
	 */
	public static @Nullable Path find(String name, String path) {
		for (String dir : path.split(":")) {
			Path file = Path.of(dir.isEmpty() ? "." : dir, name);
			if (Files.isExecutable(file) && Files.isRegularFile(file)) {
				return file;
			}
		}
		return null;
	}

	/**
	 * Delete a file or a tree of files, if it is there.
	 */
	public static void delete(Path file) {
		try {
			if (Files.isDirectory(file)) {
				deleteTree(file);
			}
			else {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Delete a tree of files, without following links.
	 */
	public static void deleteTree(Path directory) throws IOException {
		if (!Files.exists(directory)) {
			return;
		}
		Files.walkFileTree(directory, new SimpleFileVisitor<Path>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.deleteIfExists(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFileFailed(Path file, IOException ex) throws IOException {
				if (ex instanceof NoSuchFileException) {
					return FileVisitResult.CONTINUE;
				}
				throw ex;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException ex) throws IOException {
				Files.deleteIfExists(dir);
				return FileVisitResult.CONTINUE;
			}

		});
	}

	/**
	 * The mount points of this process's mount namespace that are the path or below it.
	 */
	public static List<Path> mountsBelow(Path path) {
		List<Path> mounts = new ArrayList<>();
		for (String line : readLines(Path.of("/proc/self/mountinfo"))) {
			Path target = Path.of(unescape(line.split(" ")[4]));
			if (target.startsWith(path)) {
				mounts.add(target);
			}
		}
		return mounts;
	}

	private static String unescape(String field) {
		return field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
	}

	/**
	 * The processes with an argument equal to the given one, as "pid command line".
	 */
	public static List<String> processesWithArgument(String argument) {
		List<String> found = new ArrayList<>();
		ProcessHandle.allProcesses().forEach((handle) -> {
			List<String> command = readLines(Path.of("/proc", Long.toString(handle.pid()), "cmdline")).stream()
				.flatMap((line) -> List.of(line.split("\0")).stream())
				.toList();
			if (command.contains(argument)) {
				found.add(handle.pid() + " " + String.join(" ", command));
			}
		});
		return found;
	}

	/**
	 * The lines of a file or none if it cannot be read.
	 */
	public static List<String> readLines(Path file) {
		try {
			return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}

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

package io.github.libcontainerd.internal.rootfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies files by GNU tar, which keeps what Java can't read or make: extended attributes
 * such as file capabilities, access control lists, hard links, devices, holes. It gets
 * the names one by one, so that it follows no link and sees no whiteout.
 */
final class TarCopy {

	private static final List<Path> PLACES = List.of(Path.of("/usr/bin/tar"), Path.of("/bin/tar"),
			Path.of("/usr/local/bin/tar"));

	private static final List<String> ATTRIBUTES = List.of("--xattrs", "--xattrs-include=*",
			"--xattrs-exclude=trusted.overlay.*", "--xattrs-exclude=security.selinux", "--acls", "--numeric-owner");

	private static final int SHOWN = 1000;

	private final Path tar;

	private final Map<Path, List<Path>> names = new LinkedHashMap<>();

	TarCopy(Path tar) {
		this.tar = tar;
	}

	/**
	 * Return GNU tar, looked for once.
	 */
	static Optional<Path> program() {
		return Program.FOUND;
	}

	/**
	 * Add a file or a directory, the latter without what is in it.
	 * @param base the directory to copy from
	 * @param name the name below
	 */
	void add(Path base, Path name) {
		this.names.computeIfAbsent(base, (key) -> new ArrayList<>()).add(name);
	}

	/**
	 * Copy what was added. Directories that exist get the attributes.
	 * @param target where to
	 * @param scratch the name of files that may be made meanwhile
	 */
	void copy(Path target, Path scratch) throws IOException {
		Path list = scratch.resolveSibling(scratch.getFileName() + ".names");
		Path errors = scratch.resolveSibling(scratch.getFileName() + ".errors");
		try {
			for (Map.Entry<Path, List<Path>> each : this.names.entrySet()) {
				Files.write(list, list(each.getKey(), each.getValue()));
				copy(each.getKey(), target, list, errors);
			}
		}
		finally {
			Files.deleteIfExists(list);
			Files.deleteIfExists(errors);
		}
	}

	private void copy(Path base, Path target, Path list, Path errors) throws IOException {
		ProcessBuilder create = builder(errors, "--create", "--file=-", "--format=posix", "--sparse", "--no-recursion",
				"--directory=" + base, "--null", "--files-from=" + list);
		ProcessBuilder extract = builder(errors, "--extract", "--file=-", "--same-owner", "--same-permissions",
				"--directory=" + target);
		List<Process> processes = ProcessBuilder.startPipeline(List.of(create, extract));
		try {
			boolean failed = false;
			for (Process process : processes) {
				failed |= process.waitFor() != 0;
			}
			if (failed) {
				throw new IOException("tar could not copy " + base + " to " + target + ": " + read(errors).strip());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while " + base + " was copied");
		}
		finally {
			processes.forEach(Process::destroyForcibly);
		}
	}

	private ProcessBuilder builder(Path errors, String... options) {
		List<String> command = new ArrayList<>(List.of(this.tar.toString()));
		command.addAll(ATTRIBUTES);
		command.addAll(List.of(options));
		ProcessBuilder builder = new ProcessBuilder(command)
			.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
		// Options may come from there too.
		builder.environment().clear();
		builder.environment().put("LC_ALL", "C");
		return builder;
	}

	private static String read(Path file) throws IOException {
		try (InputStream stream = Files.newInputStream(file)) {
			return new String(stream.readNBytes(SHOWN), StandardCharsets.UTF_8);
		}
	}

	/**
	 * Return the names, each ended by a NUL. None looks like an option.
	 */
	private static byte[] list(Path base, List<Path> names) throws IOException {
		ByteArrayOutputStream list = new ByteArrayOutputStream();
		int start = bytes(base).length + 1;
		for (Path name : names) {
			list.write('.');
			if (!name.toString().isEmpty()) {
				byte[] path = bytes(base.resolve(name));
				list.write('/');
				list.write(path, start, path.length - start);
			}
			list.write(0);
		}
		return list.toByteArray();
	}

	/**
	 * Return the bytes of a path, which need not be text in any encoding.
	 */
	static byte[] bytes(Path path) {
		String escaped = path.toUri().getRawPath();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = 0; i < escaped.length(); i++) {
			char c = escaped.charAt(i);
			if (c == '%') {
				bytes.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
				i += 2;
			}
			else {
				bytes.write(c);
			}
		}
		byte[] all = bytes.toByteArray();
		boolean slash = all.length > 1 && all[all.length - 1] == '/';
		return slash ? Arrays.copyOf(all, all.length - 1) : all;
	}

	/**
	 * The program.
	 */
	private static final class Program {

		private static final Optional<Path> FOUND = PLACES.stream().filter(Program::isGnu).findFirst();

		private static boolean isGnu(Path tar) {
			if (!Files.isExecutable(tar)) {
				return false;
			}
			try {
				Process process = new ProcessBuilder(tar.toString(), "--version")
					.redirectError(ProcessBuilder.Redirect.DISCARD)
					.start();
				process.getOutputStream().close();
				byte[] version = process.getInputStream().readAllBytes();
				return process.waitFor() == 0 && new String(version, StandardCharsets.UTF_8).contains("GNU tar");
			}
			catch (IOException ex) {
				return false;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}

	}

}

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
package io.github.libcontainerd.internal.shim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds the state directory of a containerd that nobody has named, before any shim shows
 * it: in the configuration of the process that listens at the socket. What can't be seen,
 * for lack of rights or in another process namespace, stays unknown.
 */
public final class DaemonState {

	private static final Path PROC = Path.of("/proc");

	private static final String CONFIGURATION = "/etc/containerd/config.toml";

	private static final String DEFAULT = "/run/containerd";

	// The flag of a socket that listens, __SO_ACCEPTCON.
	private static final String LISTENS = "00010000";

	private static final Pattern STATE = Pattern.compile("\\s*state\\s*=\\s*[\"']([^\"']+)[\"']\\s*(#.*)?");

	private DaemonState() {
	}

	/**
	 * Look for it.
	 * @param socket where containerd listens
	 * @return the directory; empty if it can't be seen
	 */
	public static Optional<Path> of(Path socket) {
		return ProcessHandle.allProcesses()
			.filter((process) -> process.info()
				.command()
				.filter((command) -> command.endsWith("/containerd"))
				.isPresent())
			.filter((process) -> listens(PROC.resolve(Long.toString(process.pid())), socket))
			.findFirst()
			.flatMap(DaemonState::of);
	}

	private static boolean listens(Path process, Path socket) {
		try (Stream<String> sockets = Files.lines(process.resolve("net/unix"));
				Stream<Path> files = Files.list(process.resolve("fd"))) {
			List<String> inodes = sockets.map((line) -> line.split("\\s+", 8))
				.filter((columns) -> columns.length == 8 && columns[3].equals(LISTENS)
						&& columns[7].equals(socket.toString()))
				.map((columns) -> "socket:[" + columns[6] + "]")
				.toList();
			return !inodes.isEmpty() && files.anyMatch((file) -> inodes.contains(target(file)));
		}
		catch (IOException | UncheckedIOException ex) {
			return false;
		}
	}

	private static String target(Path file) {
		try {
			return Files.readSymbolicLink(file).toString();
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static Optional<Path> of(ProcessHandle process) {
		String[] arguments = process.info().arguments().orElse(new String[0]);
		String state = option(arguments, "--state");
		if (state != null) {
			return Optional.of(Path.of(state));
		}
		String given = option(arguments, "--config", "-c");
		Path directory = PROC.resolve(Long.toString(process.pid()));
		Path configuration = Path.of(target(directory.resolve("cwd"))).resolve((given != null) ? given : CONFIGURATION);
		try {
			return Optional.of(read(Files.readAllLines(directory.resolve("root" + configuration))));
		}
		catch (IOException ex) {
			return (given != null) ? Optional.empty() : Optional.of(Path.of(DEFAULT));
		}
	}

	/**
	 * Read it from a configuration; it is a key of the first level.
	 */
	static Path read(List<String> configuration) {
		return configuration.stream()
			.takeWhile((line) -> !line.stripLeading().startsWith("["))
			.map(STATE::matcher)
			.filter(Matcher::matches)
			.map((matcher) -> Path.of(matcher.group(1)))
			.findFirst()
			.orElse(Path.of(DEFAULT));
	}

	private static @Nullable String option(String[] arguments, String... names) {
		for (int i = 0; i < arguments.length; i++) {
			for (String name : names) {
				if (arguments[i].equals(name) && i + 1 < arguments.length) {
					return arguments[i + 1];
				}
				if (arguments[i].startsWith(name + "=")) {
					return arguments[i].substring(name.length() + 1);
				}
			}
		}
		return null;
	}

}

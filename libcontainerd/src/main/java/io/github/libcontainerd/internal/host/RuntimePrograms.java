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
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Looks for the program of a runtime where containerd will look for it, so that one that
 * is missing is told before anything is made. containerd may have another PATH than we:
 * what is missing here counts only if the PATH of a containerd was looked through.
 */
public final class RuntimePrograms {

	private static final List<String> USUAL = List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin",
			"/sbin", "/bin");

	private static final Map<String, String> REMEDIES = Map.of("runc", "the package runc (apt-get install runc)",
			"crun", "the package crun (apt-get install crun)", "runsc",
			"gVisor, the package runsc (apt-get install runsc)", "containerd-shim-runsc-v1",
			"the containerd shim of gVisor, https://gvisor.dev/docs/user_guide/install/, or take the runtime 'runsc',"
					+ " which needs none",
			"containerd-shim-kata-v2",
			"Kata Containers, https://katacontainers.io, and link its shim into" + " /usr/local/bin");

	private final String path;

	private final Path proc;

	RuntimePrograms(@Nullable String path, Path proc) {
		this.path = Objects.requireNonNullElse(path, "");
		this.proc = proc;
	}

	/**
	 * Return what to look for a runtime with.
	 * @return this host's programs
	 */
	public static RuntimePrograms ofThisHost() {
		return new RuntimePrograms(System.getenv("PATH"), Path.of("/proc"));
	}

	/**
	 * Return what is wrong with a runtime.
	 * @param shim the name of the containerd runtime
	 * @param program the program that its shim is to start; {@code null} for its own
	 * @param inherited whether containerd has the PATH of this process
	 * @return the problem and the remedy; empty when the program is there, or when it
	 * can't be told
	 */
	public Optional<String> problem(String shim, @Nullable String program, boolean inherited) {
		String wanted = (program != null) ? program : shimProgram(shim);
		if (wanted == null) {
			return Optional.empty();
		}
		Set<String> directories = new LinkedHashSet<>(List.of(this.path.split(":")));
		directories.addAll(USUAL);
		if (isIn(directories, wanted)) {
			return Optional.empty();
		}
		Set<String> daemons = pathsOfDaemons();
		if (daemons.isEmpty() && !inherited || isIn(daemons, wanted)) {
			return Optional.empty();
		}
		String remedy = REMEDIES.get(wanted);
		String named = (program != null) ? program : shim;
		return Optional.of("the runtime '" + named + "' is not there: "
				+ (wanted.contains("/") ? "this is not a file that can be executed; correct the path"
						: "there is no program '" + wanted + "' on the PATH of containerd; "
								+ ((remedy != null) ? "install " + remedy : "install it, or give its path")));
	}

	/**
	 * {@code io.containerd.NAME.VERSION} is started as
	 * {@code containerd-shim-NAME-VERSION}. Before containerd 2, one of them is a
	 * plug-in.
	 */
	private static @Nullable String shimProgram(String runtime) {
		String[] parts = runtime.split("\\.");
		boolean plugin = runtime.startsWith("io.containerd.runtime.");
		return (plugin || parts.length < 2) ? null
				: "containerd-shim-" + parts[parts.length - 2] + "-" + parts[parts.length - 1];
	}

	private static boolean isIn(Set<String> directories, String program) {
		try {
			if (program.contains("/")) {
				return runnable(Path.of(program));
			}
			return directories.stream()
				.anyMatch((directory) -> !directory.isEmpty() && runnable(Path.of(directory, program)));
		}
		catch (InvalidPathException ex) {
			return false;
		}
	}

	private static boolean runnable(Path file) {
		return Files.isRegularFile(file) && Files.isExecutable(file);
	}

	private Set<String> pathsOfDaemons() {
		Set<String> directories = new LinkedHashSet<>();
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(this.proc, "[0-9]*")) {
			for (Path process : processes) {
				addPath(process, directories);
			}
		}
		catch (IOException ex) {
			// Without /proc nothing can be told.
		}
		return directories;
	}

	private static void addPath(Path process, Set<String> directories) {
		try {
			if (!Files.readString(process.resolve("comm")).strip().equals("containerd")) {
				return;
			}
			String environment = new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
			for (String variable : environment.split("\0")) {
				if (variable.startsWith("PATH=")) {
					directories.addAll(List.of(variable.substring("PATH=".length()).split(":")));
				}
			}
		}
		catch (IOException ex) {
			// It has ended, or belongs to somebody else.
		}
	}

}

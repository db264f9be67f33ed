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

package io.github.libcontainerd.internal.daemon;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;

/**
 * Finds programs as the shell does.
 */
public final class Programs {

	private Programs() {
	}

	/**
	 * Find a program.
	 * @param program a name on the PATH, or a path
	 * @return its path; empty when there is none
	 */
	public static Optional<Path> find(String program) {
		if (program.contains("/")) {
			return Optional.of(Path.of(program)).filter(Programs::runnable);
		}
		String path = System.getenv("PATH");
		for (String directory : ((path != null) ? path : "").split(File.pathSeparator)) {
			Path candidate = Path.of(directory, program);
			if (!directory.isEmpty() && runnable(candidate)) {
				return Optional.of(candidate);
			}
		}
		return Optional.empty();
	}

	static Path require(String program) {
		return find(program).orElseThrow(() -> new RemoteStartException(Reason.BINARY_MISSING, program, "", null));
	}

	private static boolean runnable(Path path) {
		return Files.isRegularFile(path) && Files.isExecutable(path);
	}

}

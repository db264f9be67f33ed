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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;

/**
 * Finds the program of the host that is the first process of containers that want one. It
 * has to be a static one, since an image need not have the libraries of the host.
 */
public final class InitProgram {

	private static final List<Path> PLACES = List.of(Path.of("/usr/bin/tini-static"),
			Path.of("/usr/local/bin/tini-static"), Path.of("/usr/bin/docker-init"),
			Path.of("/usr/libexec/docker/docker-init"), Path.of("/usr/local/bin/docker-init"));

	private InitProgram() {
	}

	/**
	 * Return the program.
	 * @param configured what is asked for; {@code null} for a usual one
	 * @param operation what it is part of
	 * @return the path
	 * @throws InvalidRequestException if it is not there
	 */
	public static Path require(@Nullable Path configured, Operation operation) {
		return ((configured != null) ? List.of(configured) : PLACES).stream()
			.filter((program) -> program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program))
			.findFirst()
			.orElseThrow(() -> new InvalidRequestException(operation,
					((configured != null)
							? "there is no init program at '" + configured
									+ "'; correct the path, or leave it out and install"
							: "there is no init program, neither tini-static nor docker-init; install")
							+ " the package tini" + " (apt-get install tini), or run it without init",
					null));
	}

}

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

package io.github.libcontainerd.internal.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.Spec;

/**
 * Namespaces of other processes that a container shares. They are named by a pid, which
 * may be another's by the time of the next run: the container would get into that one's,
 * and be it the host's.
 */
final class SharedNamespaces {

	private final Map<Path, Path> seen = new HashMap<>();

	private SharedNamespaces() {
	}

	/**
	 * Look which ones are meant.
	 */
	static SharedNamespaces of(Spec spec) {
		SharedNamespaces shared = new SharedNamespaces();
		Linux linux = spec.linux();
		if (linux != null) {
			linux.namespaces().forEach((namespace) -> shared.add(namespace.path()));
		}
		return shared;
	}

	private void add(@Nullable String path) {
		if (path == null || path.isEmpty()) {
			return;
		}
		try {
			Path file = Path.of(path);
			this.seen.put(file, Files.readSymbolicLink(file));
		}
		catch (IOException | InvalidPathException | UnsupportedOperationException ex) {
			// It is mounted somewhere, and stays the same there; or the runtime will say
			// what is wrong with it.
		}
	}

	/**
	 * Check before the next run that they are still the same.
	 */
	void check(Operation operation) {
		this.seen.forEach((file, namespace) -> {
			try {
				if (namespace.equals(Files.readSymbolicLink(file))) {
					return;
				}
			}
			catch (IOException ex) {
				throw gone(operation, file, ex);
			}
			throw gone(operation, file, null);
		});
	}

	private static InvalidRequestException gone(Operation operation, Path file, @Nullable IOException cause) {
		return new InvalidRequestException(operation,
				"the process whose namespace it shares (" + file + ") has ended; start it anew with another one",
				cause);
	}

}

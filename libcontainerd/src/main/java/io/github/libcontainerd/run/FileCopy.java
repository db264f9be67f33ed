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
package io.github.libcontainerd.run;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;

/**
 * A file that a container has from its start. Immutable.
 *
 * @param path where in the container, an absolute path
 * @param source the file of the host that it is a copy of; {@code null} for a text
 * @param text what is in it; {@code null} for that of a file
 * @since 0.1.0
 */
public record FileCopy(String path, @Nullable Path source, @Nullable String text) {

	/**
	 * Create it.
	 * @param path where in the container, an absolute path
	 * @param source the file of the host that it is a copy of; {@code null} for a text
	 * @param text what is in it; {@code null} for that of a file
	 * @throws InvalidRequestException if the path is not absolute
	 * @throws IllegalArgumentException if there is neither or both of source and text
	 */
	public FileCopy {
		Checks.absolute("path of the file", path);
		if ((source == null) == (text == null)) {
			throw new IllegalArgumentException("a file has either a source or a text");
		}
	}

}

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

import io.github.libcontainerd.InvalidRequestException;

/**
 * Files and directories that a container has from its start. Immutable.
 *
 * @param source a tar archive, or a directory of the host
 * @param directory the directory in the container that they are copied into, an absolute
 * path
 * @since 0.1.0
 */
public record FileTree(Path source, String directory) {

	/**
	 * Create it.
	 * @param source a tar archive, or a directory of the host
	 * @param directory the directory in the container that they are copied into, an
	 * absolute path
	 * @throws InvalidRequestException if the directory is not absolute
	 */
	public FileTree {
		Checks.absolute("directory of the files", directory);
	}

}

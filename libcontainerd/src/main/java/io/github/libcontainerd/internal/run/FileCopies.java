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
package io.github.libcontainerd.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.run.FileCopy;
import io.github.libcontainerd.spec.Mount;

/**
 * The files that a container has from its start: copies beside the container's other
 * files, which are mounted and go with it.
 */
final class FileCopies {

	private FileCopies() {
	}

	/**
	 * Copy them.
	 * @param directory the files of the container
	 * @return the mounts that show them
	 * @throws InvalidRequestException if one is not a file that can be read
	 */
	static List<Mount> write(List<FileCopy> files, Path directory, Operation operation) throws IOException {
		List<Mount> mounts = new ArrayList<>();
		for (FileCopy file : files) {
			Path copy = directory.resolve("file-" + mounts.size());
			Path source = file.source();
			if (source != null) {
				copy(source, copy, operation);
			}
			else {
				Files.writeString(copy, String.valueOf(file.text()));
				Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
			}
			mounts.add(Mount.bind(copy.toString(), file.path()));
		}
		return mounts;
	}

	private static void copy(Path source, Path copy, Operation operation) throws IOException {
		if (Files.isDirectory(source)) {
			throw new InvalidRequestException(operation,
					"'" + source + "' is a directory; name its files, or mount it with bind", null);
		}
		try {
			Files.copy(source, copy);
			Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(source));
		}
		catch (NoSuchFileException ex) {
			throw new InvalidRequestException(operation, "there is no file '" + source + "' to copy", ex);
		}
	}

}

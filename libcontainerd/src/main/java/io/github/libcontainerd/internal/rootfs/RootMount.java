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

import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What is mounted in a root file system while its container runs.
 *
 * @param destination where, an absolute path
 * @param directory the directory of the host that is there; {@code null} for what only a
 * container that runs has
 * @param readOnly whether the container can't write to it
 * @param absence why there is no directory, and what to do
 */
public record RootMount(String destination, @Nullable Path directory, boolean readOnly, String absence) {

	OpenDirectory open() throws IOException {
		OpenDirectory opened = OpenDirectory.open(requireDirectory(), null);
		if (opened == null) {
			throw new NotDirectoryException(Objects.toString(this.directory));
		}
		return opened;
	}

	Path requireDirectory() throws AbsentMountException {
		if (this.directory == null) {
			throw new AbsentMountException(this.destination, this.absence);
		}
		return this.directory;
	}

}

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

package io.github.libcontainerd.boot.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.util.FileSystemUtils;

import io.github.libcontainerd.test.FakeRootfs;

/**
 * The files of an application that is tested with a fake containerd.
 *
 * @param directory where they are
 */
record FakeFiles(Path directory) implements TestFiles, AutoCloseable {

	// What a socket's address can hold, less what we put below the directory.
	private static final int MAX_LENGTH = 80;

	static FakeFiles create() {
		Path parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
		try {
			return new FakeFiles(Files.createTempDirectory(
					(parent.toString().length() <= MAX_LENGTH) ? parent : Path.of("/tmp"), "lc-fake-"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot make a directory in " + parent, ex);
		}
	}

	Path socket() {
		return this.directory.resolve("c.sock");
	}

	Path rootfs() {
		return FakeRootfs.create(this.directory.resolve("rootfs"));
	}

	@Override
	public Path stateDirectory() {
		return this.directory.resolve("s");
	}

	@Override
	public Path root() {
		return this.directory.resolve("data");
	}

	// It is not there: nothing is read of a real containerd.
	@Override
	public Path containerdState() {
		return this.directory.resolve("state");
	}

	@Override
	public void close() {
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot delete " + this.directory, ex);
		}
	}

}

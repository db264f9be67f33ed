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

package io.github.libcontainerd.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.internal.host.Commands;

/**
 * A small file system for what containerd keeps, so that it can be full.
 */
final class Disk implements AutoCloseable {

	private static final String SIZE = "96m";

	private final PrivateContainerd containerd;

	private final Path root;

	private final Path rest;

	private Disk(PrivateContainerd containerd) {
		this.containerd = containerd;
		this.root = containerd.directory().resolve("root");
		this.rest = this.root.resolve("rest");
	}

	/**
	 * Let a containerd begin anew on a file system of its own.
	 */
	static Disk mount(PrivateContainerd containerd) {
		Disk disk = new Disk(containerd);
		containerd.terminate();
		Commands.run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + SIZE, "soak", disk.root.toString());
		containerd.start();
		return disk;
	}

	/**
	 * Take all that is free.
	 */
	void fill() {
		byte[] block = new byte[4096];
		try (OutputStream file = Files.newOutputStream(this.rest)) {
			for (;;) {
				file.write(block);
			}
		}
		catch (IOException full) {
			// As it should be.
		}
	}

	/**
	 * Give it back.
	 */
	void free() {
		try {
			Files.deleteIfExists(this.rest);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.containerd.terminate();
		Commands.run("umount", "-l", this.root.toString());
	}

}

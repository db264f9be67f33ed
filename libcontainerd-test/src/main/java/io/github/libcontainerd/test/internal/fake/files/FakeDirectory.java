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

package io.github.libcontainerd.test.internal.fake.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.test.internal.host.Commands;

/**
 * The files of a fake daemon: content and snapshots. Made when first needed, deleted with
 * the daemon.
 */
public final class FakeDirectory {

	private @Nullable Path root;

	private final AtomicInteger count = new AtomicInteger();

	private final ReentrantLock lock = new ReentrantLock();

	public Path root() {
		return locked(() -> {
			Path made = this.root;
			if (made == null) {
				try {
					made = Files.createTempDirectory(Path.of("/tmp"), "lfd-");
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				this.root = made;
			}
			return made;
		});
	}

	private <T extends @Nullable Object> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** A directory below the root. */
	public Path directory(String name) {
		try {
			return Files.createDirectories(root().resolve(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A name for a file that nobody else uses. */
	public Path fresh(String directory) {
		return directory(directory).resolve(Integer.toString(this.count.incrementAndGet()));
	}

	public boolean owns(Path path) {
		Path made = locked(() -> this.root);
		return made != null && path.normalize().startsWith(made);
	}

	public void delete() throws IOException {
		Path made = locked(() -> {
			Path old = this.root;
			this.root = null;
			return old;
		});
		if (made != null) {
			Commands.deleteTree(made);
		}
	}

}

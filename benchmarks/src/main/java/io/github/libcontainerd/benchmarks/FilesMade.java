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
package io.github.libcontainerd.benchmarks;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Counts the files that come into being below a directory. One that is moved within it
 * counts again.
 */
final class FilesMade implements AutoCloseable {

	private final WatchService watch;

	private int count;

	FilesMade(Path directory) throws IOException {
		this.watch = directory.getFileSystem().newWatchService();
		register(directory);
	}

	private void register(Path directory) throws IOException {
		Files.walkFileTree(directory, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
				each.register(FilesMade.this.watch, StandardWatchEventKinds.ENTRY_CREATE);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFileFailed(Path each, IOException failure) {
				// It was deleted meanwhile.
				return FileVisitResult.CONTINUE;
			}

		});
	}

	/**
	 * Return how many there were so far. To be called often, as the kernel keeps some
	 * events only.
	 */
	int count() throws IOException {
		WatchKey key = this.watch.poll();
		while (key != null) {
			Path directory = (Path) key.watchable();
			for (WatchEvent<?> event : key.pollEvents()) {
				this.count++;
				Path made = directory.resolve((Path) event.context());
				if (Files.isDirectory(made, LinkOption.NOFOLLOW_LINKS)) {
					register(made);
				}
			}
			key.reset();
			key = this.watch.poll();
		}
		return this.count;
	}

	@Override
	public void close() throws IOException {
		this.watch.close();
	}

}

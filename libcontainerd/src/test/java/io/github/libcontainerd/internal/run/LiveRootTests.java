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
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Users of a root file system that somebody changes meanwhile.
 */
class LiveRootTests {

	private static final Operation OPERATION = Operation.onContainer("run a process in", "ns", "web");

	private static final int ROUNDS = 5_000;

	private static final long NONE = -1;

	@TempDir
	private Path directory;

	private Path root;

	private Path passwd;

	@BeforeEach
	void makeRoot() throws IOException {
		this.root = Files.createDirectories(this.directory.resolve("root/etc")).getParent();
		this.passwd = this.root.resolve("etc/passwd");
		Files.writeString(this.passwd, "app:x:1000:1000::/:/bin/sh\n");
		Files.createDirectories(this.directory.resolve("host/etc"));
		Files.writeString(this.directory.resolve("host/etc/passwd"), "app:x:4242:4242::/:/bin/sh\n");
	}

	/**
	 * Return the id of the user; a negative number when it is not found.
	 */
	private long uid() {
		try {
			return RootFiles.inDirectory(this.root, "app", OPERATION).uid();
		}
		catch (InvalidRequestException ex) {
			return NONE;
		}
	}

	private static Path fifo(Path path) throws Exception {
		assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
		return path;
	}

	@Test
	void linksStayInTheRoot() throws IOException {
		Files.move(this.root.resolve("etc"), this.root.resolve("real"));
		for (String target : new String[] { "/real", "real", "../../../real", "./real/../real/." }) {
			Files.createSymbolicLink(this.root.resolve("etc"), Path.of(target));
			assertThat(uid()).as(target).isEqualTo(1000);
			Files.delete(this.root.resolve("etc"));
		}
		for (Path target : new Path[] { Path.of("../host/etc"), this.directory.resolve("host/etc") }) {
			Files.createSymbolicLink(this.root.resolve("etc"), target);
			assertThat(uid()).as(target.toString()).isEqualTo(NONE);
			Files.delete(this.root.resolve("etc"));
		}
	}

	@Test
	void linksThatGoInCirclesOrTooDeepEnd() throws IOException {
		Files.delete(this.passwd);
		Files.createSymbolicLink(this.passwd, Path.of("passwd"));
		assertThatExceptionOfType(DaemonErrorException.class).isThrownBy(this::uid);
		Files.delete(this.passwd);
		Files.createSymbolicLink(this.passwd, Path.of("d/".repeat(100) + "passwd"));
		Files.createDirectories(this.root.resolve("etc/" + "d/".repeat(100)));
		assertThatExceptionOfType(DaemonErrorException.class).isThrownBy(this::uid)
			.withCauseInstanceOf(FileSystemException.class);
	}

	@Test
	void onlyFilesOfSensibleSizeAreRead() throws Exception {
		Files.writeString(this.passwd, "x".repeat((4 << 20) + 1));
		assertThatExceptionOfType(DaemonErrorException.class).isThrownBy(this::uid);
		Files.delete(this.passwd);
		assertThat(uid()).isEqualTo(NONE);
		fifo(this.passwd);
		assertThat(uid()).isEqualTo(NONE);
		Files.delete(this.passwd);
		Files.createDirectory(this.passwd);
		assertThat(uid()).isEqualTo(NONE);
	}

	@Test
	void fileThatBecomesAFifoIsNotWaitedFor() throws Exception {
		Path fifo = fifo(this.directory.resolve("fifo"));
		Path file = Files.copy(this.passwd, this.directory.resolve("file"));
		Path next = this.directory.resolve("next");
		whileChanging(() -> {
			replace(this.passwd, fifo, next);
			replace(this.passwd, file, next);
		}, 1000L, NONE);
	}

	@Test
	void directoryThatBecomesAFifoIsNotWaitedFor() throws Exception {
		Path fifo = fifo(this.directory.resolve("fifo"));
		Path etc = this.root.resolve("etc");
		Path away = this.root.resolve("away");
		whileChanging(() -> {
			Files.move(etc, away);
			Files.createLink(etc, fifo);
			Files.delete(etc);
			Files.move(away, etc);
		}, 1000L, NONE);
	}

	@Test
	void directoryThatBecomesALinkDoesNotLeadOut() throws Exception {
		Path link = this.root.resolve("link");
		Path etc = this.root.resolve("etc");
		Path away = this.root.resolve("away");
		Files.createSymbolicLink(link, this.directory.resolve("host/etc"));
		whileChanging(() -> {
			Files.move(etc, away);
			Files.move(link, etc);
			Files.move(etc, link);
			Files.move(away, etc);
		}, 1000L, NONE);
	}

	private static void replace(Path target, Path by, Path next) throws IOException {
		Files.createLink(next, by);
		Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * Look the user up many times while something changes all the time.
	 */
	private void whileChanging(Change change, Long... expected) throws Exception {
		int files = openFiles();
		AtomicBoolean done = new AtomicBoolean();
		CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> {
			while (!done.get()) {
				try {
					change.run();
				}
				catch (IOException ex) {
					throw new AssertionError(ex);
				}
			}
		}, (task) -> new Thread(task, "changes").start());
		try {
			CompletableFuture<Void> looks = new CompletableFuture<>();
			Thread thread = new Thread(() -> {
				try {
					for (int i = 0; i < ROUNDS; i++) {
						look(expected);
					}
					looks.complete(null);
				}
				catch (Throwable ex) {
					looks.completeExceptionally(ex);
				}
			}, "looks");
			// Where it to block, it would do so for ever.
			thread.setDaemon(true);
			thread.start();
			looks.get(60, TimeUnit.SECONDS);
		}
		finally {
			done.set(true);
			changes.get(60, TimeUnit.SECONDS);
		}
		assertThat(uid()).isEqualTo(1000);
		assertThat(openFiles()).isLessThanOrEqualTo(files + 5);
	}

	private void look(Long... expected) {
		try {
			assertThat(uid()).isIn((Object[]) expected);
		}
		catch (DaemonErrorException ex) {
			assertThat(ex).hasMessageContaining("is being replaced");
		}
	}

	private static int openFiles() throws IOException {
		try (var files = Files.list(Path.of("/proc/self/fd"))) {
			return (int) files.count();
		}
	}

	/**
	 * What somebody else does.
	 */
	private interface Change {

		void run() throws IOException;

	}

}

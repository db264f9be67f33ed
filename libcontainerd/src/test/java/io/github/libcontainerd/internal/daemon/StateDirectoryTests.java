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
package io.github.libcontainerd.internal.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StateDirectory}.
 */
class StateDirectoryTests {

	@TempDir
	private Path directory;

	@Test
	void whoIsRefusedDoesNotUnlockIt() throws Exception {
		Path path = this.directory.resolve("state");
		try (StateDirectory held = StateDirectory.open(path)) {
			assertThat(locked(path)).isTrue();
			assertThatExceptionOfType(RemoteStartException.class).isThrownBy(() -> StateDirectory.open(path))
				.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(Reason.STATE_DIRECTORY_IN_USE))
				.withMessageContaining("by this process");
			Path link = Files.createSymbolicLink(this.directory.resolve("link"), path);
			assertThatExceptionOfType(RemoteStartException.class).isThrownBy(() -> StateDirectory.open(link));
			assertThat(locked(path)).isTrue();
			assertThat(Files.readString(held.path().resolve("lock")))
				.isEqualTo(Long.toString(ProcessHandle.current().pid()));
		}
		assertThat(path).doesNotExist();
	}

	@Test
	void closingItTwiceDoesNotTakeItFromTheNext() throws Exception {
		Path path = this.directory.resolve("state");
		StateDirectory first = StateDirectory.open(path);
		first.close();
		try (StateDirectory next = StateDirectory.open(path)) {
			first.close();
			assertThat(next.path().resolve("lock")).exists();
			assertThatExceptionOfType(RemoteStartException.class).isThrownBy(() -> StateDirectory.open(path));
		}
	}

	@Test
	void oneOfManyGetsIt() throws Exception {
		Path path = this.directory.resolve("state");
		int threads = 8;
		List<StateDirectory> holders = new CopyOnWriteArrayList<>();
		CountDownLatch tried = new CountDownLatch(threads);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			for (int i = 0; i < threads; i++) {
				executor.execute(() -> {
					try {
						holders.add(StateDirectory.open(path));
					}
					catch (RemoteStartException ex) {
						// Another has it.
					}
					finally {
						tried.countDown();
					}
				});
			}
			tried.await();
			assertThat(holders).hasSize(1);
		}
		finally {
			executor.shutdownNow();
			holders.forEach(StateDirectory::close);
		}
	}

	/**
	 * What the kernel knows; the file of a lock is told by its number.
	 */
	private static boolean locked(Path path) throws IOException {
		String inode = String.valueOf(Files.getAttribute(path.resolve("lock"), "unix:ino"));
		return Files.readAllLines(Path.of("/proc/locks"))
			.stream()
			.anyMatch((line) -> line.contains(" POSIX ") && line.contains(" " + ProcessHandle.current().pid() + " ")
					&& line.contains(":" + inode + " "));
	}

}

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

package io.github.libcontainerd.boot.test.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StateSlot}.
 */
class StateSlotTests {

	@TempDir
	private Path directory;

	@Test
	void eachUserHasOneOfItsOwnAndTheFirstIsUsedAgain() {
		Path parent = this.directory.resolve("a/b");
		StateSlot first = StateSlot.take(parent);
		StateSlot second = StateSlot.take(parent);
		assertThat(first.directory()).isEqualTo(parent.resolve("0"));
		assertThat(second.directory()).isEqualTo(parent.resolve("1"));
		first.close();
		StateSlot third = StateSlot.take(parent);
		assertThat(third.directory()).isEqualTo(parent.resolve("0"));
		third.close();
		second.close();
		assertThat(parent.getParent()).doesNotExist();
	}

	@Test
	void oneThatAnotherProcessHasIsNotTaken() throws Exception {
		StateSlot first = StateSlot.take(this.directory);
		StateSlot second = StateSlot.take(this.directory);
		assertThat(lockedBySomebody(first.lock())).isTrue();
		assertThat(lockedBySomebody(second.lock())).isTrue();
		second.close();
		first.close();
	}

	@Test
	void whatAKilledProcessHasLeftGoesWithTheNextUser() throws Exception {
		Path parent = this.directory.resolve("a/b");
		StateSlot first = StateSlot.take(parent);
		StateSlot second = StateSlot.take(parent);
		Files.createDirectories(second.directory().resolve("used"));
		Files.createDirectories(parent.resolve("7/left"));
		Files.createFile(parent.resolve("7.lock"));
		first.close();
		assertThat(parent.resolve("7")).doesNotExist();
		assertThat(second.directory().resolve("used")).exists();
		Files.delete(second.directory().resolve("used"));
		Files.delete(second.directory());
		second.close();
		assertThat(parent).doesNotExist();
	}

	@Test
	void whereNoneCanBeMadeThereIsNone() throws Exception {
		Path file = Files.createFile(this.directory.resolve("file"));
		assertThat(StateSlot.take(file.resolve("below"))).isNull();
	}

	// As the kernel sees it, for which this process is only one of many.
	private static boolean lockedBySomebody(Path lock) throws Exception {
		String inode = ":" + Files.getAttribute(lock, "unix:ino") + " ";
		Process process = new ProcessBuilder("cat", "/proc/locks").start();
		String locks = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		return locks.contains(inode);
	}

}
